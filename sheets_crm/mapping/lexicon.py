"""What a layout calls its sheets and columns, turned into a dictionary from phrases to keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from sheets_crm.mapping.words import OF_OTHERS, phrase, readings, tokens
from sheets_crm.model.layout import Layout, Sheet

EXACT = 1.0
SYNONYM = 0.97
AMBIGUOUS = 0.55
FUZZY = 0.8
SHORTENED = 0.9
CROSSED = 0.85
STEM = 4
ASKED = 0.8
QUESTIONS: Mapping[str, Mapping[str, str]] = {
    "orders": {
        "когда": "date", "кто": "client", "кому": "client", "что": "service", "сколько": "amount", "почем": "amount",
        "when": "date", "who": "client", "what": "service", "how much": "amount",
    },
}  # fmt: skip
SHORTEST_FUZZY = 5
LONG = 12
LONGEST = 80


@dataclass(frozen=True, eq=False)
class Lexicon:
    """For each kind of sheet, the keys that a phrase may mean, with the strength of each; `names` are sheet names.

    `known` are the phrases of all kinds, `near` those of each kind that are long enough to be known by a misspelling, and
    `stems` the keys of phrases by the beginnings of their words.
    """

    phrases: Mapping[str, Mapping[str, Mapping[str, float]]]
    names: Mapping[str, tuple[str, ...]]
    known: frozenset[str]
    near: Mapping[str, tuple[str, ...]]
    stems: Mapping[str, Mapping[frozenset[str], frozenset[str]]]

    def lookup(self, title: str, kind: str) -> Mapping[str, float]:
        """Return the keys that a header may mean on a sheet of this kind, each with its strength (0..1)."""
        return _lookup(self, title, kind) if len(title) <= LONGEST else {}

    def crossed(self, group: str, title: str, kind: str) -> Mapping[str, float]:
        """Read a header under its group in whatever order and case people would say it: «Первый» under «Заказы»."""
        said = tokens(f"{group} {title}")
        if any(word in OF_OTHERS for word in said):
            return {}
        keys = self.stems[kind].get(_stems(said), frozenset())
        return dict.fromkeys(keys, CROSSED) if len(keys) == 1 else {}

    def asked(self, title: str, sheet: str, kind: str) -> Mapping[str, float]:
        """Read a bare question («кто», «что», «сколько») on a sheet whose name says of what it is asked."""
        key = QUESTIONS.get(kind, {}).get(phrase(title))
        return {key: ASKED} if key and self.name_match(sheet, kind) > 0 else {}

    def familiar(self, title: str) -> bool:
        """Say cheaply whether a text is a header that any kind of sheet may have, misspellings aside."""
        return len(title) <= LONGEST and any(reading in self.known for reading, _ in readings(title, "clients"))

    def name_match(self, sheet: str, kind: str) -> float:
        """Say how well (0..1) a sheet's name fits a kind: 1 as the layout has it, less when it is only part of it."""
        said = phrase(sheet)
        padded = f" {said} "
        found = [name for name in self.names[kind] if f" {name} " in padded]
        return max((len(name) / len(said) if name != said else 1.0 for name in found), default=0.0)


@lru_cache(maxsize=8)
def lexicon(layout: Layout) -> Lexicon:
    """Make the dictionary of a layout."""
    phrases = {sheet.kind: _phrases(sheet) for sheet in layout.sheets}
    names = {
        sheet.kind: tuple(dict.fromkeys(phrase(word) for word in (sheet.title.ru, sheet.title.en, *sheet.also)))
        for sheet in layout.sheets
    }
    near = {kind: tuple(word for word in known if len(word) >= SHORTEST_FUZZY) for kind, known in phrases.items()}
    known = frozenset(word for known in phrases.values() for word in known)
    return Lexicon(phrases, names, known, near, {kind: _by_stems(said) for kind, said in phrases.items()})


def _by_stems(phrases: Mapping[str, Mapping[str, float]]) -> Mapping[frozenset[str], frozenset[str]]:
    found: dict[frozenset[str], frozenset[str]] = {}
    for said, keys in phrases.items():
        stems = _stems(said.split())
        if len(stems) > 1:
            found[stems] = found.get(stems, frozenset()) | keys.keys()
    return found


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word[:STEM] for word in words)


def _phrases(sheet: Sheet) -> Mapping[str, Mapping[str, float]]:
    said: dict[str, dict[str, float]] = {}
    for column in sheet.columns:
        for word in column.also:
            said.setdefault(phrase(word), {})[column.key] = SYNONYM
    for word, keys in list(said.items()):
        said.setdefault(" ".join(part for part in word.split() if not part.isdigit()), keys)
    said = {word: keys if len(keys) == 1 else dict.fromkeys(keys, AMBIGUOUS) for word, keys in said.items()}
    for column in sheet.columns:
        for title in (column.title.ru, column.title.en):
            said[phrase(title)] = {column.key: EXACT}
    said.pop("", None)
    return said


@lru_cache(maxsize=50_000)
def _lookup(words: Lexicon, title: str, kind: str) -> Mapping[str, float]:
    known = words.phrases[kind]
    for reading, left in readings(title, kind):
        found = known.get(reading)
        if found:
            return {key: strength * left for key, strength in found.items()}
    return _shortened(known, title) or _near(words, title, kind)


def _shortened(known: Mapping[str, Mapping[str, float]], title: str) -> Mapping[str, float]:
    """Read abbreviations such as «Дата рожд.» or «Моб. тел.», where only one key can be meant."""
    if "." not in title or any(word in OF_OTHERS for word in tokens(title)):
        return {}
    said = tokens(title)
    meant: dict[str, float] = {}
    for phrased, keys in known.items():
        whole = phrased.split()
        if len(whole) == len(said) and all(long.startswith(short) for long, short in zip(whole, said, strict=True)):
            meant |= keys
    return {key: strength * SHORTENED for key, strength in meant.items()} if len(meant) == 1 else {}


def _near(words: Lexicon, title: str, kind: str) -> Mapping[str, float]:
    """Find a misspelt phrase; one that any kind of sheet knows is not misspelt."""
    said = phrase(title)
    if len(said) < SHORTEST_FUZZY or said in words.known or any(word in OF_OTHERS for word in tokens(title)):
        return {}
    slips = 2 if len(said) >= LONG else 1
    best = process.extractOne(said, words.near[kind], scorer=OSA.distance, score_cutoff=slips)
    if best is None:
        return {}
    return {key: strength * (FUZZY - 0.05 * (best[1] - 1)) for key, strength in words.phrases[kind][best[0]].items()}
