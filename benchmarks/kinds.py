"""Makes tables of other kinds than lists of clients, of which it is known what is the same: venues, products, songs...

    python benchmarks/kinds.py [SEED]

Prints pairwise precision, recall and F for each kind. Names are made of syllables, with some words far commoner than others, and
are entered by hands that leave out, abbreviate, turn around and mistype.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence

from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.find import find

Rows = list[tuple[int, dict[str, str]]]
SYLLABLES = [consonant + vowel for consonant in "bdfghklmnprstvz" for vowel in "aeo"]
ENDS = ["n", "r", "l", "s", "m", "nd", "rt", "ck", "", "", ""]
LETTERS = "abcdefghiklmnoprstuvz"


class Hand:
    """Makes words, and enters them with slips."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.words = [self._word() for _ in range(900)]
        self.surnames = [self._word().title() + dice.choice(["", "son", "er", "man"]) for _ in range(700)]
        self.given = [self._word().title() for _ in range(120)]
        self.towns = [self._word().title() + dice.choice(["", "ton", "burg", "ford"]) for _ in range(40)]
        self.streets = [self._word().title() for _ in range(250)]

    def _word(self) -> str:
        return "".join(self.dice.choices(SYLLABLES, k=self.dice.choice((2, 2, 3)))) + self.dice.choice(ENDS)

    def common(self, words: Sequence[str]) -> str:
        """Pick a word; the first are by far the commonest."""
        return words[min(int(self.dice.paretovariate(0.5)) - 1, len(words) - 1)]

    def often(self, chance: float) -> bool:
        return self.dice.random() < chance

    def typo(self, said: str, chance: float) -> str:
        if len(said) < 4 or not self.often(chance):
            return said
        at = self.dice.randrange(1, len(said) - 1)
        kinds = said[:at] + said[at + 1 :], said[:at] + said[at + 1] + said[at] + said[at + 2 :]
        return self.dice.choice([*kinds, said[:at] + self.dice.choice(LETTERS) + said[at + 1 :]])

    def title(self, least: int, most: int) -> str:
        return " ".join(
            self.common(self.words) if self.often(0.4) else self.dice.choice(self.words)
            for _ in range(self.dice.randint(least, most))
        )

    def phone(self) -> str:
        return f"{self.dice.choice(['404', '213', '702'])}{self.dice.randrange(10**7):07}"

    def times(self, *weights: int) -> range:
        return range(self.dice.choices(range(1, len(weights) + 1), weights)[0])


def venues(hand: Hand) -> Rows:
    """Restaurants as two guides write them; one in eight is a branch of a chain."""
    rows: Rows = []
    chains = [hand.title(1, 2) for _ in range(6)]
    sorts = ["cafe", "grill", "bistro", "house", "bar", "kitchen", "restaurant", "inn"]
    for number in range(500):
        name, sort = (hand.dice.choice(chains) if hand.often(0.12) else hand.title(1, 2)), hand.common(sorts)
        house, street, way = (
            hand.dice.randint(1, 4000),
            hand.dice.choice(hand.streets),
            hand.dice.choice(["Street/St.", "Avenue/Ave", "Boulevard/Blvd"]),
        )
        phone, town, cuisine = (
            hand.phone(),
            hand.common(hand.towns),
            hand.dice.choice(["italian", "french", "american", "asian", "steaks"]),
        )
        for at in hand.times(70, 30):
            said = [f"{name} {sort}", f"{name}", f"{name}'s {sort}", f"the {name} {sort}", f"{sort} {name}"]
            number_of = f"{phone[:3]}/{phone[3:6]}-{phone[6:]}" if at else f"({phone[:3]}) {phone[3:6]}-{phone[6:]}"
            rows.append((number, {
                "name": hand.typo(hand.dice.choice(said), 0.1), "phone": number_of if hand.often(0.9) else hand.phone(),
                "address": f"{house} {street} {way.split('/')[at]}{' near the park' if hand.often(0.1) else ''}",
                "city": town if hand.often(0.9) else f"{town} city", "other": cuisine if hand.often(0.5) else "",
            }))  # fmt: skip
    return rows


def companies(hand: Hand) -> Rows:
    """Nothing but names, and what they do."""
    rows: Rows = []
    tails = ["Group", "Systems", "Trading", "Partners", "Industries", "Foods", "Logistics", "Media"]
    for number in range(900):
        brand = (
            hand.title(1, 2).title()
            if hand.often(0.7)
            else f"{hand.dice.choice(hand.surnames)} & {hand.dice.choice(hand.surnames)}"
        )
        tail, form = hand.common(tails) if hand.often(0.6) else "", hand.dice.choice(["Inc", "LLC", "Ltd", ""])
        trade = hand.dice.choice(["retail", "health", "build", "food", "law", "it"])
        for _ in hand.times(70, 22, 8):
            words = [hand.typo(brand, 0.25), tail, form if hand.often(0.7) else ""]
            said = " ".join(word for word in words if word)
            said = hand.dice.choice([said, said.upper(), said.replace("&", "and"), said.replace(" Inc", ", Inc.")])
            rows.append(
                (
                    number,
                    {
                        "name": said,
                        "other": trade if hand.often(0.8) else "",
                        "city": hand.towns[number % 40] if hand.often(0.6) else "",
                    },
                )
            )
    return rows


def people(hand: Hand) -> Rows:
    """Names with birth dates, of which some are known by the year alone."""
    rows: Rows = []
    for number in range(700):
        given, second, surname = hand.common(hand.given), hand.dice.choice(hand.given), hand.dice.choice(hand.surnames)
        year, month, day = hand.dice.randint(1600, 1950), hand.dice.randint(1, 12), hand.dice.randint(1, 28)
        town, trade = hand.dice.choice(hand.towns), hand.dice.choice(["writer", "painter", "engineer", "lawyer", "politician"])
        for _ in hand.times(40, 25, 20, 10, 5):
            first, last = hand.typo(given, 0.1), hand.typo(surname, 0.1)
            said = hand.dice.choice(
                [f"{first} {last}", f"{first} {second} {last}", f"{first} {second[0]}. {last}", f"{last} {first}"]
            )
            born = (
                f"{year}-{month:02}-{day:02}"
                if hand.often(0.7)
                else f"{year}-01-01"
                if hand.often(0.6)
                else f"{year}-{month:02}-{hand.dice.randint(1, 28):02}"
            )
            rows.append((number, {
                "name": said, "birth_date": born if hand.often(0.85) else "", "city": town if hand.often(0.7) else "",
                "other": trade if hand.often(0.7) else "",
            }))  # fmt: skip
    return rows


def products(hand: Hand) -> Rows:
    """Goods of two shops: brand, model, and a description in other words."""
    rows: Rows = []
    brands = [hand.words[at].title() for at in range(100, 120)]
    things = ["LCD TV", "Digital Camera", "Headphones", "Receiver", "Router", "Refrigerator", "Microwave Oven", "Printer"]
    more = ["Black", "White", "Silver", "Portable", "Wireless", "Compact", "8GB", "16GB", "1080p", "50in"]
    for number in range(700):
        brand, thing = hand.common(brands), hand.dice.choice(things)
        letters, digits = (
            "".join(hand.dice.choices("ABCDEFGHKLMNPRSTVX", k=hand.dice.randint(2, 3))),
            hand.dice.randint(100, 9999),
        )
        price, (one, two, three) = hand.dice.randint(20, 2000), hand.dice.sample(more, 3)
        rows.append((number, {"name": f"{brand} {one} {two} {thing} - {letters}{digits}", "other": f"{price}"}))
        if hand.often(0.6):
            said = [
                f"{brand} {letters}{digits} {thing}",
                f"{brand} {thing} {letters}-{digits} ({one})",
                f"{letters} {digits} {brand} {thing} {three}",
            ]
            rows.append(
                (
                    number,
                    {"name": hand.dice.choice(said), "other": f"{price + hand.dice.randint(-9, 9)}" if hand.often(0.5) else ""},
                )
            )
    return rows


def songs(hand: Hand) -> Rows:
    """Tracks of albums, with a number or the artist before the title."""
    rows: Rows = []
    while len({number for number, _ in rows}) < 1200:
        artist, album, year = (
            f"{hand.dice.choice(hand.given)} {hand.dice.choice(hand.surnames)}",
            hand.title(1, 3).title(),
            hand.dice.randint(1960, 2020),
        )
        for track in range(1, hand.dice.randint(2, 8)):
            title, number = hand.title(1, 4).title(), len(rows)
            for _ in hand.times(50, 30, 20):
                said = hand.dice.choice([title, title, f"{track:03}-{title}", f"{artist} - {title}"])
                rows.append((number, {
                    "name": hand.typo(said, 0.1), "person": artist if hand.often(0.8) else "", "other": hand.typo(album, 0.2),
                    "other2": hand.dice.choice([str(year), f"'{year % 100:02}", ""]),
                }))  # fmt: skip
    return rows


def papers(hand: Hand) -> Rows:
    """Titles with authors, as bibliographies write them; a second edition or part is another one."""
    rows: Rows = []
    places = [
        ("SIGMOD", "Proc. of the International Conference on Management of Data"),
        ("VLDB", "Very Large Data Bases"),
        ("TODS", "ACM Transactions"),
    ]
    for number in range(600):
        title, year, place = hand.title(4, 8).capitalize(), hand.dice.randint(1990, 2010), hand.dice.choice(places)
        title = f"{rows[-1][1]['name']}, part 2" if rows and hand.often(0.05) else title
        authors = [(hand.dice.choice(hand.given), hand.dice.choice(hand.surnames)) for _ in range(hand.dice.randint(1, 3))]
        for _ in hand.times(45, 35, 20):
            names = ", ".join(f"{given} {last}" if hand.often(0.5) else f"{given[0]}. {last}" for given, last in authors)
            rows.append((number, {
                "name": hand.typo(title, 0.25) + hand.dice.choice(["", "", "."]), "person": names if hand.often(0.9) else "",
                "other": hand.dice.choice(place), "other2": str(year) if hand.often(0.8) else "",
            }))  # fmt: skip
    return rows


KINDS: dict[str, Callable[[Hand], Rows]] = {
    "venues": venues, "companies": companies, "people": people, "products": products, "songs": songs, "papers": papers,
}  # fmt: skip


def table(kind: str, seed: int) -> tuple[Contacts, list[int]]:
    """Make a table of a kind, in random order, and what each row truly is."""
    dice = random.Random(f"{kind} {seed}")
    rows = KINDS[kind](Hand(dice))
    dice.shuffle(rows)
    columns: dict[str, tuple[list[str], ...]] = {}
    for key in rows[0][1]:
        columns[key.rstrip("2")] = (*columns.get(key.rstrip("2"), ()), [row[key] for _, row in rows])
    return Contacts(len(rows), columns), [number for number, _ in rows]


def pairs(labels: Sequence[object]) -> int:
    """Count the pairs of one label."""
    return sum(times * (times - 1) // 2 for times in Counter(labels).values())


def scored(said: Sequence[object], truth: Sequence[object]) -> tuple[float, float, float]:
    """Return pairwise precision, recall and F."""
    hit = pairs(list(zip(said, truth, strict=True)))
    precision, recall = hit / max(pairs(said), 1), hit / max(pairs(truth), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def measured(kind: str, seed: int) -> tuple[float, float, float]:
    """Search a table of a kind; return pairwise precision, recall and F."""
    made, truth = table(kind, seed)
    return scored(find(made).cluster_of_rows().tolist(), truth)


if __name__ == "__main__":
    for kind in KINDS:
        print(f"{kind:12}", *(f"{one:.3f}" for one in measured(kind, int(sys.argv[1]) if len(sys.argv) > 1 else 1)))
