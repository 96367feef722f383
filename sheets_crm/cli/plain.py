"""The plain form of `audit`: the parser of options takes longer to load than a small workbook takes to audit."""

from __future__ import annotations

from collections.abc import Sequence

from sheets_crm.cli.language import FLAG

JSON, ALL = "--json", "--all"
LANGUAGES = (["ru"], ["en"])


def plain_audit(words: Sequence[str]) -> int | None:
    """Do `audit WORKBOOK [--json] [--all] [--lang ru|en]` and return the exit status; None when the words say anything else."""
    rest = list(words[1:])
    if FLAG in rest:
        at = rest.index(FLAG)
        if rest[at + 1 : at + 2] not in LANGUAGES:
            return None
        del rest[at : at + 2]
    names = [word for word in rest if word not in {JSON, ALL}]
    if words[:1] != ["audit"] or len(names) != 1 or names[0].startswith("-"):
        return None
    from sheets_crm.cli.doing import auditing

    return auditing.audit_and_show(names[0], json=JSON in rest, everything=ALL in rest)
