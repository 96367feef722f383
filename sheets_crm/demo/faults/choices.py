"""Values of lists, spelled otherwise, misspelled, or of another list."""

from __future__ import annotations

from sheets_crm.demo.faults.fault import Fault, Hand, Typed
from sheets_crm.model.cells import CellValue

LISTED = (
    ("clients", "service"),
    ("clients", "channel"),
    ("clients", "manager"),
    ("orders", "service"),
    ("orders", "manager"),
    ("touches", "manager"),
)
FIXED = (("clients", "preferred_channel"), ("orders", "stage"), ("touches", "means"), ("touches", "result"))
CLIENTS = (("orders", "client"), ("touches", "client"))
SERVICES = (("clients", "service"), ("orders", "service"))
PEOPLE = (("orders", "manager"), ("touches", "manager"))
LOOKALIKES = dict(zip("аеорсухАВЕКМНОРСТХ", "aeopcyxABEKMHOPCTX", strict=True))
SHORTEST = 7
FULL_NAME = 3


def spaces(value: CellValue, hand: Hand) -> Typed:
    """Leave a space, or strike the space bar twice."""
    return Typed(hand.dice.pick((f"{value} ", f" {value}", str(value).replace(" ", "  ", 1) + " ")))


def case(value: CellValue, hand: Hand) -> Typed | None:
    """Write it in small letters, or in capitals."""
    said = hand.dice.pick((str(value).lower(), str(value).upper(), str(value).capitalize()))
    return Typed(said) if said != value else None


def slip(value: CellValue, hand: Hand) -> Typed | None:
    """Swap two letters inside a word, or lose one, or strike one twice."""
    text = str(value)
    at = hand.dice.between(1, max(len(text) - 3, 1))
    if len(text) < SHORTEST or not text[at : at + 2].isalpha() or text[at] == text[at + 1]:
        return None
    said = (
        text[: at + 1] + text[at + 2 :],
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        text[:at] + text[at] + text[at:],
    )
    return Typed(hand.dice.pick(said))


def yo(value: CellValue, _hand: Hand) -> Typed | None:
    """Write е for ё."""
    return Typed(str(value).replace("ё", "е").replace("Ё", "Е")) if "ё" in str(value).lower() else None


def lookalike(value: CellValue, hand: Hand) -> Typed | None:
    """Type one letter with the other keyboard on: it looks the same."""
    places = [at for at, letter in enumerate(str(value)) if letter in LOOKALIKES]
    if not places:
        return None
    at = hand.dice.pick(places)
    return Typed(f"{str(value)[:at]}{LOOKALIKES[str(value)[at]]}{str(value)[at + 1 :]}")


def synonym(value: CellValue, hand: Hand) -> Typed | None:
    """Say it in the words that people use."""
    words = hand.words.slips.synonyms.get(str(value), ())
    return Typed(hand.dice.pick(words)) if words else None


def unknown(_value: CellValue, hand: Hand) -> Typed:
    """Name a service that is no longer, or not yet, in the list."""
    return Typed(hand.dice.pick(hand.words.slips.old_services))


def initials(value: CellValue, hand: Hand) -> Typed | None:
    """Write Орлова А. С. for Орлова Анна Сергеевна."""
    words = str(value).split()
    if hand.words.lang != "ru" or len(words) != FULL_NAME:
        return None
    return Typed(f"{words[0]} {words[1][0]}. {words[2][0]}.")


def two(value: CellValue, hand: Hand) -> Typed | None:
    """Name two services in one cell (A10): the first is meant to stay."""
    other = hand.dice.pick(hand.words.trade.services)[0]
    return Typed(f"{value}{hand.dice.pick((', ', '; ', ' / '))}{other}") if other != value else None


FAULTS = (
    Fault("choice_spaces", "choices", LISTED, "repair", 0.003, spaces),
    Fault("choice_case", "choices", LISTED, "repair", 0.003, case),
    Fault("choice_spaces", "choices", FIXED, "repair", 0.002, spaces),
    Fault("choice_case", "choices", FIXED, "repair", 0.003, case),
    Fault("choice_slip", "choices", LISTED, "finding", 0.003, slip),
    Fault("choice_slip", "choices", FIXED, "finding", 0.001, slip),
    Fault("choice_yo", "choices", LISTED, "repair", 0.002, yo, ("ru",)),
    Fault("choice_lookalike", "choices", LISTED, "repair", 0.002, lookalike, ("ru",)),
    Fault("choice_synonym", "choices", FIXED, "repair", 0.003, synonym),
    Fault("choice_unknown", "choices", SERVICES, "finding", 0.003, unknown),
    Fault("choice_initials", "choices", PEOPLE, "finding", 0.001, initials, ("ru",)),
    Fault("client_spaces", "choices", CLIENTS, "repair", 0.002, spaces),
    Fault("client_case", "choices", CLIENTS, "repair", 0.001, case),
    Fault("client_slip", "choices", CLIENTS, "finding", 0.001, slip, middle=True),
    Fault("service_two", "choices", (("clients", "service"),), "repair", 0.01, two),
)
