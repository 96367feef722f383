"""Number formats: the ones that Excel numbers itself, and those that we give to dates."""

from __future__ import annotations

from sheets_crm.model.text import Lang

GENERAL = "General"
FIRST_CUSTOM = 164
BUILTIN: dict[int, str] = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    37: "#,##0 ;(#,##0)",
    38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)",
    41: '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)',
    42: '_("$"* #,##0_);_("$"* \\(#,##0\\);_("$"* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
    44: '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
    # East Asian dates, whose wording depends on the language of Excel
    **dict.fromkeys((*range(27, 32), *range(34, 37), *range(50, 55), 57, 58), "yyyy-mm-dd"),
    **dict.fromkeys((32, 33, 55, 56), "h:mm:ss"),
}
NUMBERED = {code: number for number, code in reversed(BUILTIN.items()) if number < 27 or 37 <= number <= 49}  # noqa: PLR2004


def for_date(lang: Lang, *, has_date: bool, has_time: bool) -> str:
    """Return the format for a date, a time, or both in a cell whose own format shows numbers."""
    if not has_date:
        return "h:mm:ss"
    day = "dd\\.mm\\.yyyy" if lang == "ru" else "yyyy-mm-dd"
    return f"{day} h:mm" if has_time else day
