"""Lists that serve as dropdowns stay short (A2, B2)."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_crm.model.context import Context
from sheets_crm.model.plan import Finding
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Rule


def check(snapshot: Snapshot, context: Context) -> Iterator[Finding]:
    """Report the first row beyond 10 services or 20 channels (settings), once a sheet."""
    limits = {"services": context.settings.limits.services, "channels": context.settings.limits.channels}
    for table in snapshot.tables:
        limit = limits.get(table.kind)
        if limit is not None and len(table) > limit:
            yield _too_many(table, limit)


def _too_many(table: Table, limit: int) -> Finding:
    message = Text(
        f"В списке «{table.sheet}» строк: {len(table)}, а удобно выбирать не больше чем из {limit}",
        f"The list “{table.sheet}” has {len(table)} rows; up to {limit} are easy to choose from",
    )
    hint = Text(
        "Объедините похожие пункты или увеличьте предел в настройках (limits)",
        "Join similar entries, or raise the limit in the settings (limits)",
    )
    return Finding.at(table, limit, "title", RULE.name, "warning", message, hint)


RULE = Rule("limits", Text("Короткие списки", "Short lists"), check, "limits")
