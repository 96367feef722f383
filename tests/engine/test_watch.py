"""Watching over jobs for days on end, with a clock that a test turns: what runs when, what is told, what is kept."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from sheets_crm.engine.settings.config import load_config
from sheets_crm.engine.watch.events import Event
from sheets_crm.engine.watch.messages import Answer, Order, Outcome, WatchState
from sheets_crm.engine.watch.state import alone, place_of, read_state, somebody_watches
from sheets_crm.engine.watch.tasks import tasks_of
from sheets_crm.engine.watch.watch import Watcher, pause
from sheets_crm.errors import ConfigError, RefusedError
from sheets_crm.model.layout import Words

UTC = ZoneInfo("UTC")
FRIDAY_NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CONFIG = "time_zone: Europe/Moscow\nbooks:\n  clients.xlsx:\n"
AWAY = Answer(outcome="failed", why=Words(ru="нет связи", en="the network is away"))


@dataclass
class Runs:
    """Takes orders, and answers them as it is told to; `lasting` is how long each run takes."""

    clock: time_machine.Traveller
    lasting: timedelta = timedelta(seconds=5)
    outcomes: dict[str, list[Answer]] = field(default_factory=dict)
    orders: list[tuple[str, str, datetime]] = field(default_factory=list)
    stopped: int = 0

    def __call__(self, order: Order) -> Runs:
        name = Path(order.place).name
        self.orders.append((name, order.job.name, order.now))
        self.clock.shift(self.lasting)
        waiting = self.outcomes.get(name, [])
        self.next = waiting.pop(0) if waiting else Answer(outcome="clean")
        return self

    def answer(self) -> Answer | None:
        return self.next

    def stop(self) -> None:
        self.stopped += 1


@dataclass
class Desk:
    """A folder with a config, and a watch over it."""

    folder: Path
    clock: time_machine.Traveller
    runs: Runs
    events: list[Event] = field(default_factory=list)

    def configure(self, text: str) -> None:
        (self.folder / "sheets-crm.yaml").write_text(text, encoding="utf-8")

    def watcher(self, tick: Callable[[], None] = lambda: None) -> Watcher:
        path = self.folder / "sheets-crm.yaml"
        config = load_config(path, "")
        return Watcher(
            config,
            self.runs,
            self.events.append,
            load=lambda: load_config(path, ""),
            former=read_state(place_of(config)),
            tick=tick,
        )

    def watch(
        self, lasting: timedelta, step: timedelta = timedelta(minutes=10), at: dict[int, Callable[[], None]] | None = None
    ) -> None:
        """Watch for so long; `at` is what happens after so many looks at the clock."""
        looks = 0

        def tick() -> None:
            nonlocal looks
            looks += 1
            if at and looks in at:
                at[looks]()
            self.clock.shift(step)
            if looks * step >= lasting:
                watcher.stop()

        watcher = self.watcher(tick)
        watcher.watch()

    def told(self, kind: str) -> list[str]:
        return [event.text.en for event in self.events if event.kind == kind]

    @property
    def state(self) -> WatchState:
        found = read_state(place_of(load_config(self.folder / "sheets-crm.yaml", "")))
        assert found is not None
        return found


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(os, "fsync", lambda _handle: None)  # thousands of minutes go by, and no power fails
    with time_machine.travel(FRIDAY_NOON, tick=False) as clock:
        made = Desk(tmp_path, clock, Runs(clock))
        made.configure(CONFIG)
        yield made


def test_every_night_the_job_runs_once_and_knows_what_day_it_is_for_people(desk: Desk) -> None:
    desk.watch(timedelta(days=4))
    assert [(name, job, f"{now:%d %H}") for name, job, now in desk.runs.orders] == [
        ("clients.xlsx", "nightly", f"{day} 03") for day in (21, 22, 23, 24)
    ]


def test_a_computer_that_slept_for_days_makes_up_for_one_night(desk: Desk) -> None:
    desk.watch(timedelta(days=1), at={10: lambda: desk.clock.shift(timedelta(days=3))})
    assert [now.date() for _, _, now in desk.runs.orders] == [date(2026, 11, 23), date(2026, 11, 24)]


def test_a_night_that_was_missed_because_nobody_watched_is_made_up_at_the_next_start(desk: Desk) -> None:
    desk.watch(timedelta(hours=1))
    desk.clock.shift(timedelta(days=3))
    desk.watch(timedelta(hours=1))
    desk.watch(timedelta(hours=1))
    assert len(desk.runs.orders) == 1


def test_a_schedule_that_was_changed_meanwhile_makes_nothing_up(desk: Desk) -> None:
    desk.watch(timedelta(hours=1))
    desk.configure(CONFIG + "schedules: {nightly: every day at 04:00}\n")
    desk.clock.shift(timedelta(days=3))
    desk.watch(timedelta(hours=1))
    assert desk.runs.orders == []


def test_a_failure_is_tried_again_after_growing_pauses_and_holds_up_nobody_else(desk: Desk) -> None:
    desk.configure(CONFIG + "  other.xlsx:\n")
    desk.runs.outcomes["clients.xlsx"] = [AWAY] * 9
    desk.clock.shift(timedelta(hours=11, minutes=58))
    desk.watch(timedelta(hours=8), MINUTE)
    moments = [now for name, _, now in desk.runs.orders if name == "clients.xlsx"]
    pauses = [round((later - earlier) / timedelta(minutes=1)) for earlier, later in pairwise(moments)]
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert [now.hour for name, _, now in desk.runs.orders if name == "other.xlsx"] == [3]
    assert len(desk.told("failed")) == 9
    assert desk.told("ran")[-1].startswith("clients.xlsx · nightly: nothing to repair")
    assert all("clients.xlsx · nightly: failed: the network is away; next " in line for line in desk.told("failed"))
    assert [task.failures for task in desk.state.tasks] == [0, 0]


def test_a_failing_job_comes_at_its_own_time_too(desk: Desk) -> None:
    desk.configure(CONFIG + "schedules: {nightly: every 10 minutes}\n")
    desk.runs.outcomes["clients.xlsx"] = [AWAY] * 100
    desk.watch(timedelta(hours=3), MINUTE)
    moments = [now for _, _, now in desk.runs.orders]
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert max(gaps) <= timedelta(minutes=12)


@pytest.mark.parametrize(("failures", "minutes"), [(1, 1), (2, 2), (3, 4), (7, 60), (500, 60)])
def test_pauses_grow_up_to_an_hour(failures: int, minutes: int) -> None:
    assert pause(failures) == timedelta(minutes=minutes)


def test_a_failure_is_remembered_over_a_restart(desk: Desk) -> None:
    desk.runs.outcomes["clients.xlsx"] = [AWAY] * 3
    desk.clock.shift(timedelta(hours=11, minutes=58))
    desk.watch(timedelta(minutes=5), MINUTE)
    assert desk.state.tasks[0].failures == 2
    desk.watch(timedelta(minutes=4), MINUTE)
    assert desk.state.tasks[0].failures == 3


def test_the_clock_may_be_wrong_by_years_and_be_set_right(desk: Desk) -> None:
    desk.clock.shift(timedelta(days=2000))
    desk.watch(timedelta(days=2), at={10: lambda: desk.clock.move_to(FRIDAY_NOON)})
    desk.runs.orders.clear()
    desk.clock.move_to(FRIDAY_NOON)
    desk.watch(timedelta(days=2))
    assert [now.date() for _, _, now in desk.runs.orders] == [date(2026, 11, 21), date(2026, 11, 22)]


def test_a_changed_config_comes_into_force_by_itself(desk: Desk) -> None:
    desk.watch(
        timedelta(days=1), at={6: lambda: desk.configure(CONFIG + "  other.xlsx:\n    schedules: {nightly: every 6 hours}\n")}
    )
    assert [name for name, _, _ in desk.runs.orders].count("other.xlsx") == 3
    assert [name for name, _, _ in desk.runs.orders].count("clients.xlsx") == 1
    assert desk.told("config") == ["the config was read again: 2 jobs"]


@pytest.mark.parametrize(
    "text",
    [
        "books: [",
        "boks: {}\n",
        "books: {}\n",
        CONFIG + "schedules: {nightly: often}\n",
        CONFIG + "schedules: {nitely: every hour}\n",
        CONFIG + "jobs: [gone.yaml]\n",
        "time_zone: Mars/Olympus\nbooks: {clients.xlsx: {}}\n",
    ],
)
def test_a_spoiled_config_is_told_of_once_and_the_former_one_stays(desk: Desk, text: str) -> None:
    desk.watch(timedelta(days=2), at={6: lambda: desk.configure(text)})
    assert [now.date() for _, _, now in desk.runs.orders] == [date(2026, 11, 21), date(2026, 11, 22)]
    assert len(desk.told("config")) == 1
    assert "sheets-crm.yaml" in desk.told("config")[0]


def test_a_job_file_that_comes_later_than_its_config_mends_it(desk: Desk) -> None:
    job = "title: {ru: Моё, en: Mine}\nsteps: [{rule: phones}]\nschedule: every hour\n"
    desk.watch(
        timedelta(hours=3),
        at={
            2: lambda: desk.configure(CONFIG + "jobs: [weekly.yaml]\n"),
            6: lambda: (desk.folder / "weekly.yaml").write_text(job, encoding="utf-8") and None,
        },
    )
    assert [told.partition(":")[0] for told in desk.told("config")] == [
        "the config changed and is wrong, the former one stays in force",
        "the config was read again",
    ]
    assert ("clients.xlsx", "weekly") in {(name, job) for name, job, _ in desk.runs.orders}


def test_a_job_of_ones_own_is_watched_and_its_file_too(desk: Desk) -> None:
    own = desk.folder / "weekly.yaml"
    head = "title: {ru: Моё, en: Mine}\nsteps: [{rule: phones}]\n"
    own.write_text(head + "schedule: every saturday at 10:00\n", encoding="utf-8")
    desk.configure(CONFIG + "jobs: [weekly.yaml]\n")
    desk.watch(timedelta(days=9), at={200: lambda: own.write_text(head + "schedule: every hour\n", encoding="utf-8") and None})
    weekly = [now for _, job, now in desk.runs.orders if job == "weekly"]
    assert f"{weekly[0]:%d %H:%M}" == "21 10:00"
    assert len(weekly) > 100


def test_asked_to_stop_in_the_middle_it_asks_the_run_once_and_does_it_after_the_next_start(desk: Desk) -> None:
    answers: list[Answer | None] = [None, None, None, Answer(outcome="abandoned")]

    class Slow(Runs):
        def answer(self) -> Answer | None:
            watcher.stop()
            return answers.pop(0)

    desk.runs = Slow(desk.clock)
    watcher = desk.watcher(lambda: desk.clock.shift(timedelta(minutes=30)))
    watcher.watch()
    assert desk.runs.stopped == 1
    assert [event.kind for event in desk.events] == ["started", "stopping", "abandoned", "stopped"]
    desk.runs = Runs(desk.clock)
    desk.watch(timedelta(minutes=5))
    assert len(desk.runs.orders) == 1


def test_what_is_due_is_done_once_for_cron(desk: Desk) -> None:
    assert desk.watcher().watch(once=True) == 0
    assert desk.runs.orders == []
    desk.clock.shift(timedelta(days=1))
    desk.runs.outcomes["clients.xlsx"] = [AWAY]
    assert desk.watcher().watch(once=True) == 1
    desk.clock.shift(timedelta(minutes=2))
    assert desk.watcher().watch(once=True) == 0
    assert desk.watcher().watch(once=True) == 0
    assert len(desk.runs.orders) == 2


def test_a_system_without_room_for_a_process_is_a_failure_like_others(desk: Desk) -> None:
    def none_left(_order: Order) -> Runs:
        raise OSError(12, "Cannot allocate memory")

    desk.watch(timedelta(hours=1))
    watcher = desk.watcher(lambda: watcher.stop())  # noqa: PLW0108 - it is made on this very line
    watcher.launch = none_left
    desk.clock.shift(timedelta(days=1))
    watcher.watch()
    assert "failed: the program failed (OSError" in desk.told("failed")[0]


def test_a_full_disk_is_told_of_once_and_keeps_nobody_from_working(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path, _text: str) -> None:
        raise RefusedError("no space left", where="watch.json")

    monkeypatch.setattr("sheets_crm.engine.watch.state.replace_text", full)
    desk.watch(timedelta(days=2))
    assert desk.told("state") == ["the state cannot be kept: watch.json: no space left"]
    assert len(desk.runs.orders) == 2


@pytest.mark.parametrize("left", [b"", b"{", b'{"version": 9}', b'{"pid": "x"}'])
def test_a_damaged_state_is_begun_anew(desk: Desk, left: bytes) -> None:
    place_of(load_config(desk.folder / "sheets-crm.yaml", "")).state.write_bytes(left)
    desk.watch(timedelta(days=1))
    assert len(desk.runs.orders) == 1


@pytest.mark.parametrize("outcome", ["done", "clean", "unrecognised"])
def test_every_outcome_is_one_line_with_the_next_time(desk: Desk, outcome: Outcome) -> None:
    notes = (Words(ru="прогон 3 оборвался", en="run 3 was cut short"),)
    desk.runs.outcomes["clients.xlsx"] = [Answer(outcome=outcome, run=4, changed=7, kept=1, findings=2, notes=notes)]
    desk.watch(timedelta(days=1))
    event = next(event for event in desk.events if event.kind == "ran")
    assert event.text.ru.startswith("clients.xlsx · nightly: ")
    assert event.text.ru.endswith("; прогон 3 оборвался; следующий раз 22.11 03:00:00")
    assert event.about["next"] == "2026-11-22T03:00:00+03:00"
    assert json.dumps(event.about)


def test_what_a_person_has_to_see_before_all_else_is_told_first_of_all(desk: Desk) -> None:
    desk.runs.outcomes["clients.xlsx"] = [Answer(outcome="clean", findings=3, alarms=("partial_sort", "partial_sort", "lost"))]
    desk.watch(timedelta(days=1))
    event = next(event for event in desk.events if event.kind == "ran")
    head, *parts = event.text.en.removeprefix("clients.xlsx · nightly: ").split("; ")
    assert head == "ATTENTION, columns do not stand with their records (sheets-crm unscramble)"
    assert parts[0] == "ATTENTION, much went missing (sheets-crm recover)"
    assert event.about["alarms"] == ("partial_sort", "partial_sort", "lost")


def test_the_state_shows_that_the_watch_is_alive_also_when_nothing_happens(desk: Desk) -> None:
    desk.watch(timedelta(hours=2))
    assert datetime.now(UTC) - desk.state.alive < timedelta(minutes=11)
    assert desk.state.tasks[0].next == datetime(2026, 11, 21, 0, tzinfo=UTC)
    assert desk.state.tasks[0].last is None


def test_two_watches_of_one_config_are_one_too_many(desk: Desk) -> None:
    place = place_of(load_config(desk.folder / "sheets-crm.yaml", ""))
    assert not somebody_watches(place)
    with alone(place):
        assert somebody_watches(place)
        with pytest.raises(RefusedError) as raised, alone(place):
            pass
    assert raised.value.exit_status == 3
    assert not somebody_watches(place)


def test_books_jobs_and_schedules_come_from_the_config_and_the_jobs(tmp_path: Path) -> None:
    (tmp_path / "sheets-crm.yaml").write_text(
        "schedules: {formats: every monday at 10:00}\n"
        "books:\n"
        "  clients.xlsx:\n"
        "  google:1AbC: {schedules: {nightly: every 2 hours}}\n"
        "  old/archive.xlsx: {schedules: {nightly: never}}\n",
        encoding="utf-8",
    )
    found = tasks_of(load_config(tmp_path / "sheets-crm.yaml", ""))
    assert [(task.book, task.job.name, task.schedule) for task in found] == [
        ("clients.xlsx", "formats", "every monday at 10:00"),
        ("clients.xlsx", "nightly", "every day at 03:00"),
        ("google:1AbC", "formats", "every monday at 10:00"),
        ("google:1AbC", "nightly", "every 2 hours"),
        ("old/archive.xlsx", "formats", "every monday at 10:00"),
    ]
    assert [task.place for task in found if task.book != "google:1AbC"][-1] == str(tmp_path / "old" / "archive.xlsx")
    assert {task.place for task in found if task.book == "google:1AbC"} == {"google:1AbC"}


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("layout: simple\n", "", "books: {clients.xlsx: {}}"),
        ("books: {a.xlsx: {}}\nschedules:\n  nightly: 3 am\n", ":3", "every day at 03:00"),
        ("books:\n  a.xlsx:\n    schedules:\n      nitely: every hour\n", ":4", "'nightly'"),
    ],
)
def test_a_config_that_cannot_be_watched_is_told_of_with_its_line(tmp_path: Path, text: str, where: str, said: str) -> None:
    path = tmp_path / "sheets-crm.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        tasks_of(load_config(path, ""))
    assert raised.value.where == f"{path}{where}"
    assert said in raised.value.told("en")
