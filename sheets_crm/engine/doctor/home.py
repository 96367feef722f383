"""Whether the journal, the memory and the backups have a place, and room in it."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from sheets_crm.engine.home.lock import FILE as LOCK
from sheets_crm.engine.home.lock import locked
from sheets_crm.engine.home.places import backup_folder, memory_folder
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.settings.config import Config
from sheets_crm.errors import RefusedError
from sheets_crm.model.checkup import Check, Outcome, failed, passed, warning
from sheets_crm.model.text import Text

LEAST, SCARCE = 3, 20
"""Copies of the book that a run needs at once, and that a month of backups comes to."""
SMALL = 20 << 20
MEGABYTE = 1 << 20
FREE_SOME = Text(
    "Освободите место на диске или назовите другую папку в настройке backups.folder",
    "Free some disk space, or name another folder in the setting backups.folder",
)


class Housed(Protocol):
    """A book whose memory lies on this computer; `size` is in bytes, 0 when it is not known."""

    @property
    def name(self) -> str:
        """The book's name."""
        ...

    @property
    def config(self) -> Config:
        """What holds for it."""
        ...

    @property
    def size(self) -> int:
        """How large a copy of the book is."""
        ...


def home(patient: Housed) -> Outcome:
    """See that the journal can be read and its folder written; nothing is left there."""
    folder = memory_folder(patient.name, patient.config)
    journal = JournalReader.open_to_read(folder, patient.config)
    runs = 0
    if journal:
        with journal:
            runs = len(journal.runs())
    refuse_unwritable(folder)
    if not runs:
        return passed(f"будет лежать в {folder}", f"will lie in {folder}")
    return passed(f"в {folder}, прогонов: {runs}", f"in {folder}, runs: {runs}")


def refuse_unwritable(folder: Path) -> None:
    """Make a file there that vanishes by itself; RefusedError when that cannot be."""
    try:
        with tempfile.TemporaryFile(dir=existing(folder)):
            return
    except OSError as wrong:
        what = Text(f"в {folder} нельзя писать ({wrong.strerror})", f"nothing can be written into {folder} ({wrong.strerror})")
        mend = Text(
            "Дайте программе право писать в эту папку или назовите другую в настройке memory_folder",
            "Let the program write into this folder, or name another one in the setting memory_folder",
        )
        raise RefusedError(what, mend=mend) from wrong


def space(patient: Housed) -> Outcome:
    """Compare the free space with what copies of the book take."""
    free = shutil.disk_usage(existing(backup_folder(patient.name, patient.config))).free
    size = max(patient.size, SMALL)
    says = Text(f"свободно {free // MEGABYTE} МБ", f"{free // MEGABYTE} MB free")
    if free < LEAST * size:
        return Outcome("failed", says, FREE_SOME)
    return warning(says, FREE_SOME) if free < SCARCE * size else Outcome("passed", says)


def existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there."""
    path = folder.absolute()
    return next(one for one in (path, *path.parents) if one.exists())


def alone(patient: Housed) -> Outcome:
    """See whether another run is at work on the book just now."""
    folder = memory_folder(patient.name, patient.config)
    try:
        if (folder / LOCK).exists():
            with locked(folder, patient.name, 0):
                pass
    except RefusedError as error:
        return replace(failed(error), status="warning", mend=Text("Дождитесь его конца", "Wait for it to end"))
    return passed("никто", "nobody")


HOME: Check[Housed] = Check("home", Text("Журнал и память", "Journal and memory"), home, (), "writing")
ALONE: Check[Housed] = Check("alone", Text("Кто ещё пишет", "Who else is writing"), alone, ("home",), "nothing")
SPACE: Check[Housed] = Check("space", Text("Место для копий", "Room for backups"), space, (), "writing")
