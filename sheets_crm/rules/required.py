"""Fields that must not stay empty (D2), and clients who have not bought where only buyers belong (A17)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sheets_crm.model.context import Context
from sheets_crm.model.plan import Finding
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Rule


def check(snapshot: Snapshot, context: Context) -> Iterator[Finding]:
    """Report each empty required cell; with the setting `buyers_only`, each client without an order."""
    for table in snapshot.tables:
        for one in table.fields:
            if one.column and one.column.required:
                for at in np.flatnonzero(~one.cells.filled).tolist():
                    if at not in one.cells.formulas:  # another program wrote it without its value
                        yield _empty(table, at, one.name, one.title)
        if table.kind == "clients" and context.settings.buyers_only and table.field("last_order"):
            for at in np.flatnonzero(~table.cells("last_order").filled).tolist():
                yield _no_order(table, at)


def _empty(table: Table, at: int, name: str, title: str) -> Finding:
    message = Text(f"«{title}» не заполнено", f"“{title}” is empty")
    hint = Text("Впишите значение или удалите строку, если она лишняя", "Fill it in, or delete the row if it should not be here")
    return Finding.at(table, at, name, RULE.name, "error", message, hint)


def _no_order(table: Table, at: int) -> Finding:
    message = Text(
        "В базу вносят только покупателей, а заказов у клиента нет",
        "Only buyers belong in the base, and this client has no order",
    )
    hint = Text("Укажите заказ, или отключите настройку buyers_only", "Enter the order, or switch the setting buyers_only off")
    return Finding.at(table, at, "last_order", RULE.name, "warning", message, hint)


RULE = Rule("required", Text("Обязательные поля", "Required fields"), check)
