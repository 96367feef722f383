"""The tab «Проверка формул»: what is wrong with the formulas that people keep in the book, where, and how to mend it (G1-G8)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.ranges import told
from sheets_crm.audit.registry import CHECKS
from sheets_crm.ledger.decisions import own_tab
from sheets_crm.ledger.formulas import audited
from sheets_crm.model.addresses import address
from sheets_crm.model.context import Context
from sheets_crm.model.report import Report, ReportCell
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Lang, Text
from sheets_crm.reports.kind import Evidence, ReportKind
from sheets_crm.reports.page import EMPTY, Row, head, header, more, tab_name
from sheets_crm.reports.quality import GRADES
from sheets_crm.reports.words import counted

TITLE = Text(ru="Проверка формул", en="Formula check")
ABOUT = Text(ru="Где ваши формулы считают не то, и как поправить", en="Where your formulas go wrong, and how to mend them")
RULE = "formulas"
WIDTHS = (13, 27, 17, 19, 56, 46, 16)
CAP = 1000
COLUMNS = (
    Text(ru="Важность", en="Severity"),
    Text(ru="Что не так", en="What is wrong"),
    Text(ru="Лист", en="Sheet"),
    Text(ru="Где", en="Where"),
    Text(ru="Что именно и почему это важно", en="What exactly, and why it matters"),
    Text(ru="Как исправить", en="How to mend it"),
    Text(ru="На сколько", en="By how much"),
)
FINE = Text(ru="Формулы в порядке: ничего подозрительного не нашлось.", en="The formulas are fine: nothing odd was found.")
ASK = Text(
    ru="Программа формул не меняет. Подробнее, с картой листов: sheets-crm audit КНИГА --html карта.html",
    en="The program changes no formulas. More, with maps of the sheets: sheets-crm audit BOOK --html map.html",
)
TOTAL = Text(ru="Всего", en="Total")
TITLES = {check.name: check.title for check in CHECKS}


def build(snapshot: Snapshot, evidence: Evidence, context: Context) -> Report | None:
    """List what the rule `formulas` told of, the gravest and the dearest first, with links to the cells.

    None while there is nothing to tell and no such tab yet.
    """
    grid = own_tab(snapshot, TITLE)
    said = {(one.sheet, one.message) for one in evidence.findings if one.rule == RULE}
    found = [one for one in audited(snapshot, context.settings.formulas) if (one.sheet, one.message) in said] if said else []
    if not found and grid is None:
        return None
    lang, top = snapshot.lang, head(TITLE, context, snapshot.lang)
    sheet = grid.name if grid else tab_name(TITLE, snapshot)
    if not found:
        rows: list[Row] = [*top, (ReportCell(FINE.in_(lang), "lead"),)]
        return Report("formulas", sheet, WIDTHS, tuple(rows), 2, lang=lang)
    grave = list(GRADES)
    found.sort(key=lambda one: (grave.index(one.severity), -(one.money or 0)))
    lead = (ReportCell(_lead(len(found), lang), "lead"), *(ReportCell(None, "lead"),) * (len(WIDTHS) - 1))
    rows = [*top, lead, (ReportCell(ASK.in_(lang), "note"),), EMPTY, header(COLUMNS, (6,), lang=lang)]
    first = len(rows)
    rows += [_line(one, lang) for one in found[:CAP]]
    last = len(rows)
    if len(found) > CAP:
        left = sum((one.money for one in found[CAP:] if one.money), Decimal(0))
        rows.append((*more(len(found) - CAP, lang), *(ReportCell(None),) * (len(WIDTHS) - 2), ReportCell(left, "amount")))
    rows += _total(found, lang)
    return Report("formulas", sheet, WIDTHS, tuple(rows), first, None, (first, last), lang)


def _lead(count: int, lang: Lang) -> str:
    places = ("место, на которое", "места, на которые", "мест, на которые"), ("place is", "places are")
    return f"{counted(count, *places, lang)} {'стоит взглянуть' if lang == 'ru' else 'worth a look'}."


def _line(one: Finding, lang: Lang) -> Row:
    words, style = GRADES[one.severity]
    where = told(one.places)
    first = one.cells[0] if one.places else address(1, 1)
    says = one.message.in_(lang).removeprefix(f"{where}: ")
    return (
        ReportCell(words.in_(lang), style),
        ReportCell(TITLES[one.check].in_(lang), "wrap"),
        ReportCell(one.sheet),
        ReportCell(where or one.sheet, "link", (one.sheet, first)),
        ReportCell(says[:1].upper() + says[1:], "wrap"),
        ReportCell(one.hint.in_(lang), "wrap"),
        ReportCell(one.money, "amount"),
    )


def _total(found: Sequence[Finding], lang: Lang) -> list[Row]:
    """Return the row that adds up what could be reckoned; none where that is one amount or no amount at all."""
    amounts = [one.money for one in found if one.money]
    if len(amounts) < 2:  # noqa: PLR2004 - two make a sum
        return []
    blanks = (ReportCell(None, "total"),) * (len(WIDTHS) - 2)
    return [(ReportCell(TOTAL.in_(lang), "total"), *blanks, ReportCell(sum(amounts, Decimal(0)), "total_amount"))]


KIND = ReportKind("formulas", TITLE, ABOUT, build)
