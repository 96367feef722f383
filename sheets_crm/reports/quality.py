"""The tab «Качество данных»: what only a person can mend, and how full each column is (A16, D6)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

import numpy as np

from sheets_crm.ledger.names import label
from sheets_crm.model.addresses import address, parse_address
from sheets_crm.model.context import Context
from sheets_crm.model.plan import Finding
from sheets_crm.model.report import Report, ReportCell, Style
from sheets_crm.model.severity import Severity
from sheets_crm.model.snapshot import Field, Snapshot, Table
from sheets_crm.model.text import Lang, Text
from sheets_crm.reports.kind import Evidence, ReportKind
from sheets_crm.reports.page import EMPTY, Row, head, header, or_no_data, tab_name
from sheets_crm.reports.words import counted, whole

TITLE = Text(ru="Качество данных", en="Data quality")
ABOUT = Text(ru="Что поправить руками, и насколько заполнены столбцы", en="What to mend by hand, and how full the columns are")
CAP = 2000
WIDTHS = (13, 27, 17, 12, 30, 52, 52)
GRADES: dict[Severity, tuple[Text, Style]] = {
    "error": (Text(ru="Ошибка", en="Error"), "bad"),
    "warning": (Text(ru="Внимание", en="Warning"), "warning"),
    "note": (Text(ru="Заметка", en="Note"), "text"),
}
RULE, SHEET = Text(ru="Что проверено", en="Check"), Text(ru="Лист", en="Sheet")
COLUMNS = (
    Text(ru="Важность", en="Severity"),
    RULE,
    SHEET,
    Text(ru="Ячейка", en="Cell"),
    Text(ru="Запись", en="Record"),
    Text(ru="Что не так", en="What is wrong"),
    Text(ru="Что сделать", en="What to do"),
)
BY_RULE = Text(ru="Замечания по видам", en="Findings by kind")
COUNT = Text(ru="Сколько", en="How many")
FILL = Text(ru="Заполненность столбцов", en="How full the columns are")
FILL_COLUMNS = (
    SHEET,
    Text(ru="Столбец", en="Column"),
    Text(ru="Заполнено", en="Filled"),
    Text(ru="Доля", en="Share"),
    Text(ru="Совет", en="Advice"),
)
ALL_RECORDS = Text(ru="всего записей", en="all records")
TOTAL = Text(ru="Всего", en="Total")
UNUSED = Text(
    ru="Пустой столбец: если он не нужен, скройте его, таблица станет легче",
    en="An empty column: hide it if nobody needs it, the table will be lighter",
)
REQUIRED = Text(ru="Обязательный столбец: заполните пропуски", en="A required column: fill in the gaps")
BY_PROGRAM = Text(ru="Заполняет программа", en="Filled in by the program")
CLEAN = Text(ru="Замечаний нет.", en="Nothing to mend.")


def build(snapshot: Snapshot, evidence: Evidence, context: Context) -> Report | None:
    """List the findings by severity and rule with links to their cells, then how full each column is; None without clients."""
    if not snapshot.of_kind("clients"):
        return None
    lang, sheet = snapshot.lang, tab_name(TITLE, snapshot)
    top = head(TITLE, context, lang)
    found = [row for rule in _groups(snapshot, evidence) for row in rule]
    first = len(top) + 3
    kinds_at = first + len(found) + 2
    kinds = _by_rule(evidence, lang)
    fill_at = kinds_at + len(kinds) + 1
    lead = _lead(evidence.findings, lang)
    blanks = (ReportCell(None, "lead"),) * 4
    links = (_down(BY_RULE, sheet, kinds_at, lang), _down(FILL, sheet, fill_at, lang))
    rows = [*top, (lead, *blanks, *links), EMPTY, header(COLUMNS, lang=lang), *found, EMPTY, *kinds, EMPTY, *_fill(snapshot)]
    return Report("quality", sheet, WIDTHS, tuple(rows), first, None, (first, first + len(found)), lang)


def _down(title: Text, sheet: str, row: int, lang: Lang) -> ReportCell:
    return ReportCell(f"{title.in_(lang)} ↓", "link", (sheet, address(row, 1)))


def _lead(findings: Sequence[Finding], lang: Lang) -> ReportCell:
    if not findings:
        return ReportCell(CLEAN.in_(lang), "lead")
    times = Counter(finding.severity for finding in findings)
    words: dict[Severity, tuple[tuple[str, str, str], tuple[str, str]]] = {
        "error": (("ошибка", "ошибки", "ошибок"), ("error", "errors")),
        "warning": (("предупреждение", "предупреждения", "предупреждений"), ("warning", "warnings")),
        "note": (("заметка", "заметки", "заметок"), ("note", "notes")),
    }
    parts = ", ".join(counted(times[grade], *words[grade], lang) for grade in words if times[grade])
    every = counted(len(findings), ("замечание", "замечания", "замечаний"), ("finding", "findings"), lang)
    return ReportCell(f"{every}: {parts}.", "lead")


def _groups(snapshot: Snapshot, evidence: Evidence) -> Iterator[list[Row]]:
    """Yield the rows of each severity and rule, the gravest first, rules in the order in which they spoke."""
    groups: dict[tuple[int, str], list[Finding]] = defaultdict(list)
    grave, spoke = list(GRADES), list(dict.fromkeys(finding.rule for finding in evidence.findings))
    for finding in evidence.findings:
        groups[grave.index(finding.severity), finding.rule].append(finding)
    order = sorted(groups, key=lambda key: (key[0], spoke.index(key[1])))
    shown = fair([len(groups[key]) for key in order], CAP)
    sheets = {table.sheet: at for at, table in enumerate(snapshot.tables)}
    for key, count in zip(order, shown, strict=True):
        group = sorted(groups[key], key=lambda one: (sheets.get(one.sheet, len(sheets)), one.sheet, _where(one), one.message.ru))
        rows = [_line(finding, snapshot, evidence) for finding in group[:count]]
        if len(group) > count:
            rows.append(_rest(group[0], len(group) - count, evidence, snapshot.lang))
        yield rows


def fair(counts: Sequence[int], cap: int) -> list[int]:
    """Say how many of each group are shown when only `cap` fit: small groups whole, large ones alike."""
    shown, room, left = [0] * len(counts), cap, len(counts)
    for at in sorted(range(len(counts)), key=lambda at: counts[at]):
        shown[at] = min(counts[at], room // left)
        room, left = room - shown[at], left - 1
    return shown


def _where(finding: Finding) -> tuple[int, int]:
    try:
        return parse_address(finding.cell.partition(":")[0])
    except ValueError:
        return (0, 0)


def _title(rule: str, evidence: Evidence, lang: Lang) -> str:
    return evidence.titles[rule].in_(lang) if rule in evidence.titles else rule


def _line(finding: Finding, snapshot: Snapshot, evidence: Evidence) -> Row:
    lang = snapshot.lang
    words, style = GRADES[finding.severity]
    where = _where(finding)
    cell = ReportCell(finding.cell or finding.sheet, "link", (finding.sheet, address(*where) if all(where) else "A1"))
    return (
        ReportCell(words.in_(lang), style),
        ReportCell(_title(finding.rule, evidence, lang), "wrap"),
        ReportCell(finding.sheet),
        cell,
        ReportCell(_record(snapshot.table(finding.sheet), where[0]) or None, "wrap"),
        ReportCell(finding.message.in_(lang), "wrap"),
        ReportCell(finding.hint.in_(lang), "wrap"),
    )


def _record(table: Table | None, row: int) -> str:
    if table is None:
        return ""
    at = int(np.searchsorted(table.rows, row))
    return label(table, at) if at < len(table) and table.rows[at] == row else ""


def _rest(like: Finding, count: int, evidence: Evidence, lang: Lang) -> Row:
    words = GRADES[like.severity][0].in_(lang)
    said = f"… и ещё {whole(count, lang)} таких же" if lang == "ru" else f"… and {whole(count, lang)} more of these"
    return (
        ReportCell(words, "muted"),
        ReportCell(_title(like.rule, evidence, lang), "muted"),
        *(ReportCell(None),) * 3,
        ReportCell(said, "muted"),
    )


def _by_rule(evidence: Evidence, lang: Lang) -> list[Row]:
    columns = (COLUMNS[0], RULE, SHEET, COUNT)
    rows: list[Row] = [(ReportCell(BY_RULE.in_(lang), "heading"),), header(columns, (3,), lang=lang)]
    times = Counter((finding.severity, finding.rule, finding.sheet) for finding in evidence.findings)
    grave = list(GRADES)
    for severity, rule, sheet in sorted(times, key=lambda key: (grave.index(key[0]), *key[1:])):
        words, style = GRADES[severity]
        count = ReportCell(times[severity, rule, sheet], "integer")
        rows.append(
            (ReportCell(words.in_(lang), style), ReportCell(_title(rule, evidence, lang), "wrap"), ReportCell(sheet), count)
        )
    blanks = (ReportCell(None, "total"),) * 2
    return [*rows, (ReportCell(TOTAL.in_(lang), "total"), *blanks, ReportCell(len(evidence.findings), "total_integer"))]


def _fill(snapshot: Snapshot) -> Iterator[Row]:
    """Yield the fill rate of every column of every table, below the number of its records (A16)."""
    lang = snapshot.lang
    yield (ReportCell(FILL.in_(lang), "heading"),)
    yield header(FILL_COLUMNS, (2, 3), lang=lang)
    for table in snapshot.tables:
        yield _fill_row(table.sheet, ALL_RECORDS.in_(lang), len(table), len(table), None, lang)
        for one in table.fields:
            filled = int(one.cells.filled.sum())
            yield _fill_row(table.sheet, one.title or one.name, filled, len(table), _advice(one, filled, len(table)), lang)


def _fill_row(sheet: str, column: str, filled: int, count: int, advice: Text | None, lang: Lang) -> Row:
    share = Decimal(filled) / count if count else None
    return (
        ReportCell(sheet),
        ReportCell(column, "wrap"),
        ReportCell(filled, "integer"),
        or_no_data(share, "percent", lang),
        ReportCell(advice.in_(lang) if advice else None, "muted"),
    )


def _advice(one: Field, filled: int, count: int) -> Text | None:
    if one.column and one.column.owner == "program":
        return BY_PROGRAM
    if one.column and one.column.required and filled < count:
        return REQUIRED
    return UNUSED if not filled and count else None


KIND = ReportKind("quality", TITLE, ABOUT, build)
