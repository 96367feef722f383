"""A run over a book that an earlier run left with nothing to do: it costs a hash, and says what a whole run would say."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from small_books import NOW
from strategies import contents

from sheets_crm.books.memory import MemoryBook
from sheets_crm.books.xlsx import XlsxBook
from sheets_crm.books.xlsx.template.workbook import create_workbook
from sheets_crm.engine import fingerprint, settled
from sheets_crm.engine.history import history
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.settings import resources
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.own_rules import own_rules
from sheets_crm.engine.settings.resources import load_job, load_layout
from sheets_crm.engine.undo.restore import restore
from sheets_crm.engine.undo.undo import undo
from sheets_crm.model.config import BookConfig, ConfigFile
from sheets_crm.model.job import Job, Step
from sheets_crm.model.mapping import MappedColumn, MappedSheet, Mapping
from sheets_crm.model.settings import Settings
from sheets_crm.model.snapshot import Snapshot

NIGHTLY = load_job("nightly")
HEADER = ("Клиент", "Телефон", "E-mail", "Дата рождения", "ID")
ROWS = [
    HEADER,
    ("ООО  «Ромашка»", "8 916 123-45-67", "office@Romashka.RU", "31.02.1980", None),
    ("Иванов Иван", "12", "ivan@маil.ru", None, None),
]


class Counted(MemoryBook):
    """A book that counts how often it was read."""

    reads = 0

    def read(self) -> Snapshot:
        self.reads += 1
        return super().read()


@dataclass
class Case:
    """A book that a run has just put right, and the circumstances of the next run."""

    book: Counted
    folder: Path
    config: Config = field(default_factory=Config)
    job: Job = NIGHTLY
    days: int = 0

    def run(self, **options: Any) -> RunResult:
        now = NOW + timedelta(days=self.days, hours=5)
        return run_job(self.book, self.job, self.config, now, **options)

    def reads(self, **options: Any) -> int:
        """How often the book is read by one more run."""
        before = self.book.reads
        self.run(**options)
        return self.book.reads - before


@pytest.fixture
def case(tmp_path: Path) -> Case:
    made = Counted.of(str(tmp_path / "clients.xlsx"), {"Клиенты": ROWS})
    assert isinstance(made, Counted)
    first = run_job(made, NIGHTLY, Config(), NOW)
    assert first.receipt is not None
    assert first.plan.findings
    return Case(made, tmp_path)


def journal(case: Case) -> sqlite3.Connection:
    return sqlite3.connect(case.folder / "clients.crm" / "journal.sqlite", isolation_level=None)


@pytest.mark.parametrize("options", [{}, {"dry_run": True}], ids=["run", "check"])
def test_the_book_is_not_read_again_and_the_answer_is_that_of_a_whole_run(case: Case, options: dict[str, bool]) -> None:
    assert case.reads(**options) == 0
    quick, whole = case.run(**options), case.run(afresh=True, **options)
    assert (quick.snapshot, quick.run, quick.receipt, quick.recognised) == (None, None, None, True)
    assert quick.plan.findings == whole.plan.findings != ()
    assert (quick.plan.identity, quick.plan.empty) == (whole.plan.identity, whole.plan.empty)


def test_a_clean_run_settles_a_book_too(case: Case) -> None:
    case.days = 1
    assert [case.reads(), case.reads()] == [1, 0]


def test_a_check_writes_nothing_down(case: Case) -> None:
    case.days = 1
    assert [case.reads(dry_run=True), case.reads(dry_run=True)] == [1, 1]


def test_the_history_tells_of_the_run_as_of_any_other(case: Case) -> None:
    case.run()
    case.run(afresh=True)
    quick, whole = (
        replace(story.run, number=0, started=NOW, finished=NOW)
        for story in history(case.book, case.config, clock=NOW).stories[-2:]
    )
    assert quick == whole
    assert quick.findings


def edit_a_cell(case: Case) -> None:
    case.book.put("Клиенты", 3, 2, "13")


def take_back(case: Case) -> None:
    undo(case.book, None, case.config, NOW)


def take_back_and_type_it_all_in_again(case: Case) -> None:
    """The book is as the run left it, but the journal knows what a person did not want."""
    after = {name: dict(cells) for name, cells in case.book.sheets.items()}
    undo(case.book, None, case.config, NOW)
    case.book.sheets = after


def bring_back(case: Case) -> None:
    restore(case.book, None, case.config, NOW)


def bring_back_and_forth(case: Case) -> None:
    restore(case.book, None, case.config, NOW)
    restore(case.book, None, case.config, NOW)


def tomorrow(case: Case) -> None:
    case.days = 1


def other_setting(case: Case) -> None:
    case.config = Config(None, ConfigFile(settings=Settings.model_validate({"phones": {"style": "e164"}})))


def other_layout(case: Case) -> None:
    case.config = Config(None, ConfigFile(layout="simple"))


def other_mapping(case: Case) -> None:
    columns = {"A": MappedColumn(key="name"), "B": MappedColumn(key="phone")}
    mapping = Mapping(sheets=(MappedSheet(sheet="Клиенты", kind="clients", columns=columns),))
    case.config = Config(None, ConfigFile(books={"clients.xlsx": BookConfig(mapping=mapping)}))


def other_option_in_the_job(case: Case) -> None:
    steps = tuple(Step(rule=one.rule, options={"style": "e164"} if one.rule == "phones" else {}) for one in NIGHTLY.steps)
    case.job = NIGHTLY.model_copy(update={"steps": steps})


def one_step_less(case: Case) -> None:
    case.job = NIGHTLY.model_copy(update={"steps": NIGHTLY.steps[1:]})


def one_report_less(case: Case) -> None:
    case.job = NIGHTLY.model_copy(update={"reports": NIGHTLY.reports[1:]})


CHANGES = (
    edit_a_cell,
    take_back,
    take_back_and_type_it_all_in_again,
    bring_back,
    bring_back_and_forth,
    tomorrow,
    other_setting,
    other_layout,
    other_mapping,
    other_option_in_the_job,
    one_step_less,
    one_report_less,
)


@pytest.mark.parametrize("happens", CHANGES, ids=lambda one: one.__name__)
def test_whatever_changes_the_book_is_read_again(case: Case, happens: Callable[[Case], None]) -> None:
    assert case.reads() == 0
    happens(case)
    assert case.reads() > 0


def test_another_program_reads_the_book_again(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settled, "program", lambda: "another version, layout, or library")
    assert case.reads() > 0


def test_asking_for_what_was_taken_back_reads_the_book(case: Case) -> None:
    assert case.reads(again=True) > 0


def test_rules_of_the_users_own_may_look_at_anything_so_that_they_always_run(case: Case) -> None:
    (case.folder / "mine.py").write_text("def rule(snapshot, context):\n    return []\n")
    case.job = NIGHTLY.model_copy(update={"steps": (*NIGHTLY.steps, Step(rule="mine.py:rule"))})
    own = own_rules(case.job, case.folder)
    assert [case.reads(own_rules=own) > 0 for _ in range(3)] == [True] * 3


def test_after_an_undo_the_first_run_that_has_nothing_to_do_settles_the_book(case: Case) -> None:
    take_back(case)
    assert [case.reads() > 0 for _ in range(3)] == [True, True, False]
    assert case.run().plan.findings == case.run(afresh=True).plan.findings


@pytest.mark.parametrize("kept", [b"", b"x\x9c damaged", b'{"findings": []}', "text", None], ids=str)
def test_a_damaged_record_is_passed_over_and_written_anew(case: Case, kept: object) -> None:
    with closing(journal(case)) as db:
        db.execute("UPDATE settled SET answer = ?", (kept if kept is not None else b"\0",))
    assert [case.reads(), case.reads()] == [1, 0]


def test_a_journal_of_the_version_before_is_brought_up_to_date(case: Case) -> None:
    with closing(journal(case)) as db:
        db.execute("DROP TABLE settled")
        db.execute("PRAGMA user_version = 2")
    assert [case.reads(), case.reads()] == [1, 0]


def test_two_jobs_are_settled_side_by_side(case: Case) -> None:
    formats = load_job("formats")
    run_job(case.book, formats, case.config, NOW)
    before = case.book.reads
    run_job(case.book, formats, case.config, NOW)
    assert case.reads() == 0
    assert case.book.reads == before


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(contents())
def test_on_any_book_the_settled_answer_is_what_a_whole_run_finds(content: dict[str, list[dict[str, Any]]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "clients.xlsx"
        create_workbook(path, load_layout("extended"), "ru", content, NOW)
        run_job(XlsxBook(path), NIGHTLY, Config(), NOW)
        quick = run_job(XlsxBook(path), NIGHTLY, Config(), NOW)
        whole = run_job(XlsxBook(path), NIGHTLY, Config(), NOW, afresh=True)
    assert quick.snapshot is None
    assert whole.plan.empty
    assert quick.plan.findings == whole.plan.findings
    assert quick.recognised == whole.recognised


@pytest.mark.parametrize("file", ["templates/simple.yaml", "templates/catalogue.yaml", "jobs/nightly.yaml", "code/rules.py"])
def test_a_changed_byte_of_the_program_makes_it_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str) -> None:
    for kind in ("templates", "jobs"):
        copytree(resources.folder(kind), tmp_path / kind)
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "rules.py").write_text("# a rule")
    monkeypatch.setattr(fingerprint, "PACKAGE", tmp_path / "code")
    monkeypatch.setattr(fingerprint, "folder", lambda kind: tmp_path / kind)
    before = fingerprint.program.__wrapped__()
    assert fingerprint.program.__wrapped__() == before
    with (tmp_path / file).open("a") as out:
        out.write("\n")
    assert fingerprint.program.__wrapped__() != before


def test_another_version_of_a_library_makes_another_program(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint.program.__wrapped__()
    monkeypatch.setattr(fingerprint, "version", lambda name: "99" if name == "phonenumbers" else version(name))
    assert fingerprint.program.__wrapped__() != before


def test_findings_about_broken_characters_survive(case: Case) -> None:
    case.book.put("Клиенты", 2, 2, "тел. \ud83d")
    case.run()
    quick, whole = case.run(), case.run(afresh=True)
    assert quick.snapshot is None
    assert quick.plan.findings == whole.plan.findings
    assert any("\ud83d" in one.message.ru for one in quick.plan.findings)
