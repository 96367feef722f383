"""Which task is due when: people's schedules on the library `schedule`, kept true through moved clocks and long sleeps.

The library counts in the computer's local time without a zone, and so do all moments here.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime, time, timedelta

import pytz
from schedule import Job, Scheduler

from sheets_crm.model.schedule import Beat

JITTER = timedelta(seconds=2)
"""By how much a clock may go back before everything is planned anew: networks set clocks by less all the time."""
DAY = timedelta(days=1)


class Timetable:
    """Tasks by a key of the caller's, each with its beats; the times of day are those of `zone` (None: of the computer)."""

    def __init__(self, zone: str | None = None) -> None:
        """Take the zone; nothing is planned yet."""
        self.zone = zone
        self._library = Scheduler()
        self._beats: dict[Hashable, tuple[Beat, ...]] = {}
        self._last: dict[Hashable, datetime] = {}
        self._due: dict[Hashable, None] = {}
        self._latest = local_now()

    def plan(self, key: Hashable, beats: tuple[Beat, ...], planned: datetime | None = None) -> None:
        """Plan a task from now on; what was `planned` before stays so when that is sooner, and comes at once when it is past.

        So a run that was missed, by whatever number of its times, is made up once.
        """
        self._library.clear(key)
        self._due.pop(key, None)
        self._beats[key] = beats
        for beat in beats:
            job = getattr(self._library.every(beat.count), beat.unit)
            self._start(job.at(beat.at, self.zone) if beat.at else job, key)
        following = self.next(key)
        if planned is not None and (following is None or planned < following):
            self._start(self._library.every().day, key).next_run = planned

    def next(self, key: Hashable) -> datetime | None:
        """Return when a task is due next; None for never."""
        return self._library.get_next_run(key)

    def due(self) -> list[Hashable]:
        """Return the tasks whose time has come, each once; they stay due until they are planned again."""
        now = local_now()
        if now < self._latest - JITTER:
            self._after_going_back()
        self._latest = now
        self._library.run_pending()
        return list(self._due)

    def _start(self, job: Job, key: Hashable) -> Job:
        job.tag(key).do(self._mark, key, job)
        if self.zone and job.at_time is not None and _is_daily(job):
            job.next_run = _at(job.at_time, _next(job), pytz.timezone(self.zone))
        last = self._last.get(key)
        # The clock went back over a moment that has been served: a nightly job does not run twice in the night of winter time.
        if last is not None and job.at_time is not None and _next(job) <= last < _next(job) + DAY and _is_daily(job):
            job.next_run = _next(job) + timedelta(**{str(job.unit): job.interval})
        return job

    def _mark(self, key: Hashable, job: Job) -> None:
        self._due[key] = None
        self._last[key] = _next(job)

    def _after_going_back(self) -> None:
        """Plan anew: the library would wait until the clock is where it was before."""
        for key, beats in list(self._beats.items()):
            if key not in self._due:
                self.plan(key, beats)


def local_now() -> datetime:
    """Return the computer's local time, as the library has it."""
    return datetime.now()  # noqa: DTZ005 - the library's own way of counting


def aware(moment: datetime, zone: str | None) -> datetime:
    """Return a local moment with its offset from UTC, in the people's zone."""
    return moment.astimezone(pytz.timezone(zone) if zone else None)


def _next(job: Job) -> datetime:
    assert job.next_run is not None
    return job.next_run


def _at(time: time, found: datetime, zone: pytz.BaseTzInfo) -> datetime:
    """Return the time of day on the day that the library found: after a night of summer time it is an hour off itself."""
    wanted = zone.normalize(zone.localize(datetime.combine(found.astimezone(zone).date(), time)))
    return wanted.astimezone().replace(tzinfo=None)


def _is_daily(job: Job) -> bool:
    return job.unit in ("days", "weeks")
