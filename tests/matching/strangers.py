"""Two records among two hundred strangers."""

from __future__ import annotations

from collections.abc import Mapping

from sheets_crm.demo.words import ru_companies, ru_names
from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.duplicates import find_duplicates


def strangers() -> list[dict[str, str]]:
    """A hundred people and a hundred companies, none of them twice."""
    people = [
        {
            "name": f"{ru_names.SURNAMES[at]} {ru_names.MEN[at % 40]} {ru_names.MEN[at % 37]}ович",
            "phone": f"8912{at * 98_317 % 10**7:07}",
            "email": f"somebody{at * 7}@mail.ru",
            "address": f"ул. Садовая, {at}",
            "birth_date": f"{1950 + at % 50}-{at % 12 + 1:02}-{at % 28 + 1:02}",
        }
        for at in range(100)
    ]
    firms = [
        {
            "name": f"ООО «{ru_companies.STEMS[at]} {ru_companies.TAILS[at % 40]}»",
            "person": f"{ru_names.SURNAMES[200 + at]} {ru_names.WOMEN[at % 40]}",
            "phone": f"8495{at * 87_211 % 10**7:07}",
            "email": f"info@company{chr(97 + at % 26)}{chr(97 + at // 26)}.ru",
        }
        for at in range(100)
    ]
    return people + firms


CROWD = strangers()
KEYS = ("name", "person", "phone", "email", "tax_id", "address", "birth_date", "website", "id_number")


def judged(one: Mapping[str, str], other: Mapping[str, str], *more: Mapping[str, str]) -> tuple[bool, str]:
    """Say whether two records are taken for one client, and why."""
    rows = [*CROWD, *more, one, other]
    last = len(rows) - 1
    found = find_duplicates(Contacts(len(rows), {key: ([row.get(key, "") for row in rows],) for key in KEYS}))
    for cluster in (*found.clusters, *found.doubtful):
        if {last - 1, last} <= set(cluster.rows):
            return cluster in found.clusters, "; ".join(reason.ru for reason in cluster.reasons)
    return False, ""
