"""What `watch` tells, one line an event: the books' names as the config has them, counts and times; nothing out of a book."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sheets_crm.engine.watch.messages import Answer, Last, TaskState
from sheets_crm.errors import SheetsCrmError
from sheets_crm.model.text import Text
from sheets_crm.rules import lost, partial_sort

Kind = Literal["started", "ran", "failed", "abandoned", "config", "stopping", "stopped", "state"]


@dataclass(frozen=True)
class Event:
    """Something happened: `text` for people, `about` for programs."""

    kind: Kind
    text: Text
    about: dict[str, Any] = field(default_factory=dict)


def started(tasks: list[TaskState]) -> Event:
    """Tell how much is watched, and what comes first."""
    books = len({task.book for task in tasks})
    first = min((task for task in tasks if task.next), key=lambda task: _at(task.next), default=None)
    ru, en = f"слежу: книг {books}, заданий {len(tasks)}", f"watching: {books} books, {len(tasks)} jobs"
    if first:
        what = f"{first.book} · {first.job}"
        ru, en = f"{ru}; первое {_said(first.next)}: {what}", f"{en}; the first {_said(first.next)}: {what}"
    return Event("started", Text(ru, en), {"books": books, "tasks": len(tasks), "next": _iso(first.next if first else None)})


def ran(task: TaskState, last: Last) -> Event:
    """Tell what a run did, failed at, or was kept from, and when the task is due next."""
    answer = last.answer
    told = _TOLD[answer.outcome](answer, last)
    notes = [Text(note.ru, note.en) for note in answer.notes]
    later = Text(f"следующий раз {_said(task.next)}", f"next {_said(task.next)}")
    parts = [*alarms(answer), told, *notes, *(() if answer.outcome == "abandoned" else (later,))]
    head = f"{task.book} · {task.job}: "
    text = Text(head + "; ".join(part.ru for part in parts), head + "; ".join(part.en for part in parts))
    kind: Kind = "ran" if answer.outcome in ("done", "clean", "unrecognised") else "failed"
    about = {
        "book": task.book,
        "job": task.job,
        **answer.model_dump(exclude={"why", "notes"}),
        "why": answer.why.en if answer.why else None,
        "seconds": last.seconds,
        "failures": task.failures,
        "next": _iso(task.next),
    }
    return Event("abandoned" if answer.outcome == "abandoned" else kind, text, about)


def alarms(answer: Answer) -> list[Text]:
    """Tell of what a person has to look at before all else, each kind once, and with which command."""
    return [_ALARMS[rule] for rule in dict.fromkeys(answer.alarms)]


def reread(tasks: int) -> Event:
    """Tell that the config changed, and is in force."""
    return Event(
        "config", Text(f"настройки перечитаны: заданий {tasks}", f"the config was read again: {tasks} jobs"), {"tasks": tasks}
    )


def spoiled(error: SheetsCrmError) -> Event:
    """Tell that the config changed and is wrong now."""
    text = Text(
        f"настройки изменились, но с ошибкой, работаю по прежним: {error.told('ru')}",
        f"the config changed and is wrong, the former one stays in force: {error.told('en')}",
    )
    return Event("config", text, {"error": error.told("en")})


def unkept(error: SheetsCrmError) -> Event:
    """Tell that the state file cannot be written."""
    text = Text(f"состояние не записывается: {error.told('ru')}", f"the state cannot be kept: {error.told('en')}")
    return Event("state", text, {"error": error.told("en")})


def stopping(running: str) -> Event:
    """Tell that we were asked to stop in the middle of a run."""
    text = Text(
        f"останавливаюсь: жду, пока {running} остановится или допишет",
        f"stopping: waiting for {running} to stop or to finish writing",
    )
    return Event("stopping", text)


def stopped() -> Event:
    """Tell the last word."""
    return Event("stopped", Text("остановлено", "stopped"))


def _done(answer: Answer, last: Last) -> Text:
    left = answer.kept + answer.failed
    ru, en = (f", оставлено {left}", f", left {left}") if left else ("", "")
    return Text(
        f"прогон {answer.run}, исправлено {answer.changed}{ru}, решить человеку {answer.findings}, {last.seconds:.1f} с",
        f"run {answer.run}, changed {answer.changed}{en}, for a person {answer.findings}, {last.seconds:.1f} s",
    )


def _clean(answer: Answer, last: Last) -> Text:
    return Text(
        f"исправлять нечего, решить человеку {answer.findings}, {last.seconds:.1f} с",
        f"nothing to repair, for a person {answer.findings}, {last.seconds:.1f} s",
    )


def _unrecognised(_answer: Answer, _last: Last) -> Text:
    return Text("ни один лист не узнан (sheets-crm adopt)", "no sheet was recognised (sheets-crm adopt)")


def _failed(answer: Answer, _last: Last) -> Text:
    assert answer.why is not None
    return Text(f"не вышло: {answer.why.ru}", f"failed: {answer.why.en}")


def _abandoned(_answer: Answer, _last: Last) -> Text:
    return Text(
        "прервано до записи, книга цела; сделаю при следующем запуске",
        "stopped before writing, the book is whole; to be done after the next start",
    )


_ALARMS = {
    partial_sort.NAME: Text(
        "ВНИМАНИЕ, столбцы стоят не у своих записей (sheets-crm unscramble)",
        "ATTENTION, columns do not stand with their records (sheets-crm unscramble)",
    ),
    lost.NAME: Text("ВНИМАНИЕ, многое пропало (sheets-crm recover)", "ATTENTION, much went missing (sheets-crm recover)"),
}
_TOLD = {"done": _done, "clean": _clean, "unrecognised": _unrecognised, "failed": _failed, "abandoned": _abandoned}


def _at(moment: datetime | None) -> datetime:
    assert moment is not None
    return moment


def _said(moment: datetime | None) -> str:
    return f"{moment:%d.%m %H:%M:%S}" if moment else "—"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
