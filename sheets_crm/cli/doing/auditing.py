"""What `sheets-crm audit` does, apart from its options."""

from __future__ import annotations

import json as jsons
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from textwrap import fill

from sheets_crm.audit.audit import findings_in
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.registry import CHECKS
from sheets_crm.audit.workbook import Bounds, Workbook, workbook_of
from sheets_crm.books.google.addressing import is_google
from sheets_crm.books.xlsx.reading.pages import read_pages
from sheets_crm.cli.language import say, spoken
from sheets_crm.errors import UnreadableError
from sheets_crm.model.grids import Pages
from sheets_crm.model.text import Lang, Text

FEW = 8
WIDTH = 80
CONFIG = "sheets-crm.yaml"
ADDRESS = "://"
TITLES = {check.name: check.title for check in CHECKS}


def audit_and_show(name: str, *, json: bool, everything: bool, html: Path | None = None, config: Path | None = None) -> int:
    """Read a workbook, show what the audit finds, write it as a page too, if asked, and return the exit status.

    UnreadableError when the workbook cannot be read or the page cannot be written.
    """
    workbook = workbook_of(_read(name, config), _bounds(name, config))
    findings = findings_in(workbook)
    if html:
        _write_page(html, workbook, findings)
    out = document(findings, spoken()) if json else listing(findings, everything=everything)
    sys.stdout.write(out + "\n")
    if html and not json:
        sys.stdout.write(say(f"\nСтраница: {html}\n", f"\nThe page: {html}\n"))
    return 1 if findings else 0


def _read(name: str, config: Path | None) -> Pages:
    if not is_google(name) and ADDRESS not in name:
        return read_pages(Path(name))
    from sheets_crm.cli.opening import open_book, open_config

    return open_book(name, open_config(config, name)).read()


def _bounds(name: str, config: Path | None) -> dict[str, Bounds]:
    """Return the bounds of the config, if there is one: reading it takes longer than auditing a small workbook."""
    if not config and not any((folder / CONFIG).is_file() for folder in (Path(name).parent, Path())):
        return {}
    from sheets_crm.cli.opening import open_config
    from sheets_crm.ledger.formulas import limits

    return limits(open_config(config, name).settings.formulas)


def _write_page(path: Path, workbook: Workbook, findings: list[Finding]) -> None:
    from importlib import resources

    from sheets_crm.audit.page.render import page
    from sheets_crm.cli.options import moment

    template = resources.files("sheets_crm.audit.page").joinpath("page.html").read_text(encoding="utf-8")
    try:
        path.write_text(page(template, workbook, findings, TITLES, spoken(), moment(None).date()), encoding="utf-8")
    except OSError as wrong:
        what = Text("сюда нельзя записать страницу", "the page cannot be written here")
        raise UnreadableError(
            what, where=str(path), mend=Text("Проверьте папку и права на неё", "Check the folder and its permissions")
        ) from wrong


def document(findings: Iterable[Finding], lang: Lang) -> str:
    """Return the findings as the JSON that scripts rely on."""
    listed = [
        {
            "check": one.check,
            "says": one.says,
            "severity": one.severity,
            "sheet": one.sheet,
            "cells": one.cells,
            "message": one.message.in_(lang),
            "hint": one.hint.in_(lang),
        }
        for one in findings
    ]
    return jsons.dumps({"findings": listed}, ensure_ascii=False)


def listing(findings: list[Finding], *, everything: bool) -> str:
    """Return the findings as people read them in a terminal of 80 columns, by check."""
    if not findings:
        return say("Ошибок в формулах не найдено.", "No errors were found in the formulas.")
    groups: dict[str, list[Finding]] = defaultdict(list)
    for one in findings:
        groups[one.check].append(one)
    return "\n\n".join(_group(name, group, everything=everything) for name, group in groups.items())


def _group(name: str, group: list[Finding], *, everything: bool) -> str:
    shown = group if everything else group[:FEW]
    lines = [f"{TITLES[name].in_(spoken())} · {len(group)}"]
    for one in shown:
        lines.append(_wrapped(f"{one.sheet}!{one.message.in_(spoken())}", "  "))
        lines.append(_wrapped(f"→ {one.hint.in_(spoken())}", "    "))
    if len(shown) < len(group):
        lines.append(
            "  " + say(f"… и ещё {len(group) - FEW} (все: --all)", f"… and {len(group) - FEW} more (all of them: --all)")
        )
    return "\n".join(lines)


def _wrapped(text: str, indent: str) -> str:
    return fill(text, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False)
