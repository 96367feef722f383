"""Phones as people write them, and as Excel mangles them."""

from __future__ import annotations

import re

from sheets_crm.demo.faults.fault import Fault, Hand, Typed
from sheets_crm.model.cells import CellValue

PLACES = (("clients", "phone"),)
RUSSIAN = re.compile(r"\+7 (\d{3}) (\d{3})-(\d\d)-(\d\d)")
EXTENDED = re.compile(r"(.+) (?:доб\.|ext\.) (\d+)")
WORDED = re.compile(RUSSIAN.pattern + r" (\(\w+\))")
MISSING_CODES = ("000", "011", "123", "200", "555")
RATE = 0.007


def parts(value: CellValue) -> tuple[str, ...] | None:
    """Return code and groups of one Russian number; None for anything else."""
    found = RUSSIAN.fullmatch(value) if isinstance(value, str) else None
    return found.groups() if found else None


def digits(value: CellValue) -> str | None:
    """Return the digits of one number of any country; None for several numbers, or one with an extension."""
    alone = isinstance(value, str) and not re.search("[;а-яa-z]", value)
    return re.sub(r"\D", "", str(value)) if alone else None


def eight(value: CellValue, hand: Hand) -> Typed | None:
    """Write 8 916 123 45 67."""
    found = parts(value)
    return Typed(hand.dice.pick((" ", "-", "")).join(("8", *found))) if found else None


def brackets(value: CellValue, hand: Hand) -> Typed | None:
    """Write 8 (916) 123-45-67."""
    found = parts(value)
    if not found:
        return None
    start = hand.dice.pick(("8 (", "8(", "+7 (", "+7(", "8-(", "7 ("))
    return Typed(f"{start}{found[0]}){hand.dice.pick((' ', ''))}{'-'.join(found[1:])}")


def british_brackets(value: CellValue, _hand: Hand) -> Typed | None:
    """Write +44 (117) 496 0123."""
    one = value if digits(value) else None
    return Typed(re.sub(r"^(\+\d+) (\d+)", r"\1 (\2)", str(one))) if one else None


def dense(value: CellValue, _hand: Hand) -> Typed | None:
    """Write +79161234567."""
    found = digits(value)
    return Typed(f"+{found}") if found else None


def seven(value: CellValue, hand: Hand) -> Typed | None:
    """Write 79161234567, without a plus."""
    found = parts(value)
    return Typed(hand.dice.pick(("", " ", "-")).join(("7", *found))) if found else None


def number(value: CellValue, hand: Hand) -> Typed | None:
    """Let the phone become a number, as it does when typed without a plus."""
    found = parts(value)
    return Typed(int(hand.dice.pick("78") + "".join(found))) if found else None


def exponent(value: CellValue, hand: Hand) -> Typed | None:
    """Write 7.9161234567E+10, as a CSV file out of Excel has it."""
    found = parts(value)
    return Typed(f"7{hand.dice.pick('.,')}{''.join(found)}E+10") if found else None


def point_zero(value: CellValue, _hand: Hand) -> Typed | None:
    """Write 79161234567.0, as other programs export numbers."""
    found = parts(value)
    return Typed(f"7{''.join(found)}.0") if found else None


def no_prefix(value: CellValue, hand: Hand) -> Typed | None:
    """Write 916 123-45-67: a mobile needs no more."""
    found = parts(value)
    if not found or found[0][0] != "9":
        return None
    ways: tuple[CellValue, ...] = (f"{found[0]} {'-'.join(found[1:])}", "".join(found), int("".join(found)))
    return Typed(hand.dice.pick(ways))


def spaced_plus(value: CellValue, hand: Hand) -> Typed | None:
    """Write + 7 916 123 45 67, with odd spaces."""
    found = parts(value)
    return (
        Typed(hand.dice.pick((f"+ 7 {' '.join(found)}", f"+7  {'  '.join(found)}", f"+7 {found[0]} {''.join(found[1:])}")))
        if found
        else None
    )


def letter_o(value: CellValue, hand: Hand) -> Typed | None:
    """Type the letter O for a nought: nobody but the client knows whether that was all."""
    at = str(value).find("0")
    return Typed(f"{str(value)[:at]}{hand.dice.pick('OО')}{str(value)[at + 1 :]}") if parts(value) and at > 0 else None


def dots(value: CellValue, _hand: Hand) -> Typed | None:
    """Write dots between the groups."""
    return Typed(re.sub("[ -]", ".", str(value))) if digits(value) else None


def dashes(value: CellValue, _hand: Hand) -> Typed | None:
    """Write long dashes, which a text editor puts in."""
    return Typed(re.sub("[ -]", "–", str(value))) if digits(value) else None


def hard_spaces(value: CellValue, hand: Hand) -> Typed | None:
    """Paste a phone from a web page, with spaces that are none."""
    return Typed(hand.dice.pick(("", " ", "\u00a0")) + str(value).replace(" ", "\u00a0")) if digits(value) else None


def stray_signs(value: CellValue, hand: Hand) -> Typed | None:
    """Leave a space, a comma or Excel's apostrophe beside it."""
    return (
        Typed(hand.dice.pick((f" {value}", f"{value} ", f"{value}  ", f"{value},", f"{value};", f"'{value}")))
        if digits(value)
        else None
    )


def double_zero(value: CellValue, _hand: Hand) -> Typed | None:
    """Write 0044 for +44."""
    return Typed(str(value).replace("+", "00")) if digits(value) else None


def two(value: CellValue, hand: Hand) -> Typed | None:
    """Write two phones with another separator, and 8 before both."""
    if not isinstance(value, str) or value.count("; ") != 1:
        return None
    if hand.words.lang == "ru" and hand.dice.chance(0.2):
        return Typed(re.sub("[ -]", "", value.replace("; ", "_").replace("+7 ", "8")).replace("_", " "))
    joint = hand.dice.pick((", ", " / ", ",", "; " if hand.words.lang == "ru" else ", ", "\n"))
    return Typed(joint.join(one.replace("+7 ", "8 ") for one in value.split("; ")))


def with_words(value: CellValue, _hand: Hand) -> Typed | None:
    """Write 89161234567 (муж): the words must stay."""
    found = WORDED.fullmatch(value) if isinstance(value, str) else None
    return Typed(f"8{''.join(found.groups()[:4])} {found[5]}") if found else None


def extension(value: CellValue, hand: Hand) -> Typed | None:
    """Write the extension in other words."""
    found = EXTENDED.fullmatch(value) if isinstance(value, str) else None
    if not found:
        return None
    if hand.words.lang == "en":
        return Typed(hand.dice.pick((f"{found[1]} x{found[2]}", f"{found[1]} ext {found[2]}", f"{found[1]}, ext.{found[2]}")))
    start = found[1].replace("+7 ", "8 ")
    return Typed(
        hand.dice.pick(
            (f"{start} доб.{found[2]}", f"{start} доб {found[2]}", f"{start} (доб. {found[2]})", f"{start} вн. {found[2]}")
        )
    )


def impossible(value: CellValue, hand: Hand) -> Typed | None:
    """Write a code that no town and no operator has."""
    found = parts(value)
    return Typed(f"+7 {hand.dice.pick(MISSING_CODES)} {'-'.join(found[1:])}") if found else None


def short(value: CellValue, _hand: Hand) -> Typed | None:
    """Lose the last digit."""
    return Typed(str(value)[:-1]) if digits(value) else None


def long(value: CellValue, hand: Hand) -> Typed | None:
    """Strike a key twice."""
    return Typed(f"{value}{hand.dice.below(10)}") if parts(value) else None


def local(value: CellValue, _hand: Hand) -> Typed | None:
    """Write 123-45-67, of which nobody knows the town."""
    found = parts(value)
    return Typed("-".join(found[1:])) if found else None


def rounded(value: CellValue, _hand: Hand) -> Typed | None:
    """Write 7,91612E+10: the last digits are lost for ever."""
    found = parts(value)
    return Typed(f"7,{''.join(found)[:5]}E+10") if found and found[1][-1] != "0" else None


def said(_value: CellValue, hand: Hand) -> Typed:
    """Write words that are no number."""
    return Typed(hand.dice.pick(hand.words.slips.phones))


FAULTS = (
    Fault("phone_eight", "phones", PLACES, "repair", 0.02, eight, ("ru",)),
    Fault("phone_brackets", "phones", PLACES, "repair", 0.02, brackets, ("ru",)),
    Fault("phone_brackets", "phones", PLACES, "repair", 0.02, british_brackets, ("en",)),
    Fault("phone_dense", "phones", PLACES, "repair", 0.015, dense),
    Fault("phone_seven", "phones", PLACES, "repair", RATE, seven, ("ru",)),
    Fault("phone_number", "phones", PLACES, "repair", 0.015, number, ("ru",)),
    Fault("phone_exponent", "phones", PLACES, "repair", RATE, exponent, ("ru",)),
    Fault("phone_point_zero", "phones", PLACES, "repair", RATE, point_zero, ("ru",)),
    Fault("phone_no_prefix", "phones", PLACES, "repair", RATE, no_prefix, ("ru",)),
    Fault("phone_spaced_plus", "phones", PLACES, "repair", RATE, spaced_plus, ("ru",)),
    Fault("phone_letter_o", "phones", PLACES, "finding", 0.004, letter_o, ("ru",)),
    Fault("phone_dots", "phones", PLACES, "repair", RATE, dots),
    Fault("phone_dashes", "phones", PLACES, "repair", RATE, dashes),
    Fault("phone_hard_spaces", "phones", PLACES, "repair", RATE, hard_spaces),
    Fault("phone_stray_signs", "phones", PLACES, "repair", RATE, stray_signs),
    Fault("phone_double_zero", "phones", PLACES, "repair", RATE, double_zero, ("en",)),
    Fault("phone_two", "phones", PLACES, "repair", RATE, two),
    Fault("phone_with_words", "phones", PLACES, "repair", 0.004, with_words, ("ru",)),
    Fault("phone_extension", "phones", PLACES, "repair", RATE, extension),
    Fault("phone_impossible", "phones", PLACES, "finding", RATE, impossible, ("ru",)),
    Fault("phone_short", "phones", PLACES, "finding", RATE, short),
    Fault("phone_long", "phones", PLACES, "finding", RATE, long, ("ru",)),
    Fault("phone_local", "phones", PLACES, "finding", RATE, local, ("ru",)),
    Fault("phone_rounded", "phones", PLACES, "finding", 0.004, rounded, ("ru",)),
    Fault("phone_said", "phones", PLACES, "finding", 0.004, said),
)
