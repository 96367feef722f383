"""What is said of a group is short: one thing of each field, what agrees first."""

from __future__ import annotations

import pytest

from sheets_crm.matching.evidence import channels, people
from sheets_crm.matching.explain import WORDS, merged
from sheets_crm.model.text import Text

PHONE, OTHER_PHONE = WORDS["phone", channels.SAME], WORDS["phone", channels.OTHER]
NAME, FULLER = WORDS["person", people.SAME], WORDS["person", people.FEWER]
SERVICE, OTHER_SERVICE = Text("совпадает «Услуга»", "the same “Услуга”"), Text("отличается «Услуга»", "another “Услуга”")


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([(OTHER_PHONE, NAME)], (OTHER_PHONE, NAME)),
        ([(PHONE, NAME), (OTHER_PHONE, NAME), (OTHER_PHONE, NAME)], (NAME, PHONE)),
        ([(NAME,), (FULLER,), (FULLER, PHONE)], (FULLER, PHONE)),
        ([(OTHER_SERVICE, NAME), (OTHER_SERVICE, NAME), (SERVICE, NAME)], (NAME, SERVICE)),
        ([(OTHER_SERVICE, NAME), (OTHER_SERVICE, NAME)], (NAME, OTHER_SERVICE)),
    ],
)
def test_reasons_of_a_group(pairs: list[tuple[Text, ...]], said: tuple[Text, ...]) -> None:
    assert merged(pairs, 6) == said


def test_no_more_than_were_asked_for() -> None:
    assert merged([(PHONE, NAME), (NAME, PHONE)], 1) == (NAME,)
