"""Made-up companies of a seed, in both layouts and languages: new, after a night, after another, and after an undo."""

from __future__ import annotations

from collections.abc import Callable

import paper
import pytest
from desks import Desk, GoogleDesk, sheets_crm
from same import differences
from seen import seen
from telling import TODAY, alike

from sheets_crm.books.google import book
from sheets_crm.books.google.writing import parting
from sheets_crm.books.google.writing.batch import encoded

LOCALES = {"ru": "ru_RU", "en": "en_US"}
NIGHTS = (["run", "nightly"], ["run", "nightly"], ["undo"], ["run", "nightly"])
Lay = Callable[..., Desk]


@pytest.mark.parametrize(
    ("layout", "lang", "seed", "how"),
    [
        ("extended", "ru", 3, "made there"),
        ("extended", "en", 7, "saved as Google Sheets"),
        ("simple", "ru", 4, "saved as Google Sheets"),
        ("simple", "en", 5, "made there"),
    ],
)
def test_a_made_up_company(lay: Lay, layout: str, lang: str, seed: int, how: str) -> None:
    config, locale = f"language: {lang}\nlayout: {layout}\n", LOCALES[lang]
    wanted = ["--layout", layout, "--lang", lang, "--demo", 12, "--seed", seed, "--today", TODAY]
    workbook = lay("xlsx", None, config, locale)
    assert sheets_crm(workbook, "new", workbook.name, *wanted).status == 0
    if how == "made there":
        spreadsheet = lay("google", None, config, locale)
        assert sheets_crm(spreadsheet, "new", spreadsheet.name, *wanted).status == 0
    else:
        spreadsheet = lay("google", workbook.open(), config)
    assert list(differences(seen(workbook.open()), seen(spreadsheet.open()))) == []
    counts = []
    for verb, *job in NIGHTS:
        one, other = (sheets_crm(desk, verb, *job, desk.name, "--today", TODAY, "--json") for desk in (workbook, spreadsheet))
        assert (one.status, alike(one.json)) == (other.status, alike(other.json))
        assert list(differences(seen(workbook.open()), seen(spreadsheet.open()))) == []
        counts.append(len(one.json.get("changes", one.json.get("reversed"))))
    first, second, undone, _ = counts
    assert first == undone > 0
    assert second == 0


def calls(desk: GoogleDesk, *words: object) -> tuple[int, int, int]:
    """Give a command; return how often Drive was asked, how often Sheets was read, and how often written."""
    log = desk.server.world.log
    start = len(log)
    assert sheets_crm(desk, *words, desk.name, "--today", TODAY).status == 0
    asked = [one for one in log[start:] if "token" not in one]
    drive = [one for one in asked if "/drive/" in one]
    written = [one for one in asked if one.startswith("POST")]
    return len(drive), len(asked) - len(drive) - len(written), len(written)


def test_a_night_over_all_tabs_is_two_reads_and_two_writes(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with 5,000 clients: changes and tabs are too much for what Google advises, the changes alone not for what it takes."""
    monkeypatch.setattr(parting, "USUAL", 20_000)
    desk = lay("google")
    assert isinstance(desk, GoogleDesk)
    sheets_crm(desk, "new", desk.name, "--demo", 60, "--seed", 3, "--today", TODAY)
    sizes: list[int] = []
    monkeypatch.setattr(book, "encoded", lambda told: sizes.append(len(made := encoded(told))) or made)
    assert calls(desk, "run", "nightly") == (1, 1, 2)
    assert all(size > parting.USUAL for size in sizes), sizes
    assert calls(desk, "run", "nightly") == (1, 0, 0)
    assert calls(desk, "run", "nightly") == (1, 0, 0)
    phone, comment = "Клиенты!C{row}", "Клиенты!K{row}"
    typed = {phone.format(row=row): f"8 (916) 555-{row * 7919 % 100:02}-{row}" for row in range(20, 30)}
    desk.do(paper.types(desk.open(), typed | {comment.format(row=row): f"перезвонить в {row}" for row in range(30, 40)}))
    assert calls(desk, "run", "nightly") == (1, 1, 2)
    assert calls(desk, "undo") == (1, 1, 2)
    assert calls(desk, "run", "nightly") == (1, 1, 1)
    assert calls(desk, "run", "nightly") == (1, 1, 0)
    assert calls(desk, "run", "nightly") == (1, 0, 0)
