"""What each field says of a pair, in words that staff read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sheets_crm.matching.evidence import births, channels, firms, identifiers, people, places
from sheets_crm.matching.evidence.said import Evidence
from sheets_crm.model.text import Text

Said = tuple[str, int]

WORDS: Mapping[Said, Text] = {
    ("person", people.SAME): Text("то же имя", "the same name"),
    ("person", people.FEWER): Text("имя совпадает, у одного полнее", "the same name, fuller in one"),
    ("person", people.SHORT): Text("имя совпадает с уменьшительным", "the same name, shortened in one"),
    ("person", people.ENDING): Text("имя совпадает, кроме окончания", "the same name but for the ending"),
    ("person", people.TYPO): Text("имя совпадает с опечаткой", "the same name with a slip"),
    ("person", people.INITIALS): Text("фамилия и инициалы совпадают", "the surname and initials agree"),
    ("person", people.ALIKE): Text("имена похожи", "the names are alike"),
    ("person", people.OTHER_SURNAME): Text("имена совпадают частично", "the names agree in part"),
    ("person", people.OTHER_PATRONYMIC): Text("разные отчества", "different patronymics"),
    ("person", people.OTHER_INITIALS): Text("разные инициалы", "different initials"),
    ("person", people.OTHER_GIVEN): Text("разные имена", "different given names"),
    ("person", people.OTHER): Text("разные люди", "different people"),
    ("firm", firms.SAME): Text("то же название", "the same company name"),
    ("firm", firms.SAME_OTHER_FORM): Text("то же название, другая форма", "the same company name, another legal form"),
    ("firm", firms.TYPO): Text("название совпадает с опечаткой", "the same company name with a slip"),
    ("firm", firms.PARTLY): Text("названия совпадают частично", "the company names agree in part"),
    ("firm", firms.OTHER_DIGITS): Text("разные номера в названии", "different numbers in the company names"),
    ("firm", firms.OTHER): Text("разные названия", "different company names"),
    ("phone", channels.SAME): Text("тот же телефон", "the same phone"),
    ("phone", channels.SLIP): Text("телефон отличается одной цифрой", "the phones differ by one digit"),
    ("phone", channels.OTHER): Text("разные телефоны", "different phones"),
    ("email", channels.SAME): Text("тот же e-mail", "the same e-mail"),
    ("email", channels.SLIP): Text("e-mail отличается опечаткой", "the e-mails differ by a slip"),
    ("email", channels.OTHER): Text("разные e-mail", "different e-mails"),
    ("domain", channels.SAME): Text("тот же сайт", "the same website"),
    ("tax_id", identifiers.SAME): Text("тот же ИНН", "the same tax number"),
    ("tax_id", identifiers.SLIP): Text("ИНН отличается одной цифрой", "the tax numbers differ by one digit"),
    ("tax_id", identifiers.OTHER): Text("разные ИНН", "different tax numbers"),
    ("number", identifiers.SAME): Text("тот же номер", "the same number"),
    ("number", identifiers.SLIP): Text("номер отличается одной цифрой", "the numbers differ by one digit"),
    ("number", identifiers.OTHER): Text("разные номера", "different numbers"),
    ("birth", births.SAME): Text("та же дата рождения", "the same birth date"),
    ("birth", births.SLIP): Text("дата рождения с опечаткой", "the same birth date with a slip"),
    ("birth", births.NEAR): Text("даты рождения близки", "the birth dates are near"),
    ("birth", births.OTHER): Text("разные даты рождения", "different birth dates"),
    ("address", places.SAME): Text("тот же адрес", "the same address"),
    ("address", places.NEARLY): Text("адреса почти совпадают", "the addresses nearly agree"),
    ("address", places.SAME_STREET): Text("та же улица", "the same street"),
    ("address", places.OTHER_HOUSE): Text("та же улица, другой дом", "the same street, another house"),
    ("address", places.OTHER): Text("разные адреса", "different addresses"),
    ("city", places.SAME_PLACE): Text("тот же город", "the same city"),
    ("city", places.OTHER_PLACE): Text("разные города", "different cities"),
    ("region", places.SAME_PLACE): Text("тот же регион", "the same region"),
    ("region", places.OTHER_PLACE): Text("разные регионы", "different regions"),
    ("postcode", places.SAME_PLACE): Text("тот же индекс", "the same postcode"),
    ("postcode", places.OTHER_PLACE): Text("разные индексы", "different postcodes"),
}


def spoken(found: Mapping[str, Evidence]) -> list[tuple[Text, ...]]:
    """Return what the fields say of each pair, the weightiest first."""
    names = list(found)
    bits = np.abs(np.stack([one.bits for one in found.values()], axis=1))
    said = np.stack([one.said for one in found.values()], axis=1).astype(np.int64)
    codes = np.where(said > 0, np.arange(len(names)) * CODES + said, SILENT)
    codes = np.take_along_axis(codes, np.argsort(-bits, axis=1, kind="stable"), axis=1)
    distinct, which = np.unique(codes, axis=0, return_inverse=True)
    texts = {code: _text(names[code // CODES], code % CODES) for code in np.unique(codes).tolist() if code != SILENT}
    told = [tuple(texts[code] for code in line if code != SILENT) for line in distinct.tolist()]
    return [told[at] for at in which.reshape(-1).tolist()]


CODES, SILENT = 256, -1


def _text(name: str, code: int) -> Text:
    key, _, title = name.partition(":")
    if key != "other":
        return WORDS[key, code]
    if code == places.SAME_PLACE:
        return Text(f"совпадает «{title}»", f"the same “{title}”")
    return Text(f"отличается «{title}»", f"another “{title}”")


def merged(many: Sequence[Sequence[Text]], most: int) -> tuple[Text, ...]:
    """Return the reasons of several pairs: of each field what most pairs say, what agrees before what differs."""
    if len(many) == 1:
        return tuple(many[0][:most])
    times: dict[Text, list[int]] = {}
    for reasons in many:
        for place, text in enumerate(reasons):
            times.setdefault(text, []).append(place)
    ordered = sorted(times.items(), key=lambda one: (_differs(one[0]), -len(one[1]), sum(one[1]) / len(one[1]), one[0].en))
    told = {_field(text): text for text, _ in reversed(ordered)}
    return tuple(text for text, _ in ordered if told[_field(text)] == text)[:most]


FIELD = {text: field for (field, _), text in WORDS.items()}


def _field(text: Text) -> str:
    """Return what a reason speaks of; of a column that nobody explained the title."""
    return FIELD.get(text) or text.ru.partition(" ")[2]


def _differs(text: Text) -> bool:
    return text.en.startswith(("different ", "another "))
