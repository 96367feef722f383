"""Which backups go: those beyond the count and the age of the settings, and the oldest of what is too much together (G9)."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sheets_crm.engine.home.backups import Backup, list_backups
from sheets_crm.engine.settings.config import Config
from sheets_crm.model.settings import BackupSettings
from sheets_crm.model.text import Text

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many backups went for their age, how many more for the room that all of them took, and bytes: `freed`, `left`."""

    aged: int = 0
    crowded: int = 0
    freed: int = 0
    left: int = 0

    def told(self, settings: BackupSettings) -> Text | None:
        """Say what went before its time; None where nothing did."""
        if not self.crowded:
            return None
        freed, left = self.freed // MEGABYTE, self.left // MEGABYTE
        return Text(
            f"Резервные копии занимали больше {settings.megabytes} МБ: самые старые удалены ({self.crowded}, {freed} МБ),"
            f" осталось {left} МБ. Предел задаёт настройка backups: megabytes",
            f"The backups took more than {settings.megabytes} MB: the oldest were deleted ({self.crowded}, {freed} MB),"
            f" {left} MB are left. The limit is the setting backups: megabytes",
        )


def prune(book: str, config: Config, clock: datetime, needed: AbstractSet[int] = frozenset()) -> Pruned:
    """Delete the backups that need not be kept, the oldest first; those made before the `needed` runs always stay.

    Cut short, it has deleted some of them, and the next run deletes the others.
    """
    settings = config.settings.backups
    backups = list_backups(book, config)
    sizes = {one.path: size_of(one) for one in backups}
    spare = [one for one in reversed(backups[settings.keep :]) if one.run not in needed]
    aged, crowded = 0, list[int]()
    for one in spare:
        is_old = one.made < clock - timedelta(days=settings.days)
        if not is_old and (settings.megabytes is None or sum(sizes.values()) <= settings.megabytes * MEGABYTE):
            continue
        with suppress(OSError):
            one.path.unlink()
            size = sizes.pop(one.path)
            aged += is_old
            crowded += [] if is_old else [size]
    return Pruned(aged, len(crowded), sum(crowded), sum(sizes.values()))


def size_of(backup: Backup) -> int:
    """Return how many bytes a backup takes; 0 where it is gone."""
    with suppress(OSError):
        return backup.path.stat().st_size
    return 0


def too_much(backups: Sequence[Backup], settings: BackupSettings) -> Text | None:
    """Say that the backups that always stay take more than they may; None where they do not."""
    taken = sum(map(size_of, backups))
    if settings.megabytes is None or taken <= settings.megabytes * MEGABYTE:
        return None
    return Text(
        f"копии занимают {taken // MEGABYTE} МБ при пределе в {settings.megabytes}: последние {settings.keep} хранятся всегда",
        f"the backups take {taken // MEGABYTE} MB of {settings.megabytes}: the newest {settings.keep} are always kept",
    )
