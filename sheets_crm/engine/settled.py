"""What is known of a book that a run left with nothing to do: the same job on the same bytes has the same outcome (rule 9)."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sheets_crm.engine.fingerprint import program
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.settings.config import Config
from sheets_crm.model.job import Job
from sheets_crm.model.memory import Memory
from sheets_crm.model.plan import Finding, Plan, Receipt
from sheets_crm.model.text import Text

LEVEL = 1
PLAIN = tuple(one.name for one in fields(Finding) if one.name not in ("message", "hint"))
BILINGUAL = ("message", "hint")


@dataclass(frozen=True, slots=True)
class Question:
    """A job, and a hash of all that its outcome depends on beside the book and its memory."""

    job: str
    circumstances: str

    def about(self, identity: str) -> str:
        """Return the key of this question about one state of a book."""
        return f"{identity} {self.circumstances}"


@dataclass(frozen=True)
class Answer:
    """What the job finds in a book that it would leave as it is; `recognised` is False when no sheet of it was."""

    findings: tuple[Finding, ...]
    recognised: bool


def question(job: Job, config: Config, book: str, today: date) -> Question:
    """Ask what a job does on a day; its outcome hangs on its definition, the layout, the settings, and the program itself.

    Not for a job with rules of the user's own: they may look at anything.
    """
    circumstances = (
        program(),
        today.isoformat(),
        job.model_dump(),
        config.layout(book),
        config.settings.model_dump(),
        config.book(book).model_dump(),
    )
    return Question(job.name, hashlib.sha256(json.dumps(circumstances, default=_plain).encode()).hexdigest())


def answer(journal: JournalReader, asked: Question, identity: str) -> Answer | None:
    """Return what the journal knows to be the outcome; None when it must be found out anew, as when the record is damaged."""
    kept = journal.settled(asked.job, asked.about(identity))
    if kept is None:
        return None
    try:
        told = json.loads(zlib.decompress(kept))
        return Answer(_findings(told["findings"]), bool(told["recognised"]))
    except (zlib.error, ValueError, KeyError, TypeError):
        return None


def packed(one: Answer) -> bytes:
    """Return an answer as the journal keeps it."""
    columns: dict[str, list[Any]] = {name: [getattr(finding, name) for finding in one.findings] for name in PLAIN}
    for name in BILINGUAL:
        texts: list[Text] = [getattr(finding, name) for finding in one.findings]
        numbers = {text: at for at, text in enumerate(dict.fromkeys(texts))}
        columns[name] = [numbers[text] for text in texts]
        columns[f"{name}s"] = [(text.ru, text.en) for text in numbers]
    told = json.dumps({"findings": columns, "recognised": one.recognised}, ensure_ascii=False)
    return zlib.compress(told.encode("utf-8", "surrogatepass"), LEVEL)


def settles(plan: Plan, receipt: Receipt | None, memory: Memory) -> bool:
    """Say whether the next run would find what this plan found, and write nothing.

    Surely so for a run that wrote nothing. A run that wrote must have written all that its rules came to rest with; where a
    person ever took a repair back, what is found names rows by the IDs of before the run, so that the next one is asked.
    """
    if receipt is None:
        return plan.empty
    whole = not (receipt.kept or receipt.failed) and len(receipt.reports) == len(plan.reports)
    return plan.converged and whole and not (memory.declined or memory.declined_fills or memory.former_ids)


def _findings(columns: dict[str, list[Any]]) -> tuple[Finding, ...]:
    plain = [columns[name] for name in PLAIN]
    texts = [_texts(columns[f"{name}s"], columns[name]) for name in BILINGUAL]
    return tuple(Finding(*one) for one in zip(*plain, *texts, strict=True))


def _texts(distinct: Sequence[Sequence[str]], numbers: Sequence[int]) -> list[Text]:
    known = [Text(ru, en) for ru, en in distinct]
    return [known[at] for at in numbers]


def _plain(value: object) -> object:
    """Return what JSON has no word for; the members of a set in one order, which is another at each start of Python."""
    return sorted(map(str, value)) if isinstance(value, (set, frozenset)) else str(value)
