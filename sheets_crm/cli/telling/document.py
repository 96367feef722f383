"""The JSON that other scripts rely on."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sheets_crm.books.database.naming import public
from sheets_crm.model.addresses import address
from sheets_crm.model.cells import CellValue
from sheets_crm.model.plan import Change, Finding, Left, Receipt
from sheets_crm.model.report import Report
from sheets_crm.model.text import Lang


def plain(value: CellValue) -> str | int | float | bool | None:
    """Return a value as JSON can hold it: dates as ISO text, amounts as numbers."""
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return str(value) if isinstance(value, str) else value


def change(one: Change, lang: Lang) -> dict[str, Any]:
    """Return a change as a JSON object."""
    return {
        "sheet": one.sheet,
        "row_id": one.row_id,
        "cell": address(one.row, one.letter_index),
        "column": one.column,
        "before": plain(one.before),
        "after": plain(one.after),
        "rule": one.rule,
        "reason": one.reason.in_(lang),
    }


def finding(one: Finding, lang: Lang) -> dict[str, Any]:
    """Return a finding as a JSON object."""
    return {
        "sheet": one.sheet,
        "row_id": one.row_id,
        "cell": one.cell,
        "rule": one.rule,
        "severity": one.severity,
        "message": one.message.in_(lang),
        "hint": one.hint.in_(lang),
    }


def report(one: Report) -> dict[str, Any]:
    """Return what a report is and how long, without its content."""
    return {"key": one.key, "sheet": one.sheet, "rows": len(one.rows)}


def receipt(one: Receipt, lang: Lang) -> dict[str, Any]:
    """Return what was written, what was left and what failed."""
    return {
        "identity": one.identity,
        "written": sum(len(batch) for batch in one.written),
        "kept": left(one.kept, lang),
        "failed": left(one.failed, lang),
        "reports": list(one.reports),
    }


def left(those: Iterable[Left], lang: Lang) -> list[dict[str, Any]]:
    """Return changes that were not made, each with the reason why not."""
    return [{**change(one.change, lang), "why": one.why.in_(lang)} for one in those]


def put(document: dict[str, Any]) -> None:
    """Write one JSON document to standard output, and nothing else; of a database's address only what is no secret."""
    document = {name: public(value) if name == "book" else value for name, value in document.items()}
    json.dump(document, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
