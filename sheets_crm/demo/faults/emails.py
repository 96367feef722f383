"""E-mails as people write them."""

from __future__ import annotations

from sheets_crm.demo.faults.fault import Fault, Hand, Typed
from sheets_crm.model.cells import CellValue

PLACES = (("clients", "email"),)
RATE = 0.01
LOOKALIKES = {"a": "а", "c": "с", "e": "е", "o": "о", "p": "р", "x": "х", "y": "у"}
SLIPS = {
    "gmail.com": "gmail.con",
    "yandex.ru": "yandex.ry",
    "mail.ru": "mail.ry",
    "hotmail.co.uk": "hotmial.co.uk",
    "outlook.com": "outlok.com",
}


def one(value: CellValue) -> tuple[str, str] | None:
    """Return mailbox and domain of a single address; None for anything else."""
    if not isinstance(value, str) or value.count("@") != 1:
        return None
    local, _, domain = value.partition("@")
    return local, domain


def spaces(value: CellValue, hand: Hand) -> Typed | None:
    """Leave spaces around."""
    return Typed(hand.dice.pick((f" {value}", f"{value} ", f"\u00a0{value}", f"{value}\u00a0")))


def inner_space(value: CellValue, hand: Hand) -> Typed | None:
    """Leave a space beside the @."""
    return Typed(str(value).replace("@", hand.dice.pick((" @", "@ ", " @ ")))) if one(value) else None


def tail(value: CellValue, hand: Hand) -> Typed | None:
    """Leave a comma or a full stop after it."""
    return Typed(f"{value}{hand.dice.pick((';', ',', '.', ', '))}") if one(value) else None


def angles(value: CellValue, _hand: Hand) -> Typed | None:
    """Copy it out of a letter's head."""
    return Typed(f"<{value}>") if one(value) else None


def mailto(value: CellValue, _hand: Hand) -> Typed | None:
    """Copy a link out of a letter."""
    return Typed(f"mailto:{value}") if one(value) else None


def capitals(value: CellValue, hand: Hand) -> Typed | None:
    """Write the domain in capitals, whose case means nothing."""
    found = one(value)
    return Typed(f"{found[0]}@{hand.dice.pick((found[1].upper(), found[1].capitalize()))}") if found else None


def two(value: CellValue, hand: Hand) -> Typed | None:
    """Write two addresses with another separator."""
    return (
        Typed(value.replace("; ", hand.dice.pick((", ", " / ", ",", ";", "\n"))))
        if isinstance(value, str) and "; " in value
        else None
    )


def lookalike(value: CellValue, hand: Hand) -> Typed | None:
    """Type one letter with the Russian keyboard on: it looks the same."""
    found = one(value)
    places = [at for at, letter in enumerate(found[0]) if letter in LOOKALIKES] if found else []
    if not places:
        return None
    at = hand.dice.pick(places)
    return Typed(f"{str(value)[:at]}{LOOKALIKES[str(value)[at]]}{str(value)[at + 1 :]}")


def comma(value: CellValue, _hand: Hand) -> Typed | None:
    """Strike the comma beside the dot."""
    found = one(value)
    return Typed(f"{found[0]}@{found[1].replace('.', ',')}") if found else None


def no_at(value: CellValue, hand: Hand) -> Typed | None:
    """Lose the @."""
    return Typed(str(value).replace("@", hand.dice.pick((".", "", " ")))) if one(value) else None


def said_at(value: CellValue, hand: Hand) -> Typed | None:
    """Write (at), as people do against spam."""
    return Typed(str(value).replace("@", hand.dice.pick(("(at)", " (собака) ")))) if one(value) else None


def two_dots(value: CellValue, _hand: Hand) -> Typed | None:
    """Strike the dot of the domain twice."""
    found = one(value)
    return Typed(f"{found[0]}@{found[1].replace('.', '..', 1)}") if found else None


def double_at(value: CellValue, _hand: Hand) -> Typed | None:
    """Strike the @ twice."""
    return Typed(str(value).replace("@", "@@")) if one(value) else None


def no_dot(value: CellValue, _hand: Hand) -> Typed | None:
    """Lose the dot of the domain."""
    found = one(value)
    return Typed(f"{found[0]}@{found[1].replace('.', '')}") if found else None


def slip(value: CellValue, _hand: Hand) -> Typed | None:
    """Misspell a well-known mail house."""
    found = one(value)
    return Typed(f"{found[0]}@{SLIPS[found[1]]}") if found and found[1] in SLIPS else None


FAULTS = (
    Fault("email_spaces", "emails", PLACES, "repair", RATE, spaces),
    Fault("email_inner_space", "emails", PLACES, "repair", RATE, inner_space),
    Fault("email_tail", "emails", PLACES, "repair", 0.006, tail),
    Fault("email_angles", "emails", PLACES, "repair", 0.004, angles),
    Fault("email_said_at", "emails", PLACES, "finding", 0.004, said_at),
    Fault("email_two_dots", "emails", PLACES, "finding", 0.004, two_dots),
    Fault("email_mailto", "emails", PLACES, "repair", RATE, mailto),
    Fault("email_capitals", "emails", PLACES, "repair", RATE, capitals),
    Fault("email_two", "emails", PLACES, "repair", 0.007, two),
    Fault("email_lookalike", "emails", PLACES, "finding", RATE, lookalike),
    Fault("email_comma", "emails", PLACES, "finding", RATE, comma),
    Fault("email_no_at", "emails", PLACES, "finding", RATE, no_at),
    Fault("email_double_at", "emails", PLACES, "finding", 0.006, double_at),
    Fault("email_no_dot", "emails", PLACES, "finding", 0.006, no_dot),
    Fault("email_slip", "emails", PLACES, "finding", RATE, slip),
)
