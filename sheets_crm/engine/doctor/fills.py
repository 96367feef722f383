"""Whether Google finds empty cells: the one thing that filling relies on and that cannot be tried without writing."""

from __future__ import annotations

from sheets_crm.books.google.writing.reasons import EMPTY_STILL
from sheets_crm.engine.doctor.home import Housed
from sheets_crm.engine.home.places import memory_folder
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.journal.records import Outcome as Became
from sheets_crm.model.checkup import Check, Outcome, passed, warning
from sheets_crm.model.text import Text

NOT_YET = passed(
    "пока неизвестно: ни один прогон ещё ничего не заполнял",
    "not known yet: no run has filled anything so far",
)
MEND = Text(
    "Исправления записываются, и ничего не испорчено; не заполняются только ID, статусы, суммы и задачи. Запустите ещё раз; если "
    "не поможет, сообщите тому, кто ставил программу: Google стал иначе искать пустые ячейки",
    "Repairs are written, and nothing is harmed; only IDs, statuses, sums and tasks stay empty. Run it again; if that does not "
    "help, tell whoever installed the program: Google now looks for empty cells in another way",
)


def fills(patient: Housed) -> Outcome:
    """Tell from the journal what became of the empty cells of the last run that meant to fill any."""
    journal = JournalReader.open_to_read(memory_folder(patient.name, patient.config), patient.config)
    if journal is None:
        return NOT_YET
    with journal:
        runs = [run for run in journal.runs() if run.kind == "job" and run.changed + run.kept > 0]
        told = (filled(journal, run.number) for run in reversed(runs))
        return next((one for one in told if one), NOT_YET)


def filled(journal: JournalReader, number: int) -> Outcome | None:
    """Say what became of a run's fills; None where it had none, or all of them were left for another reason."""
    stuck = 0
    for one in journal.changes(number):
        if one.before is not None or one.after is None:
            continue
        if one.outcome == Became.WRITTEN:
            return passed(f"Google их находит (прогон {number})", f"Google finds them (run {number})")
        stuck += one.why == EMPTY_STILL
    if not stuck:
        return None
    says = Text(
        f"в прогоне {number} Google не дал заполнить ни одной пустой ячейки, а собирались {stuck}",
        f"in run {number} Google let no empty cell be filled, of {stuck} that were to be",
    )
    return warning(says, MEND)


FILLS: Check[Housed] = Check("fills", Text("Пустые ячейки", "Empty cells"), fills, ("home",), "nothing")
