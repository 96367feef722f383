"""Made-up companies of a seed, in both layouts and languages: new, after a night, after another, and after an undo."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from desks import Desk, sheets_crm
from same import differences
from seen import seen
from telling import TODAY, alike

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
