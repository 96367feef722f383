"""Legal forms of companies, short and in full; one code for each, so that ООО and LLC meet, and ПАО and АО do not.

After the Civil Code of Russia (articles 50 and 66), the OKOPF classifier, and the list of ISO 20275 for other countries.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

FORMS = {
    "ooo": "ооо|общество с ограниченной ответственностью|о о о|llc|l l c|limited liability company",
    "odo": "одо|общество с дополнительной ответственностью",
    "ao": "ао|акционерное общество|jsc|joint stock company",
    "pao": "пао|публичное акционерное общество|pjsc|pao|public joint stock company",
    "zao": "зао|закрытое акционерное общество|cjsc|zao",
    "oao": "оао|открытое акционерное общество|ojsc|oao",
    "nao": "нао|непубличное акционерное общество",
    "ip": "ип|индивидуальный предприниматель|чп|пбоюл|частный предприниматель|sole trader",
    "too": "тоо|товарищество с ограниченной ответственностью|llp|limited liability partnership",
    "gup": "гуп|государственное унитарное предприятие",
    "mup": "муп|муниципальное унитарное предприятие",
    "fgup": "фгуп|федеральное государственное унитарное предприятие",
    "ano": "ано|автономная некоммерческая организация",
    "nko": "нко|некоммерческая организация",
    "kfh": "кфх|крестьянское фермерское хозяйство|крестьянское (фермерское) хозяйство",
    "tszh": "тсж|товарищество собственников жилья",
    "snt": "снт|садовое некоммерческое товарищество",
    "gbu": "гбу|государственное бюджетное учреждение",
    "mbu": "мбу|муниципальное бюджетное учреждение",
    "mbou": "мбоу",
    "fgbu": "фгбу",
    "up": "уп|унитарное предприятие|чуп|частное унитарное предприятие",
    "ltd": "ltd|limited|co ltd|co limited|company limited",
    "inc": "inc|incorporated|corp|corporation|co inc",
    "plc": "plc",
    "gmbh": "gmbh|mbh|gesellschaft mit beschränkter haftung",
    "ag": "aktiengesellschaft",
    "sarl": "sarl|s a r l",
    "sa": "s a",
    "srl": "srl|s r l",
    "spa": "s p a",
    "bv": "b v",
    "nv": "n v",
    "oy": "oyj",
    "sro": "s r o",
    "doo": "d o o",
    "spzoo": "sp z o o",
}
CODES: Mapping[str, int] = {code: at for at, code in enumerate(FORMS, 1)}
BY_WORD: Mapping[str, str] = {said: code for code, all_said in FORMS.items() for said in all_said.split("|") if " " not in said}
BY_PHRASE: Mapping[str, str] = {said: code for code, all_said in FORMS.items() for said in all_said.split("|") if " " in said}
BETWEEN = re.compile(r"[\s.,-]+")
PHRASES = re.compile(
    r"(?<!\w)(?:"
    + "|".join(re.escape(said) for said in sorted(BY_PHRASE, key=len, reverse=True)).replace(r"\ ", r"[\s.,-]+")
    + r")(?!\w)"
)
