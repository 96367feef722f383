"""Runs jobs on their schedules until stopped, one after the other, each in a process of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.watch import events as watch_events
from sheets_crm.engine.watch.events import Event
from sheets_crm.engine.watch.failures import plainly
from sheets_crm.engine.watch.messages import Answer, Last, Order, TaskState, WatchState
from sheets_crm.engine.watch.schedules import Timetable, aware, local_now
from sheets_crm.engine.watch.state import Keeper, place_of
from sheets_crm.engine.watch.tasks import Key, Task, files_of, tasks_of
from sheets_crm.errors import SheetsCrmError
from sheets_crm.model.schedule import beats

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""After a failure a task is tried again, each time after twice the pause, until it works or its own time comes."""


class Running(Protocol):
    """A job at work."""

    def answer(self) -> Answer | None:
        """Return what became of it; None while it is still at work."""
        ...

    def stop(self) -> None:
        """Ask it to end: before it writes at once, else when all is written."""
        ...


class Watcher:
    """Watches over the tasks of one config; `tick` is called between two looks at the clock and returns within a second or so."""

    def __init__(
        self,
        config: Config,
        launch: Callable[[Order], Running],
        tell: Callable[[Event], None],
        *,
        load: Callable[[], Config],
        former: WatchState | None = None,
        tick: Callable[[], None] = lambda: time.sleep(1),
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        """Take the config in force and what a former watch left; ConfigError when there is nothing to run.

        `alive` is called whenever the state is kept, at least twice a minute.
        """
        self.launch, self.tell, self.load, self.tick, self.alive = launch, tell, load, tick, alive
        self.stopping = self.mute = False
        self.complaint = ""
        former_tasks = former.tasks if former else ()
        self._adopt(config, {(task.book, task.job): task for task in former_tasks})
        self.keeper = Keeper(place_of(config), self._now())

    def stop(self, *_: object) -> None:
        """Ask to stop soon; fit for a signal handler."""
        self.stopping = True

    def watch(self, *, once: bool = False) -> int:
        """Run what is due until asked to stop, and return how many tasks are failing; `once` is what is due now, and no more."""
        if not once:
            self.tell(watch_events.started(list(self.states.values())))
        self._keep()
        while not self.stopping:
            self._reread()
            for key in self.table.due():
                if not self.stopping and key in self.tasks:
                    self._serve(self.tasks[key])
            if self.keeper.wants(self._now()):
                self._keep()
            if once:
                break
            self.tick()
        self._keep()
        if not once:
            self.tell(watch_events.stopped())
        return sum(bool(state.failures) for state in self.states.values())

    def _adopt(self, config: Config, former: dict[Key, TaskState]) -> None:
        """Take a config into force; what was planned by the same schedule stays planned."""
        tasks = {task.key: task for task in tasks_of(config)}
        self.config, self.tasks = config, tasks
        self.files = self.seen = _stamps(config)
        self.table = Timetable(config.content.time_zone)
        self.states: dict[Key, TaskState] = {}
        for key, task in tasks.items():
            known = former.get(key, _new(task))
            same = known.schedule == task.schedule
            planned = known.next.astimezone().replace(tzinfo=None) if known.next and same else None
            self.table.plan(key, beats(task.schedule), planned)
            self.states[key] = known.model_copy(
                update={
                    "schedule": task.schedule,
                    "next": self._next(key),
                    "running": None,
                    "failures": known.failures if same else 0,
                }
            )

    def _reread(self) -> None:
        """Notice that the config or a job was changed; a wrong one is told of once, and the former one stays meanwhile."""
        seen, self.seen = self.seen, _stamps(self.config)
        if self.seen != seen:
            return  # somebody is just saving it
        if self.seen == self.files and not (self.complaint and self.keeper.wants(self._now())):
            return
        self.files = self.seen
        try:
            self._adopt(self.load(), self.states)
        except SheetsCrmError as error:
            if str(error) != self.complaint:
                self.tell(watch_events.spoiled(error))
            self.complaint = str(error)
        else:
            self.tell(watch_events.reread(len(self.tasks)))
            self.complaint = ""
        self._keep()

    def _serve(self, task: Task) -> None:
        """Run a task, tell of it, and plan it again."""
        began, clock = self._now(), time.monotonic()
        self._note(task, running=began)
        answer = self._answer(task, began)
        last = Last(began=began, seconds=round(time.monotonic() - clock, 1), answer=answer)
        failures = self.states[task.key].failures + 1 if answer.outcome == "failed" else 0
        if answer.outcome == "abandoned":
            self._note(task, running=None, last=last)
        else:
            self.table.plan(task.key, beats(task.schedule), local_now() + pause(failures) if failures else None)
            self._note(task, running=None, last=last, failures=failures, next=self._next(task.key))
        self.tell(watch_events.ran(self.states[task.key], last))

    def _answer(self, task: Task, now: datetime) -> Answer:
        order = Order(
            place=task.place,
            job=task.job,
            config_path=self.config.path,
            config=self.config.content,
            now=now.replace(tzinfo=None, microsecond=0),
        )
        try:
            running, asked = self.launch(order), False
        except OSError as error:
            return Answer(outcome="failed", why=plainly(error))
        while (answer := running.answer()) is None:
            if self.stopping and not asked:
                asked = True
                self.tell(watch_events.stopping(f"{task.book} · {task.job.name}"))
                running.stop()
            if self.keeper.wants(self._now()):
                self._keep()
        return answer

    def _note(self, task: Task, **what: object) -> None:
        self.states[task.key] = self.states[task.key].model_copy(update=what)
        self._keep()

    def _keep(self) -> None:
        """Keep the state; a full disk is told of once, and keeps nobody from working."""
        try:
            self.keeper.keep(self.states.values(), self._now())
        except SheetsCrmError as error:
            if not self.mute:
                self.tell(watch_events.unkept(error))
            self.mute = True
        else:
            self.mute = False
        self.alive()

    def _now(self) -> datetime:
        return aware(local_now(), self.config.content.time_zone)

    def _next(self, key: Key) -> datetime | None:
        moment = self.table.next(key)
        return aware(moment, self.config.content.time_zone) if moment else None


def _new(task: Task) -> TaskState:
    return TaskState(book=task.book, job=task.job.name, schedule=task.schedule)


def pause(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row."""
    return min(FIRST_PAUSE * (1 << min(failures - 1, 10)), LONGEST_PAUSE)


def _stamps(config: Config) -> tuple[tuple[Path, int, int], ...]:
    """Return by what a change of the files is noticed; one that is gone for a moment, as while an editor saves it, has zeros."""
    found = []
    for path in files_of(config):
        try:
            stat = path.stat()
            found.append((path, stat.st_mtime_ns, stat.st_size))
        except OSError:
            found.append((path, 0, 0))
    return tuple(found)
