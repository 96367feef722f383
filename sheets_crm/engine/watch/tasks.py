"""Which jobs `watch` runs on which books, and when: the config's word, else the job's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sheets_crm.engine.settings.complaints import nearest
from sheets_crm.engine.settings.config import FILE_NAME, Config, is_address
from sheets_crm.engine.settings.resources import load_job, names
from sheets_crm.engine.settings.yaml_file import located
from sheets_crm.errors import ConfigError
from sheets_crm.model.job import Job
from sheets_crm.model.schedule import beats
from sheets_crm.model.text import Text

Key = tuple[str, str]


@dataclass(frozen=True)
class Task:
    """One job on one book: `book` as the config has it, `place` as it can be opened from anywhere."""

    book: str
    place: str
    job: Job
    schedule: str

    @property
    def key(self) -> Key:
        """Who this is among all tasks."""
        return self.book, self.job.name


def tasks_of(config: Config) -> tuple[Task, ...]:
    """Return what the config and its jobs say is to be run, and when.

    ConfigError names the file and the line of what is wrong, also when there is nothing to run at all.
    """
    known = (*names("jobs"), *config.job_names)
    for loc, schedules in _schedules(config):
        _refuse_unknown(schedules, known, config, loc)
    jobs = [_job(name, config) for name in dict.fromkeys(known)]
    found = tuple(_tasks(config, jobs))
    if not found:
        what = Text("нечего запускать по расписанию", "there is nothing to run on a schedule")
        mend = Text(
            "Назовите книги: books: {clients.xlsx: {}}, и расписание: schedules: {nightly: every day at 03:00}",
            "Name the books: books: {clients.xlsx: {}}, and a schedule: schedules: {nightly: every day at 03:00}",
        )
        raise ConfigError(what, where=str(config.path or FILE_NAME), mend=mend)
    return found


def files_of(config: Config) -> tuple[Path, ...]:
    """Return the files that tell what to run: the config and the user's own jobs."""
    own = (config.folder / file for file in config.content.jobs)
    return (*(() if config.path is None else (config.path,)), *own)


def _tasks(config: Config, jobs: Iterable[Job]) -> Iterator[Task]:
    for book, settings in config.content.books.items():
        place = book if is_address(book) else str((config.folder / Path(book).expanduser()).absolute())
        for job in jobs:
            schedule = settings.schedules.get(job.name) or config.content.schedules.get(job.name) or job.schedule
            if schedule and beats(schedule):
                yield Task(book, place, job, schedule)


def _schedules(config: Config) -> Iterator[tuple[tuple[str, ...], Iterable[str]]]:
    yield ("schedules",), config.content.schedules
    for book, settings in config.content.books.items():
        yield ("books", book, "schedules"), settings.schedules


def _refuse_unknown(named: Iterable[str], known: Iterable[str], config: Config, loc: tuple[str, ...]) -> None:
    for name in named:
        if name not in known:
            where = located(config.path, *loc, name) if config.path else ""
            raise ConfigError(Text(f"задания «{name}» нет", f"there is no job {name!r}"), where=where, mend=nearest(name, known))


def _job(name: str, config: Config) -> Job:
    file = config.job_file(name)
    return load_job(str(file) if file else name, config.job_names)
