"""What `sheets-crm watch` does: it listens to signals, and tells each event in one line."""

from __future__ import annotations

import json as jsonlib
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sheets_crm.cli.doing.notifying import notify
from sheets_crm.cli.language import say, spoken
from sheets_crm.cli.opening import open_config
from sheets_crm.cli.telling import document
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.watch.events import Event, alarms
from sheets_crm.engine.watch.messages import TaskState, WatchState
from sheets_crm.engine.watch.process import JobProcess
from sheets_crm.engine.watch.schedules import aware, local_now
from sheets_crm.engine.watch.state import STALE, alone, place_of, read_state, somebody_watches
from sheets_crm.engine.watch.watch import Watcher

STOPS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
NOBODY, FAILING = 4, 1
RUNS = ("ran", "failed")
SYSTEMD = {"started": "READY=1", "stopping": "STOPPING=1", "stopped": "STOPPING=1"}


def watch(file: Path | None, *, once: bool, json: bool) -> int:
    """Watch until stopped and return 0; with `once` 1 when a task is failing. RefusedError when somebody watches already."""
    config = open_config(file, "")
    place = place_of(config)
    with alone(place):
        watcher = Watcher(
            config,
            JobProcess,
            _teller(config, json=json),
            load=lambda: open_config(file, ""),
            former=read_state(place),
            alive=lambda: notify("WATCHDOG=1"),
        )
        _listen(watcher.stop)
        failing = watcher.watch(once=once)
    return FAILING if once and failing else 0


def show_status(file: Path | None, *, json: bool) -> int:
    """Tell how the `watch` of a config is doing; return 0 when all is well, 1 when a task is failing, 4 when nobody watches."""
    config = open_config(file, "")
    place = place_of(config)
    state = read_state(place)
    alive = somebody_watches(place) and state is not None and aware(local_now(), None) - state.alive < STALE
    if json:
        document.put({"watching": alive, **_as_json(state)})
    else:
        print(_told(state, alive=alive))  # noqa: T201
    if not alive or state is None:
        return NOBODY
    return FAILING if any(task.failures for task in state.tasks) else 0


def _teller(config: Config, *, json: bool) -> Callable[[Event], None]:
    def tell(event: Event) -> None:
        now = aware(local_now(), config.content.time_zone).isoformat(timespec="seconds")
        if event.kind in SYSTEMD:
            notify(SYSTEMD[event.kind])
        elif event.kind in RUNS:
            notify(f"STATUS={event.text.in_(spoken())}")
        if json:
            told = {"time": now, "event": event.kind, **event.about}
            _put(jsonlib.dumps(told, ensure_ascii=False), sys.stdout)
        else:
            _put(f"{now} {event.text.in_(spoken())}", sys.stderr)

    return tell


def _put(line: str, stream: Any) -> None:  # noqa: ANN401 - a text stream
    """Write a line, also where letters are missing, as in old consoles; when nobody reads any more, the work goes on."""
    line = line.replace("\n", " ").encode(stream.encoding or "utf-8", "backslashreplace").decode(stream.encoding or "utf-8")
    with suppress(OSError, ValueError):
        print(line, file=stream, flush=True)


def _listen(stop: Callable[..., None]) -> None:
    """Stop cleanly on every signal that asks to; one that was switched off, as by nohup, stays so."""
    for name in STOPS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)


def _as_json(state: WatchState | None) -> dict[str, Any]:
    return state.model_dump(mode="json") if state else {"tasks": []}


def _told(state: WatchState | None, *, alive: bool) -> str:
    if state is None:
        return say("watch по этим настройкам ещё не запускали", "watch has not been started on this config yet")
    since = f"{state.since if alive else state.alive:%d.%m.%Y %H:%M}"
    head = (
        say(f"watch работает с {since}", f"watch is at work since {since}")
        if alive
        else say(f"watch не работает, последний раз был жив {since}", f"watch is not at work, it was last alive {since}")
    )
    return "\n".join([head, *map(_line, state.tasks)])


def _line(task: TaskState) -> str:
    what = f"  {task.book} · {task.job} ({task.schedule})"
    if task.running:
        return f"{what}: {say('идёт с', 'running since')} {_when(task.running)}"
    parts: list[str] = []
    if task.last:
        answer = task.last.answer
        why = answer.why.in_(spoken()) if answer.why else ""
        told = say(*OUTCOMES[answer.outcome])
        parts.extend(one.in_(spoken()) for one in alarms(answer))
        parts.append(f"{_when(task.last.began)} {told}{': ' + why if why else ''}")
    if task.next:
        parts.append(f"{say('следующий раз', 'next')} {_when(task.next)}")
    return f"{what}: {'; '.join(parts)}"


OUTCOMES = {
    "done": ("записано", "written"),
    "clean": ("исправлять было нечего", "there was nothing to repair"),
    "unrecognised": ("ни один лист не узнан", "no sheet was recognised"),
    "failed": ("не вышло", "failed"),
    "abandoned": ("прервано до записи", "stopped before writing"),
}


def _when(moment: datetime) -> str:
    return f"{moment:%d.%m %H:%M:%S}"
