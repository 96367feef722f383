"""The tab «Предложения»: what people propose who may not change it themselves, and where the owner decides (H8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sheets_crm.ledger.decisions import own_tab
from sheets_crm.ledger.proposed import (
    CHOICE,
    NOW,
    NUMBER,
    TITLE,
    WORDS,
    Chosen,
    chosen_in,
    field_of,
    now_text,
    offered_text,
    same_text,
    spot,
    told,
)
from sheets_crm.model.context import Context
from sheets_crm.model.proposals import Proposal, ProposalKind, Why
from sheets_crm.model.report import FILLED_BY, Choosing, Report, ReportCell
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Lang, Text
from sheets_crm.reports.kind import Evidence, ReportKind
from sheets_crm.reports.page import Row, more, tab_name
from sheets_crm.reports.words import day

ABOUT = Text(ru="Что предлагают те, кому менять нельзя; решаете вы", en="What people propose who may not change it; you decide")
NOTE = Text(
    ru="{by}. По состоянию на {today}. Правки здесь не сохраняются, кроме столбца «Решение».",
    en="{by}. As of {today}. Edits made here are not kept, but for the column “Decision”.",
)
HOW = Text(
    ru="Выберите в «Решении»: принять или отклонить. Следующая проверка внесёт принятое в книгу; её можно отменить.",
    en="Choose in “Decision”: accept or drop. The next check puts into the book what you accept; it can be undone.",
)
THEN = Text(
    ru="Если ячейку тем временем изменили, предложение не затрёт новое, а останется здесь. Отклонённое хранится в журнале.",
    en="If the cell is changed meanwhile, the proposal does not overwrite it but stays. What you drop is kept in the journal.",
)
NONE = Text(ru="Всё решено: предложений нет.", en="All is decided: there are no proposals.")
WHO, WHAT, RECORD = Text(ru="Кто", en="Who"), Text(ru="Что", en="What"), Text(ru="Запись", en="Record")
SHEET = Text(ru="Лист", en="Sheet")
COLUMN, OFFERS = Text(ru="Столбец", en="Column"), Text(ru="Предлагает", en="Proposes")
REASON, WHEN = Text(ru="Почему ждёт вас", en="Why it waits for you"), Text(ru="Когда", en="When")
KINDS: Mapping[ProposalKind, Text] = {
    "fill": Text(ru="вписать", en="fill in"),
    "change": Text(ru="заменить", en="replace"),
    "clear": Text(ru="стереть", en="empty"),
    "row": Text(ru="новая строка", en="a new row"),
    "remove": Text(ru="удалить строку", en="delete the row"),
    "place": Text(ru="вписать вне таблицы", en="write beside the table"),
}
WHYS: Mapping[Why, Text] = {
    "role": Text(ru="роль этого не разрешает", en="the role does not allow it"),
    "meanwhile": Text(ru="в книге тем временем тоже изменили", en="the book was changed meanwhile, too"),
    "gone": Text(ru="в книге этой записи уже нет", en="the record is gone from the book"),
    "formula": Text(ru="здесь формула", en="there is a formula"),
    "program": Text(ru="этот столбец ведёт программа", en="the program keeps this column"),
    "room": Text(ru="под списком итоги: вставьте строку сами", en="totals below the list: insert the row yourself"),
    "place": Text(ru="ячейка не относится ни к одной записи", en="the cell belongs to no record"),
}
SAW = Text(ru="в копии было: {seen}", en="the copy had: {seen}")
NEWER = Text(ru="с тех пор в книге изменили, было: {before}", en="the book changed since, it had: {before}")
NOTHING = Text(ru="пусто", en="nothing")
WIDTHS = (14, 14, 16, 14, 34, 20, 30, 30, 32, 13, 7)
HEADER_ROW = 5
CAP = 2000


def build(snapshot: Snapshot, _evidence: Evidence, context: Context) -> Report | None:
    """List what nobody has decided on yet, oldest first; what was chosen stays unless the book changed under it.

    None before the first proposal.
    """
    waiting = [one for one in context.memory.proposals if one.state == "open"]
    grid = own_tab(snapshot, TITLE)
    if grid is None and not waiting:
        return None
    rows = list(_rows(waiting, snapshot, context))
    choices = tuple(word.in_(snapshot.lang) for word in WORDS.values())
    sheet = grid.name if grid else tab_name(TITLE, snapshot)
    choosing, last = Choosing(1, len(WIDTHS), choices), (HEADER_ROW, len(rows)) if waiting else None
    return Report(
        "proposals",
        sheet,
        WIDTHS,
        tuple(rows),
        HEADER_ROW,
        filter_rows=last,
        lang=snapshot.lang,
        choosing=choosing if waiting else None,
        keeps_rows=True,
    )


def _rows(waiting: Sequence[Proposal], snapshot: Snapshot, context: Context) -> Iterator[Row]:
    lang = snapshot.lang
    yield (ReportCell(TITLE.in_(lang), "title"),)
    note = NOTE.in_(lang).format(by=FILLED_BY.in_(lang), today=day(context.today, lang))
    yield (ReportCell(note, "note"),)
    yield (ReportCell(HOW.in_(lang), "note"),)
    yield (ReportCell(THEN.in_(lang), "note"),)
    titles = (CHOICE, WHO, WHAT, SHEET, RECORD, COLUMN, NOW, OFFERS, REASON, WHEN, NUMBER)
    yield tuple(ReportCell(title.in_(lang), "header") for title in titles)
    if not waiting:
        yield (ReportCell(None), ReportCell(NONE.in_(lang), "muted"))
    chosen = chosen_in(snapshot)
    for one in waiting[:CAP]:
        yield _row(one, chosen.get(one.number), snapshot, lang)
    if len(waiting) > CAP:
        yield (ReportCell(None), *more(len(waiting) - CAP, lang))


def _row(one: Proposal, chosen: Chosen | None, snapshot: Snapshot, lang: Lang) -> Row:
    now = now_text(one, snapshot, lang)
    typed = chosen.typed if chosen and same_text(chosen.saw, now) else None
    single = one.kind not in ("row", "remove")
    return (
        ReportCell(typed or None, "choice"),
        ReportCell(one.person, "wrap"),
        ReportCell(KINDS[one.kind].in_(lang), "wrap"),
        ReportCell(one.sheet, "wrap"),
        _record(one, snapshot),
        ReportCell(one.cells[0].title or None if single else None, "wrap"),
        ReportCell(now or None, "wrap"),
        ReportCell(offered_text(one, lang) or None, "differs"),
        ReportCell(why_it_waits(one, now, lang), "wrap"),
        ReportCell(one.at.date(), "date"),
        ReportCell(one.number, "muted"),
    )


def _record(one: Proposal, snapshot: Snapshot) -> ReportCell:
    found = spot(one, snapshot)
    if one.kind == "place" and found.why is None:
        return ReportCell(one.label, "link", (one.sheet, one.label))
    if found.table is None or found.at is None:
        return ReportCell(one.label or None, "wrap")
    here = field_of(found.table, one.cells[0].column, one.cells[0].title) if one.cells and one.kind != "remove" else None
    place = found.table.address(found.at, here.name if here else "name")
    return ReportCell(one.label or place, "link", (one.sheet, place))


def why_it_waits(one: Proposal, now: str, lang: Lang) -> str:
    """Return why a proposal waits, and what has become of its cell since."""
    cell = one.cells[0] if one.cells and one.kind not in ("row", "remove") else None
    said = WHYS[one.why].in_(lang)
    if cell is None:
        return said
    seen, before = (told(value, lang) or NOTHING.in_(lang) for value in (cell.seen, cell.before))
    parts = [said]
    if not same_text(seen, before):
        parts.append(SAW.in_(lang).format(seen=seen))
    if not same_text(told(cell.before, lang), now):
        parts.append(NEWER.in_(lang).format(before=before))
    return "; ".join(parts)


KIND = ReportKind("proposals", TITLE, ABOUT, build, expected=False)
