"""Values of a list (A9, A10, B1): spelled as the list spells them, or a doubt that names the nearest entry."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import fuzz, process

from sheets_crm.formats.clean import LOOKALIKES, display, fold, squeeze
from sheets_crm.formats.verdict import Doubt, Repair, Verdict
from sheets_crm.model.cells import CellError, CellValue
from sheets_crm.model.layout import Column
from sheets_crm.model.text import Lang, Text

SPELLED = Text("значение записано так, как в списке", "the value is spelled as in its list")
NEAR = 75
ALIKE = 65
COMPARED = 5
SHORTEST = 3
MANY = 300
"""In a longer list a value is compared only with the entries that have a word of the same, rare beginning."""
BEGINNING = 4
SEPARATORS = re.compile(r"\s*[;,\n/+]\s*|\s+и\s+|\s+and\s+", re.IGNORECASE)
HAS_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
ONE_LOOK = str.maketrans(LOOKALIKES)


@dataclass(frozen=True, eq=False)
class Choices:
    """A list ready for looking up: its `entries`, its `title` for people, and the entry that other words (`also`) mean."""

    entries: Sequence[str]
    title: Text
    also: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def allowed(self) -> frozenset[str]:
        """The spellings that are right as they stand."""
        return frozenset(self.entries)

    @cached_property
    def folded(self) -> Sequence[str]:
        """The folded spelling of each entry."""
        return [fold(entry) for entry in self.entries]

    @cached_property
    def by_spelling(self) -> Mapping[str, str | None]:
        """The entry of each folded spelling, None where two entries share one."""
        return _index(self.entries, self.folded, self.also, fold)

    @cached_property
    def by_look(self) -> Mapping[str, str | None]:
        """The same with Cyrillic and Latin letters of one look counting as one."""
        return _index(self.entries, (said.translate(ONE_LOOK) for said in self.folded), self.also, _one_look)

    @cached_property
    def by_beginning(self) -> Mapping[str, Sequence[int]]:
        """For each beginning of a word, the positions of the entries that hold such a word."""
        found: dict[str, array[int]] = {}
        for at, said in enumerate(self.folded):
            for beginning in {word[:BEGINNING] for word in said.split()}:
                found.setdefault(beginning, array("i")).append(at)
        return found

    def find(self, text: str) -> str | None:
        """Return the entry that a text certainly names; None when it names none."""
        if text in self.allowed:
            return text
        key = fold(text)
        return self.by_spelling[key] if key in self.by_spelling else self.by_look.get(_one_look(text))


def _index(
    entries: Iterable[str], spellings: Iterable[str], also: Mapping[str, str], key: Callable[[str], str]
) -> Mapping[str, str | None]:
    found: dict[str, str | None] = {}
    for entry, spelled in zip(entries, spellings, strict=True):
        found[spelled] = None if spelled in found else entry
    words: dict[str, str | None] = {}
    for word, entry in also.items():
        spelled = key(word)
        words[spelled] = entry if words.get(spelled, entry) == entry else None
    return {**words, **found}


def of_column(column: Column, lang: Lang) -> Choices:
    """Make the fixed choices of a column: the titles of both languages are right as they stand.

    A title of the other language is left alone, since an English header over Russian values makes neither of them wrong;
    another word becomes the title in the language that it is written in.
    """
    also: dict[str, str] = {}
    for choice in column.choices:
        for word in (choice.title.ru, choice.title.en, *choice.also):
            also.setdefault(word, choice.title.ru if HAS_CYRILLIC.search(word) else choice.title.in_(lang))
    titles = [title for choice in column.choices for title in (choice.title.ru, choice.title.en)]
    return Choices(list(dict.fromkeys(titles)), Text(column.title.ru, column.title.en), also)


def judge(value: CellValue, choices: Choices) -> Verdict:
    """Judge a value of a list: in the list is fine, another spelling of an entry becomes it, all else is a doubt."""
    if value is None or (isinstance(value, str) and value in choices.allowed):
        return None
    text = value if isinstance(value, str) else display(value)
    if not squeeze(text):
        return None
    found = None if isinstance(value, CellError) else choices.find(text)
    if found is None:
        return _unknown(squeeze(text), choices)
    return Repair(found, SPELLED)


def several(value: CellValue, choices: Choices) -> tuple[str, ...]:
    """Return the entries that one cell names with a separator between them (A10); () unless all its parts are in the list."""
    if not isinstance(value, str) or isinstance(value, CellError) or choices.find(value):
        return ()
    parts = [choices.find(part) for part in SEPARATORS.split(value.strip(" \n;,")) if part.strip()]
    if len(parts) < 2 or None in parts:  # noqa: PLR2004
        return ()
    return tuple(dict.fromkeys(part for part in parts if part))


def nearest(text: str, choices: Choices) -> str | None:
    """Return the entry that looks most like a text, or the only one that a shortened text can mean; None when none comes near.

    One word in common («Уборка снега», «Поддерживающая уборка») is not near: most of the letters must be in common, and each
    word of the one be like a word of the other.
    """
    said = fold(text)
    pool: dict[str, str] = {}
    if len(choices.entries) <= MANY:
        pool = dict(zip(choices.entries, choices.folded, strict=True))
    for word in said.split():
        begun = choices.by_beginning.get(word[:BEGINNING], ()) if len(choices.entries) > MANY else ()
        if len(begun) <= MANY:
            pool.update((choices.entries[at], choices.folded[at]) for at in begun)
    alike = [
        (score, entry)
        for scorer in (fuzz.ratio, fuzz.token_sort_ratio)
        for spelled, score, entry in process.extract(said, pool, scorer=scorer, score_cutoff=NEAR, limit=COMPARED)
        if _alike(said, spelled) or _alike(spelled, said)
    ]
    if alike:
        return max(alike)[1]
    meant = [entry for entry, spelled in pool.items() if _shortened(said, spelled)]
    return meant[0] if len(meant) == 1 else None


def _alike(said: str, entry: str) -> bool:
    """Whether every word of the one is spelled much like some word of the other."""
    words = entry.split()
    return all(max(fuzz.ratio(word, one) for one in words) >= ALIKE for word in said.split())


def _shortened(said: str, entry: str) -> bool:
    """Whether every word said («ген. уборка») is a word of the entry or begins one, and no other word twice."""
    words = [word.strip(".,") for word in said.split()]
    left = entry.split()
    for word in words:
        whole = next((one for one in left if one.startswith(word)), None)
        if whole is None or (len(word) < SHORTEST and word != whole):
            return False
        left.remove(whole)
    return bool(words)


def _one_look(text: str) -> str:
    """Fold a text further, so that Cyrillic and Latin letters of one look count as one."""
    return fold(text).translate(ONE_LOOK)


def _unknown(text: str, choices: Choices) -> Doubt:
    near = nearest(text, choices)
    message = Text(f"«{text}» нет в списке «{choices.title.ru}»", f"“{text}” is not in the list “{choices.title.en}”")
    if near:
        return Doubt(
            message, Text(f"Возможно, это «{near}». Или добавьте запись в список", f"It may be “{near}”. Or add it to the list")
        )
    return Doubt(message, Text("Выберите запись из списка или добавьте её туда", "Choose an entry of the list, or add it there"))
