"""Every rule there is, in no order: a job's steps say what runs, and in which order."""

from __future__ import annotations

from sheets_crm.rules import (
    amounts,
    choices,
    dates,
    duplicates,
    emails,
    formulas,
    ids,
    kinds,
    limits,
    merges,
    names,
    numbering,
    order_dates,
    partial_sort,
    phones,
    references,
    required,
    status,
    tasks,
    totals,
    touches,
)
from sheets_crm.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    partial_sort.RULE,
    ids.RULE,
    numbering.RULE,
    phones.RULE,
    emails.RULE,
    dates.RULE,
    amounts.RULE,
    names.RULE,
    choices.RULE,
    kinds.RULE,
    required.RULE,
    references.RULE,
    order_dates.RULE,
    totals.RULE,
    limits.RULE,
    status.RULE,
    touches.TOUCHES,
    touches.LAST_TOUCH,
    tasks.RULE,
    merges.RULE,
    duplicates.RULE,
    formulas.RULE,
)
