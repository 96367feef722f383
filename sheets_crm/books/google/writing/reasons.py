"""Why a change was left, in the words of a receipt."""

from __future__ import annotations

from sheets_crm.model.text import Text

SOMEBODY = Text(
    "пока программа работала, эту ячейку или строку кто-то менял; в следующий раз",
    "somebody changed this cell or row while the program was at work; next time",
)
EMPTY_STILL = Text(
    "ячейка пуста, но Google не дал её заполнить; следующий прогон попробует снова",
    "the cell is empty, but Google did not let it be filled; the next run tries again",
)
UNTYPED = Text(
    "такое значение нельзя вписать наверняка при региональных настройках этой таблицы",
    "such a value cannot be typed for certain with the locale of this spreadsheet",
)
PLAIN_TEXT = Text(
    "ячейка отформатирована как простой текст; выберите для столбца формат «Автоматически»",
    "the cell is formatted as plain text; choose the format “Automatic” for the column",
)
DAY_FORMAT = Text(
    "ячейка отформатирована как дата, и число в ней показалось бы днём; выберите для неё формат «Число»",
    "the cell is formatted as a date and would show the number as a day; choose the format “Number” for it",
)
UNSHOWN = Text("не удалось узнать, что показывает ячейка", "what the cell shows could not be found out")
