"""What `sheets-crm audit` does, apart from its options."""

from __future__ import annotations

import json as jsons
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from textwrap import fill

from sheets_crm.audit.audit import audit
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.registry import CHECKS
from sheets_crm.books.xlsx.reading.reader import read_snapshot
from sheets_crm.cli.language import say, spoken
from sheets_crm.model.text import Lang

FEW = 8
WIDTH = 80
TITLES = {check.name: check.title for check in CHECKS}


def audit_and_show(path: str, *, json: bool, everything: bool) -> int:
    """Read a workbook, show what the audit finds, and return the exit status; UnreadableError when it cannot be read."""
    findings = audit(read_snapshot(Path(path)))
    out = document(findings, spoken()) if json else page(findings, everything=everything)
    sys.stdout.write(out + "\n")
    return 1 if findings else 0


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


def page(findings: list[Finding], *, everything: bool) -> str:
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
