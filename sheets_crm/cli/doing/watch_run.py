"""Runs the order of `watch`, and answers with nothing out of the book."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytz

from sheets_crm.cli.opening import open_book
from sheets_crm.cli.telling.alarms import alarming
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.session import Progress
from sheets_crm.engine.settings.own_rules import own_rules
from sheets_crm.engine.watch.failures import plainly
from sheets_crm.engine.watch.messages import Answer, Order, Outcome
from sheets_crm.model.layout import Words
from sheets_crm.model.text import Text

WAIT_SECONDS = 5.0
"""How long to wait for another run on the same book; `watch` comes back later."""


def run_order(said: bytes, progress: Progress) -> bytes:
    """Return the answer to an order, both as JSON; whatever goes wrong is an answer too."""
    try:
        answer = _told(_run(Order.model_validate_json(said), progress))
    except Exception as error:  # noqa: BLE001 - whatever it is, the other jobs go on, and it is told of
        answer = Answer(outcome="failed", why=plainly(error))
    return answer.model_dump_json().encode()


def _run(order: Order, progress: Progress) -> RunResult:
    config = order.whole_config()
    return run_job(
        open_book(order.place, config),
        order.job,
        config,
        order.now,
        own_rules=own_rules(order.job, config.folder),
        progress=progress,
        wait=WAIT_SECONDS,
        clock=_clock(config.content.time_zone),
    )


def _clock(zone: str | None) -> Callable[[], datetime]:
    return lambda: datetime.now(pytz.timezone(zone) if zone else None).replace(tzinfo=None)


def _told(result: RunResult) -> Answer:
    receipt = result.receipt
    outcome: Outcome = "done" if receipt else "clean" if result.recognised else "unrecognised"
    return Answer(
        outcome=outcome,
        run=result.run,
        changed=sum(map(len, receipt.written)) if receipt else 0,
        kept=len(receipt.kept) if receipt else 0,
        failed=len(receipt.failed) if receipt else 0,
        findings=len(result.plan.findings),
        alarms=tuple(one.rule for one in alarming(result.plan.findings)),
        notes=tuple(map(_words, result.notes)),
    )


def _words(note: Text) -> Words:
    return Words(ru=note.ru, en=note.en)
