"""The tab «Дубли»: clients who may be one, side by side, and the column in which staff decide (K4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sheets_crm.ledger.clients import Clients, clients_of
from sheets_crm.ledger.compared import Apart, Group, groups_of, parted, texts_of
from sheets_crm.ledger.decisions import (
    DECISION,
    DIFFERENT,
    KEY,
    PLACE,
    TITLE,
    WORDS,
    Decisions,
    all_keys,
    apart_of,
    decisions_of,
    own_tab,
)
from sheets_crm.model.context import Context
from sheets_crm.model.report import FILLED_BY, Choosing, Report, ReportCell
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Lang, Text
from sheets_crm.reports.kind import Evidence, ReportKind
from sheets_crm.reports.links import client_link
from sheets_crm.reports.page import EMPTY, Row, more, tab_name
from sheets_crm.reports.words import day

ABOUT = Text(ru="Кто записан дважды; решаете вы", en="Who may stand there twice; you decide")
NOTE = Text(
    ru="{by}. По состоянию на {today}. Правки здесь не сохраняются, кроме столбца «Решение».",
    en="{by}. As of {today}. Edits made here are not kept, but for the column “Decision”.",
)
HOW = Text(
    ru="Выберите в «Решении»: объединить, разные или потом. В первой строке группы решение касается всех её строк, в другой —"
    " только её.",
    en="Choose in “Decision”: merge, different or later. In the first row of a group it holds for all of them, in any other"
    " for that row alone.",
)
THEN = Text(
    ru="«Объединить сюда» — вся группа, и останется именно эта строка. Объединит следующая проверка; её можно отменить, а ушедшие"
    " строки лягут в «Архив».",
    en="“Merge into this” is for the whole group, and this very row stays. The next check merges; it can be undone, and the rows"
    " that go are kept in “Archive”.",
)
SURE = Text(ru="Один и тот же клиент", en="The same client")
DOUBTFUL = Text(ru="Может быть, один клиент", en="Perhaps the same client")
SETTLED = Text(
    ru="Решено: разные. Чтобы вернуть в список, сотрите решение", en="Told apart. To have them back, empty the decision"
)
NONE = Text(ru="Дублей не найдено.", en="No duplicates found.")
WHERE, CLIENT = Text(ru="Где", en="Where"), Text(ru="Клиент", en="Client")
SHOWN = ("phone", "email", "persons", "tax_id", "birthday", "city", "address", "service", "manager", "last_order", "comment")
SPAN: Mapping[str, float] = {
    "phone": 24,
    "email": 26,
    "persons": 24,
    "comment": 36,
    "address": 26,
    "service": 22,
    "manager": 22,
    "city": 14,
    "birthday": 14,
}
AT = "{} · {}"
"""Which group, and where in it: `decisions` reads it back."""
HEADER_ROW = 5
CAP = 2000


@dataclass(frozen=True, eq=False)
class _Page:
    """What the tab is drawn from."""

    snapshot: Snapshot
    clients: Clients
    keys: Sequence[str]
    decisions: Decisions
    columns: Sequence[tuple[str, str]]
    """The columns beside the name: the layout's key, and the title."""

    @property
    def lang(self) -> Lang:
        return self.snapshot.lang

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset(self.keys)


def build(snapshot: Snapshot, _evidence: Evidence, context: Context) -> Report | None:
    """List the groups with what differs in them, those told apart last; what staff have typed stays beside its client.

    None for a book without clients, and for one with doubts at most as long as it has no such tab.
    """
    clients = clients_of(snapshot)
    if clients is None:
        return None
    decisions, keys = decisions_of(snapshot), all_keys(clients.tables)
    apart = apart_of(snapshot, context.memory, keys)
    groups = [part for group in groups_of(clients.tables, context.memory.searched) for part in parted(group, keys, apart)]
    grid = own_tab(snapshot, TITLE)
    told = list(_told_apart(keys, apart))
    if grid is None and not told and all(group.doubtful for group in groups):
        return None
    page = _Page(snapshot, clients, keys, decisions, _columns(clients, [*groups, *told]))
    rows = list(_rows(page, groups, told, context))
    choices = tuple(word.in_(page.lang) for word in WORDS.values())
    widths = (18, 30, *(SPAN.get(key, 17) for key, _ in page.columns), 15, 15, 9)
    sheet = grid.name if grid else tab_name(TITLE, snapshot)
    choosing = Choosing(1, len(page.columns) + 4, choices)
    return Report("duplicates", sheet, widths, tuple(rows), HEADER_ROW, lang=page.lang, choosing=choosing, keeps_rows=True)


def _rows(page: _Page, groups: Sequence[Group], told: Sequence[Group], context: Context) -> Iterator[Row]:
    lang = page.lang
    yield (ReportCell(TITLE.in_(lang), "title"),)
    note = NOTE.in_(lang).format(by=FILLED_BY.in_(lang), today=day(context.today, lang))
    yield (ReportCell(note, "note"),)
    yield (ReportCell(HOW.in_(lang), "note"),)
    yield (ReportCell(THEN.in_(lang), "note"),)
    titles = (
        DECISION.in_(lang),
        CLIENT.in_(lang),
        *(title for _, title in page.columns),
        WHERE.in_(lang),
        KEY.in_(lang),
        PLACE.in_(lang),
    )
    yield tuple(ReportCell(title, "header") for title in titles)
    sure = [group for group in groups if group.certain]
    rest = [group for group in groups if not group.certain]
    if not groups:
        yield (ReportCell(None), ReportCell(NONE.in_(lang), "muted"))
    room, first = CAP, 1
    for title, part in ((SURE, sure), (DOUBTFUL, rest), (SETTLED, told)):
        if part:
            yield from _section(page, title, part, room, first, settled=part is told)
            room = max(room - sum(len(group.members) + 2 for group in part), 0)
            first += len(part)


def _section(page: _Page, title: Text, groups: Sequence[Group], room: int, first: int, *, settled: bool) -> Iterator[Row]:
    yield EMPTY
    yield (ReportCell(None), ReportCell(f"{title.in_(page.lang)}: {len(groups)}", "heading"))
    for number, group in enumerate(groups, first):
        room -= len(group.members) + 2
        if room < 0:
            yield EMPTY
            yield (ReportCell(None), *more(first + len(groups) - number, page.lang))
            return
        yield EMPTY
        yield _heading(page, group, settled=settled)
        yield from _group(page, group, number, settled=settled)


def _heading(page: _Page, group: Group, *, settled: bool) -> Row:
    reasons = "; ".join(reason.in_(page.lang) for reason in group.reasons)
    said = (
        WORDS["different"].in_(page.lang).capitalize() if settled else f"{reasons[:1].upper()}{reasons[1:]} · {group.score:.0%}"
    )
    return (ReportCell(None, "total"), ReportCell(said, "total"), *(ReportCell(None, "total"),) * (len(page.columns) + 3))


def _group(page: _Page, group: Group, of: int, *, settled: bool) -> Iterator[Row]:
    """Draw the clients of a group one under the other; what is not the same in all of them that say anything stands out."""
    texts = [[_said(page, at, key) for key, _ in page.columns] for at in group.members]
    differs = [len({folded for line in texts if (folded := line[at].casefold())}) > 1 for at in range(len(page.columns))]
    beside = page.decisions.typed([page.keys[member] for member in group.members], page.known)
    for number, (member, line) in enumerate(zip(group.members, texts, strict=True)):
        table, at = page.clients.place(member)
        key = page.keys[member]
        typed = WORDS["different"].in_(page.lang) if settled and not number else beside.get(key, "")
        place = table.address(at, "name")
        where = ReportCell(f"{table.sheet}!{place}", "link", (table.sheet, place))
        cells = (ReportCell(text or None, "differs" if differs[n] and text else "wrap") for n, text in enumerate(line))
        mark = ReportCell(f"{DIFFERENT if settled else ''}{key}", "muted")
        yield (
            ReportCell("" if settled and number else typed or None, "choice"),
            client_link(page.clients, member, page.lang),
            *cells,
            where,
            mark,
            ReportCell(AT.format(of, number + 1), "muted"),
        )


def _said(page: _Page, member: int, key: str) -> str:
    table, at = page.clients.place(member)
    values = [(one.cells[at], texts_of(one.cells)[at]) for one in table.fields if one.key == key]
    parts = (day(value, page.lang) if isinstance(value, date) else text for value, text in values)
    return "; ".join(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _columns(clients: Clients, groups: Sequence[Group]) -> list[tuple[str, str]]:
    """Choose the columns in which anybody in a group says anything, with their titles in the book."""
    titles: dict[str, str] = {}
    for key in SHOWN:
        fields = [(table, one) for table in clients.tables for one in table.fields if one.key == key]
        members = (clients.place(at) for group in groups for at in group.members)
        if fields and any(one.cells.kinds[at] for table, at in members for home, one in fields if home is table):
            titles[key] = fields[0][1].title
    return list(titles.items())


def _told_apart(keys: Sequence[str], apart: Apart) -> Iterator[Group]:
    """Group those who were told apart so that in each group everybody is apart from everybody."""
    places = {key: at for at, key in enumerate(keys)}
    times = Counter(keys)
    open_still = {(one, other) for one, other in apart if one in places and other in places and times[one] == times[other] == 1}
    for one, other in sorted(open_still, key=lambda pair: (places[pair[0]], places[pair[1]])):
        if (one, other) not in open_still:
            continue
        clique = [one, other]
        for key in (
            sorted({key for pair in open_still for key in pair}, key=lambda key: places[key]) if len(open_still) > 1 else ()
        ):
            if key not in clique and all((min(key, member), max(key, member)) in open_still for member in clique):
                clique.append(key)
        open_still -= {(min(a, b), max(a, b)) for a in clique for b in clique}
        yield Group(tuple(sorted(places[key] for key in clique)), 0.0, (), doubtful=True)


KIND = ReportKind("duplicates", TITLE, ABOUT, build)
