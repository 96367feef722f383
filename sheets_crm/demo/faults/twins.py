"""The same client in a second row, written otherwise (D4)."""

from __future__ import annotations

from collections.abc import Callable

from sheets_crm.demo.faults.fault import Hand, Planted
from sheets_crm.demo.faults.planter import Planter
from sheets_crm.model.cells import CellValue

RATE = 0.02
TELLING = 8
FULL_NAME = 3
KEPT = ("kind", "city", "service", "channel", "manager")
Row = dict[str, CellValue]


def by_phone(row: Row, _planter: Planter) -> Row | None:
    """Repeat a client under the same phone."""
    phone = str(row.get("phone") or "").split("; ")[0]
    return {"phone": phone} if phone and phone[-1].isdigit() and "." not in phone else None


def by_email(row: Row, planter: Planter) -> Row | None:
    """Repeat a client under the same e-mail, with another phone."""
    email = str(row.get("email") or "").split("; ")[0]
    return {"email": email, "phone": planter.base.contacts.mobile(planter.hand.dice)} if email else None


def by_birthday(row: Row, planter: Planter) -> Row | None:
    """Repeat a person who has a new phone, but was born on the same day."""
    if not row.get("birthday"):
        return None
    new = planter.base.contacts.mobile(planter.hand.dice)
    return {"birthday": row["birthday"], "address": row.get("address"), "phone": new}


WAYS: tuple[tuple[str, float, Callable[[Row, Planter], Row | None]], ...] = (
    ("twin_phone", 0.011, by_phone),
    ("twin_email", 0.006, by_email),
    ("twin_birthday", 0.003, by_birthday),
)


def otherwise(name: str, hand: Hand) -> str | None:
    """Write a client's name in another way; None where there is none that a careful person would know again."""
    if "«" in name:
        return name[name.index("«") + 1 : name.index("»")]
    words = name.removeprefix("ИП ").split()
    if words[-1] in hand.words.companies.forms:
        return " ".join(words[:-1])
    first, second, third = words if len(words) == FULL_NAME else ("", "", "")
    if hand.words.lang == "ru" and third:
        return hand.dice.pick((f"{first} {second}", f"{second} {first}", f"{first} {second[0]}. {third[0]}."))
    if second in hand.words.names.middle_names:
        return hand.dice.pick((f"{first} {third}", f"{first} {second[0]}. {third}"))
    return None


def add_twins(planter: Planter) -> None:
    """Write some clients down a second time, as the youngest rows that have an ID already, and note who is whose twin."""
    base, dice = planter.base, planter.hand.dice
    columns, old = base.sheets["clients"], base.typed["clients"]
    made: list[tuple[str, int, str, Row]] = []
    taken = {str(name) for name in columns["name"]}
    order = dice.stroll(old)
    for way, rate, repeat in WAYS:
        wanted = planter.count(rate, old) if "birthday" in columns or way != "twin_birthday" else 0
        for row in order if wanted else ():
            clean = {key: column[row] for key, column in columns.items()}
            name, shared = otherwise(str(clean["name"]), planter.hand), repeat(clean, planter)
            if name and shared and len(name) >= TELLING and name not in taken:
                taken.add(name)
                made.append((way, row, str(clean["name"]), {**{key: clean.get(key) for key in KEPT}, **shared, "name": name}))
                wanted -= 1
            if not wanted:
                break
    _insert(planter, made)


def _insert(planter: Planter, made: list[tuple[str, int, str, Row]]) -> None:
    base = planter.base
    columns, old, count = base.sheets["clients"], base.typed["clients"], len(made)
    prefix = base.layout.sheet("clients").id_prefix
    for at, (way, twin, name, row) in enumerate(made, old):
        row |= {"number": at + 1, "id": f"{prefix}-{at + 1:05d}"}
        if "status" in columns:
            row["status"] = planter.status("active")
        planter.planted.append(Planted("clients", at, "name", way, "duplicates", "finding", name, row["name"], None, twin))
        planter.hold("clients", at)
        planter.hold("clients", twin, "name", "phone", "email", "birthday")
    for key, column in columns.items():
        column[old:old] = [row.get(key) for *_, row in made]
    for whose in (base.order_client, base.touch_client):
        whose[:] = [client + count if client >= old else client for client in whose]
    base.typed["clients"] = old + count
