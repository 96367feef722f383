"""Whether the backups could be brought back this minute, and whether what lies beside the book is protected."""

from __future__ import annotations

import zipfile
from pathlib import Path

from sheets_crm.engine.doctor.home import Housed
from sheets_crm.engine.home.backups import Backup, list_backups, list_copies
from sheets_crm.engine.home.places import memory_folder
from sheets_crm.engine.home.pruning import too_much
from sheets_crm.engine.home.sealing import content_digest, is_sealed, plain_name, unsealed
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.secrecy.door import Keys, is_protected, keys_of
from sheets_crm.errors import RefusedError
from sheets_crm.model.checkup import Check, Outcome, passed, warning
from sheets_crm.model.text import Text

FEWER = Text("Поставьте меньше в настройке backups: keep", "Lower the setting backups: keep")


def backups(patient: Housed) -> Outcome:
    """Read the newest backup back, as a restore would, and compare it with what the journal says that it was."""
    found = list_backups(patient.name, patient.config)
    if not found:
        return passed("ещё нет, первая будет сделана перед первой записью", "none yet; the first is made before the first write")
    folder = memory_folder(patient.name, patient.config)
    wrong = _what_is_wrong(found[0], folder, patient, keys_of(folder, patient.config))
    if wrong:
        mend = Text(
            "Сделайте свежую копию: её делает каждый прогон, который что-то пишет", "Every run that writes makes a new one"
        )
        return warning(wrong, mend)
    crowded = too_much(found, patient.config.settings.backups)
    if crowded:
        return warning(crowded, FEWER)
    when = f"{found[0].made:%d.%m.%Y %H:%M}"
    return passed(
        f"{len(found)}, новейшая от {when} прочитана и цела", f"{len(found)}; the newest, of {when}, was read back and is whole"
    )


def protection(patient: Housed) -> Outcome:
    """Say whether the journal, the memory and the backups are encrypted, and all of them."""
    folder = memory_folder(patient.name, patient.config)
    if not is_protected(folder):
        return passed("не зашифрованы; зашифровать: sheets-crm protect", "not encrypted; to encrypt them: sheets-crm protect")
    keys = keys_of(folder, patient.config)
    clear = [path for path in list_copies(patient.name, patient.config) if not is_sealed(path)]
    if keys is None or not keys.settled or clear:
        says = Text("шифрование не дошло до конца", "encryption did not come to its end")
        return warning(says, Text("Следующий прогон его закончит", "The next run finishes it"))
    return passed("зашифрованы, ключ подходит", "encrypted, and the key fits")


def _what_is_wrong(backup: Backup, folder: Path, patient: Housed, keys: Keys | None) -> Text | None:
    name = backup.path.name
    journal = JournalReader.open_to_read(folder, patient.config)
    run = None
    if journal:
        with journal:
            run = journal.run(backup.run)
    try:
        held = content_digest(backup.path, keys)
        with unsealed(backup.path, keys) as path:
            whole = path.suffix in (".gz", ".db") or zipfile.is_zipfile(path)
    except (RefusedError, OSError):
        return Text(f"копия {name} не читается", f"the backup {name} cannot be read")
    same = run and plain_name(Path(run.backup or "")) == plain_name(backup.path)
    if not whole or (run and same and run.backup_sha256 not in (None, held)):
        return Text(f"копия {name} повреждена", f"the backup {name} is damaged")
    return None


BACKUPS: Check[Housed] = Check("backups", Text("Резервные копии", "Backups"), backups, ("home",), "nothing")
PROTECTION: Check[Housed] = Check(
    "protection", Text("Шифрование журнала и копий", "Encryption"), protection, ("home",), "nothing"
)
