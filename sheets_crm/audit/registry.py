"""All checks of the audit, in the order in which their findings are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sheets_crm.audit.checks import (
    blank_reads,
    bounds,
    calculation,
    charts,
    circular,
    counted_twice,
    date_orders,
    decimal_marks,
    dollars,
    error_values,
    external_links,
    headings_summed,
    hidden_errors,
    hidden_rows,
    inconsistent,
    left_out,
    loose_lookups,
    lost_kopecks,
    merged_cells,
    missing_formula,
    outliers,
    pivots,
    range_edges,
    rounded_chain,
    rounded_sums,
    same_headings,
    shares,
    short_range,
    shown_sums,
    spaces,
    text_dates,
    text_numbers,
    totals_inside,
    volatile,
)
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.workbook import Workbook
from sheets_crm.model.text import Text


@dataclass(frozen=True)
class Check:
    """A check's name in the JSON, its title for people, and the function that does it."""

    name: str
    title: Text
    find: Callable[[Workbook], Iterator[Finding]]


CHECKS = (
    Check(error_values.NAME, Text("Ошибки и откуда они", "Errors and where they come from"), error_values.check),
    Check(circular.NAME, Text("Формула считает саму себя", "A formula that counts itself"), circular.check),
    Check(text_numbers.NAME, Text("Число записано текстом", "A number kept as text"), text_numbers.check),
    Check(calculation.NAME, Text("Как считает вся книга", "How the whole book calculates"), calculation.check),
    Check(missing_formula.NAME, Text("Число вместо формулы", "A number instead of a formula"), missing_formula.check),
    Check(inconsistent.NAME, Text("Формула не как у соседей", "A formula unlike its neighbours"), inconsistent.check),
    Check(short_range.NAME, Text("Итог короче соседних", "A total shorter than its neighbours"), short_range.check),
    Check(hidden_rows.NAME, Text("Скрытое в сумме", "Hidden cells in a sum"), hidden_rows.check),
    Check(left_out.NAME, Text("Итог не доходит до конца", "A total that stops short"), left_out.check),
    Check(counted_twice.NAME, Text("Посчитано дважды", "Counted twice"), counted_twice.check),
    Check(headings_summed.NAME, Text("Заголовок в сумме", "A heading in a sum"), headings_summed.check),
    Check(blank_reads.NAME, Text("Счёт с пустым местом", "Calculated with nothing"), blank_reads.check),
    Check(dollars.NAME, Text("Знак $ в ссылке", "The $ in a reference"), dollars.check),
    Check(loose_lookups.NAME, Text("Поиск наугад", "Lookups that guess"), loose_lookups.check),
    Check(hidden_errors.NAME, Text("Спрятанная ошибка", "An error that is hidden"), hidden_errors.check),
    Check(external_links.NAME, Text("Числа из другой книги", "Numbers from another workbook"), external_links.check),
    Check(volatile.NAME, Text("Завтра будет другое", "Another result tomorrow"), volatile.check),
    Check(range_edges.NAME, Text("Диапазон захватывает лишнее", "A range that takes in too much"), range_edges.check),
    Check(pivots.NAME, Text("Сводная таблица не о том", "A pivot table that misses data"), pivots.check),
    Check(charts.NAME, Text("Диаграмма не о том", "A chart that misses data"), charts.check),
    Check(text_dates.NAME, Text("Дата записана текстом", "A date kept as text"), text_dates.check),
    Check(date_orders.NAME, Text("День и месяц в разном порядке", "Day and month in two orders"), date_orders.check),
    Check(decimal_marks.NAME, Text("То точка, то запятая", "A point here, a comma there"), decimal_marks.check),
    Check(spaces.NAME, Text("Лишние пробелы", "Stray spaces"), spaces.check),
    Check(same_headings.NAME, Text("Столбцы с одним названием", "Columns of one name"), same_headings.check),
    Check(totals_inside.NAME, Text("Итоги между данными", "Totals between the data"), totals_inside.check),
    Check(merged_cells.NAME, Text("Объединённые ячейки в данных", "Merged cells in the data"), merged_cells.check),
    Check(rounded_sums.NAME, Text("Сумма округлённых", "A sum of rounded numbers"), rounded_sums.check),
    Check(rounded_chain.NAME, Text("Округлено на полпути", "Rounded on the way"), rounded_chain.check),
    Check(shown_sums.NAME, Text("Видимое не складывается", "What is shown does not add up"), shown_sums.check),
    Check(shares.NAME, Text("Доли не дают 100 %", "Shares that do not make 100 %"), shares.check),
    Check(lost_kopecks.NAME, Text("Пропали копейки", "Kopecks that are gone"), lost_kopecks.check),
    Check(bounds.NAME, Text("За границами", "Out of bounds"), bounds.check),
    Check(outliers.NAME, Text("Так не бывает", "That cannot be"), outliers.check),
)
