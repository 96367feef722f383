"""Every weight of the model of evidence, with its reason.

A field's agreement is worth log2(m / u) bits: m is how often two records of one client agree so, u how often those of two
clients do. u is counted in the table itself wherever that can be done (how rare a name is, how many bear a phone); where it
cannot, and for m, the values stand here. They come from what people do to client lists, not from any labelled table.
"""

from __future__ import annotations

from math import log2

import numpy as np

PARTNERS, PARTNERS_IMAGINED = 0.6, 100.0
"""How many other records of the same client a record has: lists that nobody cleaned hold every third record twice."""
RELATED = 0.05
"""How many records of relatives or office neighbours a record has, who share phone, mailbox, surname and address with it."""
RELATED_EMAIL, RELATED_PHONE = 2.0, 0.5
"""Relatives and neighbours share a mailbox in one case of six, a phone in every second; one client gives either again in most."""
LARGEST = 12.0
"""What one pair may say for or against joining two clusters: nothing is surer than 4,000 to 1."""

# How surely a table tells how rare a word is: so many imagined clients, among whom it is as common as words are at large.
IMAGINED = 200
COMMON_NAME = 1 / 300
"""A word of a person's name that the table knows little of: there are some hundred given names and many more surnames."""
COMMON_FIRM_WORD = 1 / 3000
COMMON_STREET_WORD = 1 / 500
COMMON_STREET = 1 / 2000
COMMON_HOUSE = 1 / 200
COMMON_PLACE = 1 / 100
PLACES_IMAGINED = 50
COMMON_BIRTH = 1 / 15_000
BIRTHS_IMAGINED = 500

# People.
SAME_WORD = -0.1
"""The same word: all of its rarity, but for names that go together (a daughter's patronymic, her father's name)."""
SHORT_NAME, SHORT_NAME_MOST = -2.0, 5.0
"""Саша for Александр: one in four is called so in a list; and it could be an Алексей's or Александра's slip as well."""
TYPO, SECOND_TYPO, TYPO_MOST = -4.0, -2.0, 5.0
"""One word in some twenty has a slip, and a slip can lead to another name; the typo itself looks rare and is not."""
ENDING = -2.0
"""Иванов for Иванова: a slip in four hundred, but wives and husbands share the rest of the surname."""
INITIAL_SAME, INITIALS_SAME = 3.0, 3.5
"""One letter out of some twenty that begin names, not all alike."""
WORD_TOO_MANY = -0.3
"""A word that only one side has: people leave patronymics out every day."""
OTHER_WORD = -5.0
"""Words left on both sides, one thing in common: surnames change by marriage, but seldom."""
OTHER_SURNAME = -3.0
"""Another surname where relatives are the other explanation: they often have another one, people seldom get one."""
OTHER_GIVEN, OTHER_GIVEN_OF_RELATIVE = -6.0, -8.0
"""Two given names that are not forms of one: families share everything else."""
OTHER_PATRONYMIC, BEFORE_PATRONYMIC = -10.0, 12.0
SIMILAR_PERSON = -1.5
"""Nothing equal, but alike: may be spelt by ear."""
OTHER_PERSON = -7.0
LIKE = 0.78

# Companies.
SAME_FIRM = -0.2
SAME_FIRM_MOST = 18.0
"""However rare a name is: brands have branches, and franchises."""
SAME_FORM = 0.3
OTHER_FORM = -6.0
"""ООО and ПАО of one name are two companies; one writes either form or none, hardly another."""
OTHER_DIGITS = -8.0
"""Школа № 5 is not школа № 7."""
MODEL, MODEL_DIGITS = 4.0, 3
"""A long and rare number that both names have is that of a model or a catalogue: whatever else is said is description."""
DIGITS_TOO_MANY = -3.0
"""One name says a number among other words that the other leaves out."""
FIRM_TYPO, FIRM_MOST = -3.5, 12.0
FIRM_LONG = 2.5
"""The more letters a name has, the more of them can be mistyped, and the fewer other names are near."""
FIRM_WORD_TYPO = -3.0
FIRM_WORD_MISSING, TELLING_WORD, LEAST_MISSING = -1.5, 6.0, 0.4
"""A word that one side has alone: all of it for rare words, a part for those that many names have (компания, group)."""
OTHER_FIRM = -8.0
OTHER_CONTACT = -4.0
"""Another person at the same company."""
PERSON_AND_FIRM = -4.0
"""A company and a person: clients are entered as the one or as the other."""

# Phones and e-mail addresses: of 100 clients so many others use the phone of one: families, offices, secretaries.
SHARERS_OF_PHONE, SHARERS_OF_EMAIL = 0.03, 0.02
SHARERS_OF_PERSON = 0.01
"""Contact persons are shared, too: a book-keeper of several firms."""
KNOWN_SHARER = 0.5
"""How much each distinct client who already bears a phone adds to those who may."""
SAME_AGAIN = 0.7
"""A client who is entered twice gives the same phone or e-mail so often."""
SLIP = log2(0.05 / 0.08)
"""A digit off: a twentieth of what clients give again; and so many pairs of a table's phones are neighbours by chance."""
OTHER_CHANNEL = -2.0
"""Another phone: people have several."""
SAME_PLACE = 2.0
"""What a phone and an address together may say beyond a phone: one office explains both."""

# Numbers.
SAME_NUMBER, NUMBER_SLIP, OTHER_NUMBER = log2(0.9 / 0.02), 0.0, -4.0
SAME_TAX_ID, OTHER_TAX_ID = log2(0.95 / 0.0005), -40.0
"""A number whose check digits are right stands with another client by mistake only, once in 2,000; two of them are two
taxpayers, whatever else agrees.
"""
SHARERS_OF_DOMAIN = 0.5
"""Firms of one group share a website."""

# Birth dates.
BIRTH_SLIP = 6.0
BIRTH_NEAR = 3.0
BIRTH_FAR = -5.0
BIRTH_PART = -3.0
BIRTH_YEAR, BIRTH_DAY = 5.0, 8.0
"""A year alone: half of people are born in some thirty of them; a day alone: one in 365."""

# Addresses.
STREET_TYPO = -2.0
STREET_WORD_MOST, STREET_KIND_MOST = 9.0, 1.0
STREET_FADES = np.array([1.0, 0.7, 0.5, 0.35, 0.25, 0.2, 0.2, 0.2])
"""Words of one address are no independent witnesses: Новый Арбат is hardly rarer than Арбат."""
OTHER_STREET, STREET_WORD_LEFT = -4.0, -1.0
STREET_WORD_KIND = 2.0
"""Words on both sides that are so much rarer than any in common name two streets: only «проспект» or “North” is shared."""
OTHER_HOUSE, STREET_WITHOUT_HOUSE = -4.0, 3.0
OTHER_FLAT = -2.0
"""The same house, another flat: a neighbour, or somebody who has moved upstairs."""
SHARERS_OF_ADDRESS = 0.3
OTHER_PLACE, PLACE_TYPO = -1.5, -3.0
ELSEWHERE_MOST = 3.0
"""The same town, another address: of companies these are two branches in one town, however small it is."""

# Columns that nobody explained.
COPIED, COPIED_IMAGINED = 0.2, 50.0
"""What stands in an unknown column of a client's records is the same by more than chance in a fifth of cases, until the table
shows how often; a service that is wanted changes, a trade does not.
"""
OTHER_MOST = 4.0
