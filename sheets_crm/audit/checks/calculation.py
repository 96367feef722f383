"""How the whole book calculates: «точность как на экране» (G7), and calculation by hand.

Why: the first throws away what is not shown, for good; with the second, what stands in the cells may be of yesterday.
How to mend: switch both off in the program's settings.
"""

from __future__ import annotations

from collections.abc import Iterator

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.workbook import Workbook
from sheets_crm.model.text import Text

NAME = "calculation"


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield a finding for each setting of the book that makes its figures doubtful; it names no cells."""
    sheet = next(iter(workbook.sheets), "")
    if not workbook.snapshot.full_precision:
        yield Finding(
            NAME,
            "other",
            "error",
            sheet,
            (),
            Text(
                "включена «точность как на экране»: копейки, которых не видно, теряются насовсем",
                "“Set precision as displayed” is on: what is not shown is lost for good",
            ),
            Text("Выключите: Файл → Параметры → Дополнительно", "Switch it off: File, Options, Advanced"),
        )
    if workbook.snapshot.calculation.manual:
        yield Finding(
            NAME,
            "other",
            "warning",
            sheet,
            (),
            Text(
                "формулы пересчитываются только по команде (F9): числа могут быть вчерашними",
                "formulas are calculated only on demand (F9): the figures may be of yesterday",
            ),
            Text(
                "Включите: Формулы → Параметры вычислений → Автоматически", "Switch to: Formulas, Calculation Options, Automatic"
            ),
        )
