"""Amounts of money in roubles (G3, D1): Decimal to the kopeck; text becomes a number only when it can mean one number alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from sheets_crm.formats.clean import display, exact, not_text, plain_dashes, says_nothing, squeeze
from sheets_crm.formats.verdict import Doubt, Repair, Verdict
from sheets_crm.model.cells import CellError, CellValue
from sheets_crm.model.text import Text

Habit = Literal["comma", "point", "mixed", "unknown"]
"""What stands before the kopecks in a column."""

AMOUNT = Text("суммы", "an amount")
WAS_TEXT = Text("сумма была записана текстом", "the amount was written as text")

ROUBLES = r"(?:₽|руб(?:л(?:ей|я|ь))?\b\.?|р\b\.?|rub\b\.?|rur\b\.?|roubles?\b|rubles?\b)"
KOPECKS = r"(?:коп(?:ейка|ейки|еек)?\b\.?|к\b\.?)"
WITH_KOPECKS = re.compile(rf"(?P<whole>[0-9][0-9 ]*?)\s*{ROUBLES},?\s*(?P<part>[0-9]{{1,2}})\s*{KOPECKS}", re.IGNORECASE)
SCALE = r"(?:тыс(?:яч[аи]?)?\b\.?|млн\b\.?|миллион(?:а|ов)?\b)"
BEHIND = re.compile(rf"(?P<number>.*[0-9](?:\s*{SCALE})?)\s*{ROUBLES}", re.IGNORECASE)
BEFORE = re.compile(rf"{ROUBLES}\s*(?P<number>[-+]?\s*[0-9].*)", re.IGNORECASE)
SCALED = re.compile(rf"(?P<number>.*[0-9])\s*(?P<scale>{SCALE})", re.IGNORECASE)
FOREIGN = re.compile(r"[$€£¥₸₴₾₺]|\b(?:usd|eur|kzt|byn|uah|gbp|cny|долл\w*|евро|тенге|у\. ?е)\b", re.IGNORECASE)
NEGATIVE = re.compile(r"\((?P<inside>.+)\)|(?P<before>.+[0-9])-")

SIGN = re.compile(r"^[-+]\s*")
DIGITS = re.compile(r"0|[1-9][0-9]*")
SPACED = re.compile(r"(?P<whole>[1-9][0-9]{0,2}(?P<gap>[ '’])[0-9]{3}(?:(?P=gap)[0-9]{3})*)(?:(?P<sep>[.,])(?P<part>[0-9]+))?")
FRACTION = re.compile(r"(?P<whole>0|[1-9][0-9]*)(?P<sep>[.,])(?P<part>[0-9]+)")
GROUPED = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?P<gap>[.,])[0-9]{3}(?:(?P=gap)[0-9]{3})*)(?:(?!(?P=gap))(?P<sep>[.,])(?P<part>[0-9]+))?"
)
GROUP = 3
MAJORITY = 20
THOUSAND, MILLION = Decimal(1000), Decimal(1000000)
LARGEST = Decimal(10) ** 13  # above this a cell, which holds 15 digits, keeps no kopecks
OTHER = {",": ".", ".": ","}
NAMES: dict[str, Habit] = {",": "comma", ".": "point"}


def judge(value: CellValue, habit: Habit = "unknown") -> Verdict:
    """Judge an amount in roubles: numbers to the kopeck are fine, certain text becomes a number, never times 100."""
    if isinstance(value, (bool, CellError)) or not isinstance(value, (str, int, float, Decimal)):
        return not_text(value, AMOUNT)
    if not isinstance(value, str):
        return _objection(exact(value), display(value))
    shown = squeeze(value)
    if not shown:
        return None
    found = _amount(_plain(value), habit)
    if found is None:
        return _doubt(_plain(value), shown, habit)
    return _objection(found, shown) or Repair(found, WAS_TEXT)


def column_habit(values: Iterable[CellValue]) -> Habit:
    """Let the unambiguous texts of a column say what stands before its kopecks; a few strays (1 in 20) do not count."""
    votes: Counter[str] = Counter()
    for value in values:
        if isinstance(value, str) and (sign := _decimal_sign(_bare(_plain(value)))):
            votes[sign] += 1
    if not votes:
        return "unknown"
    most = max(votes, key=lambda sign: votes[sign])
    return NAMES[most] if votes[most] >= MAJORITY * votes[OTHER[most]] else "mixed"


def _plain(text: str) -> str:
    return plain_dashes(squeeze(text)).strip(" `;")


def _bare(text: str) -> str:
    """Return the text without the word for roubles, its sign and thousands' words."""
    found = BEHIND.fullmatch(text) or BEFORE.fullmatch(text)
    return SIGN.sub("", (found["number"] if found else text).strip())


def _amount(text: str, habit: Habit) -> Decimal | None:
    """Read an amount with its words; None when it can mean several things, or nothing."""
    coins = WITH_KOPECKS.fullmatch(text)
    if coins:
        whole = _number(coins["whole"], habit)
        return None if whole is None else whole + Decimal(coins["part"]) / 100
    sign = -1 if "-" in text else 1
    bare = _bare(text)
    scaled = SCALED.fullmatch(bare)
    number = _number(scaled["number"] if scaled else bare, habit)
    if number is None:
        return None
    if scaled:
        number *= MILLION if scaled["scale"].lower().startswith("м") else THOUSAND
    return Decimal(f"{(sign * number).normalize():f}")


def _number(text: str, habit: Habit) -> Decimal | None:
    text = text.strip()
    if DIGITS.fullmatch(text):
        return Decimal(text)
    fraction = FRACTION.fullmatch(text)
    if fraction and not _could_be_thousands(fraction):
        return Decimal(f"{fraction['whole']}.{fraction['part']}")
    if fraction:
        thousands = habit == NAMES[OTHER[fraction["sep"]]]
        return Decimal(fraction["whole"] + fraction["part"]) if thousands else None
    grouped = SPACED.fullmatch(text) or GROUPED.fullmatch(text)
    if not grouped:
        return None
    return Decimal(re.sub("[^0-9]", "", grouped["whole"]) + "." + (grouped["part"] or "0"))


def _could_be_thousands(fraction: re.Match[str]) -> bool:
    return len(fraction["part"]) == GROUP and len(fraction["whole"]) <= GROUP and fraction["whole"] != "0"


def _decimal_sign(text: str) -> str | None:
    """Return the sign before the kopecks, as one number shows it; None when it does not."""
    fraction = FRACTION.fullmatch(text)
    if fraction:
        return None if _could_be_thousands(fraction) else fraction["sep"]
    spaced = SPACED.fullmatch(text)
    if spaced:
        return spaced["sep"]
    grouped = GROUPED.fullmatch(text)
    return OTHER[grouped["gap"]] if grouped else None


def _objection(amount: Decimal | None, shown: str) -> Doubt | None:
    if amount is None or abs(amount) >= LARGEST:
        return Doubt(
            Text(f"Суммы «{shown}» не бывает", f"There is no amount “{shown}”"),
            Text("Впишите сумму заново", "Type the amount again"),
        )
    if amount != amount.quantize(Decimal("0.01")):
        return Doubt(
            Text(f"В сумме {shown} больше двух знаков после запятой", f"The amount {shown} has more than two decimals"),
            Text("Округлите её до копеек сами, чтобы итоги сошлись", "Round it to kopecks yourself, so that the totals agree"),
        )
    return None


def _doubt(text: str, shown: str, habit: Habit) -> Doubt:
    if says_nothing(text):
        return Doubt(
            Text(f"Вместо суммы «{shown}»", f"“{shown}” instead of an amount"),
            Text("Если суммы нет, оставьте ячейку пустой", "Leave the cell empty when there is no amount"),
            "note",
        )
    foreign = FOREIGN.search(text)
    if foreign:
        return Doubt(
            Text(f"Сумма «{shown}» не в рублях", f"The amount “{shown}” is not in roubles"),
            Text("Пересчитайте её в рубли и впишите числом", "Convert it to roubles and type a number"),
        )
    fraction = FRACTION.fullmatch(_bare(text))
    if fraction:
        whole, part = fraction["whole"], fraction["part"]
        return Doubt(
            Text(
                f"В сумме «{shown}» непонятно, что отделяет «{fraction['sep']}»: тысячи или копейки",
                f"In the amount “{shown}” it is not clear whether “{fraction['sep']}” separates thousands or kopecks",
            ),
            Text(f"Если тысячи, впишите {whole}{part}", f"If thousands, type {whole}{part}"),
        )
    negative = NEGATIVE.fullmatch(text)
    likely = _amount(negative["inside"] or negative["before"], habit) if negative else None
    if likely is not None:
        return Doubt(
            Text(f"Сумма «{shown}» записана необычно", f"The amount “{shown}” is written in an unusual way"),
            Text(f"Если это возврат, впишите -{likely}", f"If it is a refund, type -{likely}"),
        )
    return Doubt(
        Text(f"Из «{shown}» нельзя точно понять сумму", f"The amount cannot be told for certain from “{shown}”"),
        Text("Впишите одно число, а слова перенесите в комментарий", "Type one number, and move the words to the comment"),
    )
