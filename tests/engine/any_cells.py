"""Any value that a cell can hold."""

from __future__ import annotations

from datetime import date, datetime

from hypothesis import strategies as st

from sheets_crm.model.cells import CellError, CellValue, RichText

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
RICH = st.builds(RichText, TEXT, TEXT.map("<r><t>{}</t></r>".format))
VALUES: st.SearchStrategy[CellValue] = st.one_of(
    st.none(),
    TEXT,
    st.integers(-(10**25), 10**25),
    st.floats(),
    st.decimals(allow_nan=False),
    st.booleans(),
    st.dates(),
    st.datetimes().map(lambda moment: moment.replace(fold=0)),
    st.times().map(lambda moment: moment.replace(fold=0)),
    st.sampled_from(["#DIV/0!", "#N/A"]).map(CellError),
    RICH,
)
IN_BOOKS: st.SearchStrategy[CellValue] = st.one_of(
    st.none(),
    st.sampled_from(["8", "+7", "активный", " x "]),
    TEXT,
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda number: number + 0.0),
    st.decimals(-(10**9), 10**9, places=2),
    st.booleans(),
    st.dates(date(1900, 3, 1)),
    st.datetimes(datetime(1900, 3, 1)).map(lambda moment: moment.replace(microsecond=0, fold=0)),
    st.sampled_from(["#DIV/0!", "#N/A"]).map(CellError),
    RICH,
)
"""Values that a cell of a workbook can hold as they are."""
