"""The commands as scripts and people rely on them: exit statuses, JSON, and what they leave in the folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from commands_run import Run
from openpyxl import Workbook, load_workbook

from sheets_crm.cli.language import speak

TODAY = ("--today", "2026-11-22")
CHANGE = {"sheet", "row_id", "cell", "column", "before", "after", "rule", "reason"}
FINDING = {"sheet", "row_id", "cell", "rule", "severity", "message", "hint"}


@pytest.fixture
def messy(run: Run) -> Path:
    assert run("new", "clients.xlsx", "--demo", 30, "--seed", 3, "--truth", "truth.json", *TODAY).status == 0
    return Path("clients.xlsx")


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("layout", ["simple", "extended"])
@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_new_book_is_clean(run: Run, layout: str, lang: str) -> None:
    assert run("new", "fresh.xlsx", "--layout", layout, "--lang", lang).status == 0
    said = run("check", "fresh.xlsx", "--json")
    assert (said.status, said.json["changes"], said.json["findings"]) == (1, [], [])
    assert [one["key"] for one in said.json["reports"]]


def test_check_shows_everything_and_writes_nothing(run: Run, messy: Path) -> None:
    before = sha(messy)
    said = run("check", messy, "--json", *TODAY)
    assert said.status == 1
    assert said.json.keys() >= {"book", "run", "changes", "findings", "reports", "receipt"}
    assert all(one.keys() == CHANGE for one in said.json["changes"])
    assert all(one.keys() == FINDING for one in said.json["findings"])
    assert said.json["changes"]
    assert sha(messy) == before
    assert not said.err


def test_a_dry_run_shows_the_same_as_check(run: Run, messy: Path) -> None:
    before = sha(messy)
    checked, dry = run("check", messy, "--json", *TODAY), run("run", "nightly", messy, "--dry-run", "--json", *TODAY)
    assert (dry.status, dry.json["changes"]) == (1, checked.json["changes"])
    assert sha(messy) == before


def test_run_does_what_check_said_and_a_second_run_nothing(run: Run, messy: Path) -> None:
    promised = run("check", messy, "--json", *TODAY).json["changes"]
    done = run("run", "nightly", messy, "--json", *TODAY)
    assert (done.status, done.json["changes"]) == (0, promised)
    assert done.json["receipt"]["written"] == len(promised)
    book = load_workbook(messy)
    for one in promised:
        if isinstance(one["after"], str) and one["column"] == "phone":
            assert book[one["sheet"]][one["cell"]].value == one["after"]
    after = sha(messy)
    again = run("run", "nightly", messy, "--json", *TODAY)
    assert (again.json["run"], again.json["changes"], sha(messy)) == (None, [], after)


def test_undo_takes_back_what_nobody_touched_and_keeps_what_a_person_changed(run: Run, messy: Path) -> None:
    done = run("run", "nightly", messy, "--json", *TODAY).json
    phone = next(one for one in done["changes"] if one["column"] == "phone" and one["rule"] == "phones")
    book = load_workbook(messy)
    book[phone["sheet"]][phone["cell"]].value = "+7 900 000-00-00"
    book.save(messy)
    undone = run("undo", messy, "--json", *TODAY).json
    assert [one["cell"] for one in undone["kept"]] == [phone["cell"]]
    assert len(undone["reversed"]) == len(done["changes"]) - 1
    assert not undone["failed"]
    assert load_workbook(messy)[phone["sheet"]][phone["cell"]].value == "+7 900 000-00-00"


def test_restore_brings_the_book_back_byte_for_byte(run: Run, messy: Path) -> None:
    before = sha(messy)
    number = run("run", "nightly", messy, "--json", *TODAY).json["run"]
    assert sha(messy) != before
    assert run("restore", messy, number).status == 0
    assert sha(messy) == before


def test_history_tells_every_run_and_every_change(run: Run, messy: Path) -> None:
    done = run("run", "nightly", messy, "--json", *TODAY).json
    (first,) = run("history", messy, "--json").json["runs"]
    assert (first["run"], first["state"], first["changed"]) == (done["run"], "done", len(done["changes"]))
    assert sum(first["rules"].values()) == len(done["changes"])
    told = run("history", messy, done["run"], "--json").json["changes"]
    assert {(one["sheet"], one["cell"]) for one in told} == {(one["sheet"], one["cell"]) for one in done["changes"]}


def test_what_people_read_names_the_cells_and_the_way_back(run: Run, messy: Path) -> None:
    change = run("check", messy, "--json", *TODAY).json["changes"][0]
    shown = run("check", messy, "--all", *TODAY)
    assert f"{change['sheet']}!{change['cell']}" in shown.out
    assert "sheets-crm undo clients.xlsx" in run("run", "nightly", messy, *TODAY).out
    assert "nightly" in run("history", messy).out


def test_demo_leaves_a_book_in_order_and_never_overwrites_one(run: Run) -> None:
    first, second = run("demo", *TODAY), run("demo", *TODAY)
    assert (first.status, second.status) == (0, 0)
    books = sorted(Path().glob("demo-*.xlsx"))
    assert len(books) == 2
    for book in books:
        assert run("run", "nightly", book, "--json", *TODAY).json["run"] is None


def ours(path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Наши"
    for row in [["Список на 2026 год"], [], ["ФИО", "Тел.", "Любимый цвет"], ["Иванов Иван", "8 916 123 45 67", "синий"]]:
        sheet.append(row)
    book.save(path)
    return path


def test_adopt_maps_a_workbook_and_writes_the_mapping_down(run: Run) -> None:
    path = ours(Path("ours.xlsx"))
    said = run("adopt", path, "--json").json
    (sheet,) = said["sheets"]
    assert (sheet["sheet"], sheet["kind"], sheet["header_row"]) == ("Наши", "clients", 3)
    assert {letter: one["key"] for letter, one in sheet["columns"].items()} == {"A": "name", "B": "phone", "C": None}
    assert "Любимый цвет" in Path("sheets-crm.yaml").read_text(encoding="utf-8")
    changed = run("check", path, "--json", *TODAY).json["changes"]
    assert [(one["cell"], one["after"]) for one in changed] == [("B4", "+7 916 123-45-67")]


def test_adopt_appends_program_columns_only_when_told_to(run: Run) -> None:
    path = ours(Path("ours.xlsx"))
    before = sha(path)
    assert run("adopt", path).status == 0
    assert sha(path) == before
    assert run("adopt", path, "--add-columns").status == 0
    sheet = load_workbook(path)["Наши"]
    header = [cell.value for cell in sheet[3]]
    assert header[:4] == ["ФИО", "Тел.", "Любимый цвет", "ID"]
    run("run", "nightly", path, *TODAY)
    assert load_workbook(path)["Наши"]["D4"].value == "K-00001"
    assert load_workbook(path)["Наши"]["C4"].value == "синий"


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["check", "nowhere.xlsx"], 4, "nowhere.xlsx"),
        (["run", "weekly", "clients.xlsx"], 2, "weekly"),
        (["new", "clients.xlsx"], 3, "clients.xlsx"),
        (["new", "clients.ods"], 2, "clients.ods"),
        (["new", "x.xlsx", "--layout", "grand"], 2, "grand"),
        (["undo", "clients.xlsx"], 2, "clients.xlsx"),
        (["restore", "clients.xlsx", "7"], 2, "clients.xlsx"),
        (["check", "clients.xlsx", "--config", "none.yaml"], 2, "none.yaml"),
        (["check", "postgresql://here/db"], 4, "postgresql://here/db"),
        (["check"], 2, "BOOK"),
        (["dance"], 2, "dance"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_done_is_said_in_one_sentence(run: Run, messy: Path, words: list[str], status: int, told: str) -> None:
    said = run(*words)
    assert (said.status, said.out) == (status, "")
    assert told in said.err
    assert "Traceback" not in said.err


def test_a_book_that_is_open_elsewhere_is_left_alone(run: Run, messy: Path) -> None:
    Path("~$clients.xlsx").write_bytes(b"\x05Maria")
    before = sha(messy)
    said = run("run", "nightly", messy, *TODAY)
    assert (said.status, sha(messy)) == (3, before)
    assert "clients.xlsx" in said.err


def test_jobs_and_layouts_are_listed(run: Run) -> None:
    said = run("jobs", "--json").json
    assert {job["job"] for job in said["jobs"]} == {"nightly", "formats"}
    assert said["layouts"] == ["extended", "simple"]


def test_a_rule_of_ones_own_runs_in_a_job_of_ones_own(run: Run, messy: Path) -> None:
    Path("my_rules.py").write_text(
        "from sheets_crm.model.plan import Finding\nfrom sheets_crm.model.text import Text\n\n\n"
        "def check_all(snapshot, context):\n    '''Nobody is perfect.'''\n"
        "    yield Finding('Клиенты', '', 'B1', 'mine', 'note', Text('моё', 'mine'), Text('-', '-'))\n",
        encoding="utf-8",
    )
    Path("mine.yaml").write_text(
        "title: {ru: Моё, en: Mine}\nsteps:\n  - {rule: 'my_rules.py:check_all'}\n  - {rule: status, options: {months: 3}}\n",
        encoding="utf-8",
    )
    Path("sheets-crm.yaml").write_text("jobs: [mine.yaml]\n", encoding="utf-8")
    said = run("run", "mine", messy, "--dry-run", "--json", *TODAY)
    assert [one["message"] for one in said.json["findings"] if one["rule"] == "mine"]
    assert any(one["rule"] == "status" for one in said.json["changes"])


def test_the_config_chooses_the_language_unless_the_person_does(run: Run, messy: Path) -> None:
    Path("sheets-crm.yaml").write_text("language: en\n", encoding="utf-8")
    try:
        assert "Nothing was written" in run("check", messy, *TODAY).out
    finally:
        speak("ru")


def test_a_book_in_which_nothing_is_recognised_is_not_called_in_order(run: Run) -> None:
    book = Workbook()
    book.active["B2"] = 17
    book.save("numbers.xlsx")
    done = run("run", "nightly", "numbers.xlsx", "--json")
    assert (done.status, done.json["changes"]) == (1, [])
    assert [(one["rule"], one["severity"]) for one in done.json["findings"]] == [("mapping", "error")]
    assert run("check", "numbers.xlsx").status == 1


def test_an_error_is_one_json_document_where_json_was_asked_for(run: Run) -> None:
    said = run("check", "nowhere.xlsx", "--json")
    assert said.json["exit"] == said.status == 4
    assert "nowhere.xlsx" in said.json["error"]


def test_a_language_that_nobody_here_speaks_is_refused(run: Run) -> None:
    assert run("jobs", "--lang", "de").status == 2


def test_a_truth_that_cannot_be_written_leaves_no_book_behind(run: Run) -> None:
    said = run("new", "d.xlsx", "--demo", 3, "--truth", "nowhere/t.json")
    assert said.status == 4
    assert not Path("d.xlsx").exists()


def test_after_an_undo_the_next_run_stays_calm_until_it_is_told_to_do_it_again(run: Run, messy: Path) -> None:
    first = run("run", "nightly", messy, "--json", *TODAY).json
    run("undo", messy, *TODAY)
    second = run("run", "nightly", messy, "--json", *TODAY).json
    staff = {
        (one["sheet"], one["cell"]) for one in first["changes"] if one["column"] in {"phone", "email", "status", "next_task"}
    }
    assert not staff & {(one["sheet"], one["cell"]) for one in second["changes"]}
    third = run("run", "nightly", messy, "--again", "--json", *TODAY).json
    assert staff <= {(one["sheet"], one["cell"]) for one in third["changes"]}
    was, now = ({(one["sheet"], one["cell"]): one["after"] for one in done["changes"]} for done in (first, third))
    assert {place: was[place] for place in staff} == {place: now[place] for place in staff}
