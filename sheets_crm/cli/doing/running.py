"""What `check`, `run` and `demo` have in common: a job is run, and told of."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from sheets_crm.cli.language import say, spoken
from sheets_crm.cli.opening import open_book, open_config, open_job, progress
from sheets_crm.cli.telling import account, document, show
from sheets_crm.cli.telling.alarms import alarming
from sheets_crm.engine.run import RunResult, run_job


def left_as_meant(name: str, *, json: bool) -> int:
    """Tell that a book is taken as it is; return the exit status."""
    if json:
        document.put({"book": name, "kept": True})
    else:
        show.CONSOLE.print(say("Хорошо, так и оставим.", "Very well, it stays as it is."))
    return 0


def run_and_show(
    name: str,
    job_name: str,
    config_file: Path | None,
    now: datetime,
    *,
    dry_run: bool = False,
    again: bool = False,
    json: bool,
    everything: bool = False,
) -> int:
    """Run a job and show it, as tables or as JSON; return the exit status.

    That is 0, or 1 when a dry run found pending changes or findings, when nothing in the book was recognised, or when columns
    stand at the wrong rows.
    """
    config = open_config(config_file, name)
    job, own = open_job(job_name, config)
    book = open_book(name, config)
    with progress(quiet=json) as told:
        result = run_job(book, job, config, now, dry_run=dry_run, again=again, progress=told, own_rules=own)
    if json:
        document.put(run_document(name, result))
    elif dry_run:
        account.alarms(name, result)
        show.plan(result.plan, everything=everything)
        account.pending(name, job_name, result)
    else:
        account.done(name, result, now.date(), config.settings.silence)
    plan = result.plan
    waits = dry_run and bool(plan.findings or not plan.empty)
    return int(not result.recognised or bool(alarming(plan.findings)) or waits)


def run_document(name: str, result: RunResult) -> dict[str, Any]:
    """Return a run as one JSON document."""
    plan = result.plan
    return {
        "book": name,
        "run": result.run,
        "changes": [document.change(one, spoken()) for batch in plan.changes for one in batch],
        "findings": [document.finding(one, spoken()) for one in plan.findings],
        "reports": [document.report(one) for one in plan.reports],
        "receipt": document.receipt(result.receipt, spoken()) if result.receipt else None,
        "notes": [note.in_(spoken()) for note in result.notes],
    }
