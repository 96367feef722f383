"""Checks a mapping that a person may have edited against the layout."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz, process

from sheets_crm.errors import ConfigError
from sheets_crm.model.layout import Layout
from sheets_crm.model.mapping import Mapping
from sheets_crm.model.text import Text

LETTERS = re.compile(r"[A-Z]{1,3}")


def check_mapping(mapping: Mapping, layout: Layout) -> None:
    """Raise ConfigError where a mapping names a kind of sheet, a column key or a column letter that there is not."""
    kinds = [sheet.kind for sheet in layout.sheets]
    for mapped in mapping.sheets:
        if mapped.kind is None:
            continue
        if mapped.kind not in kinds:
            raise _wrong(mapped.kind, f"mapping, {mapped.sheet}, kind", kinds)
        keys = [column.key for column in layout.sheet(mapped.kind).columns]
        for letter, column in mapped.columns.items():
            where = f"mapping, {mapped.sheet}, {letter}"
            if not LETTERS.fullmatch(letter):
                raise ConfigError(
                    Text(f"«{letter}» не буква столбца", f"{letter!r} is not the letter of a column"),
                    where=where,
                    mend=Text("Пишите буквы столбцов, как в Excel: A, B, AA.", "Write the letters as Excel does: A, B, AA."),
                )
            if column.key is not None and column.key not in keys:
                raise _wrong(column.key, where, keys)


def _wrong(said: str, where: str, known: Iterable[str]) -> ConfigError:
    near = process.extractOne(said, list(known), scorer=fuzz.ratio)
    listed = ", ".join(known)
    return ConfigError(
        Text(f"неизвестное имя «{said}»", f"unknown name {said!r}"),
        where=where,
        mend=Text(
            f"Ближайшее: {near[0] if near else '-'}. Можно: {listed}; null оставляет столбец или лист как есть.",
            f"The nearest is {near[0] if near else '-'}. Possible: {listed}; null leaves the column or sheet alone.",
        ),
    )
