"""What a CSV file does not say of itself: its encoding, and what stands between its fields."""

from __future__ import annotations

import csv
import math
from collections import Counter

BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
ONE_BYTE = ("cp1251", "koi8-r", "cp866", "cp1252")
SAMPLE = 64 << 10
# Letters of Russian by how often they are used; the further right, the less a text is likely to be made of them.
COMMON = "оеаинтсрвлкмдпуяызьбгчйхжшюцщэфъё"
WEIGHTS = {letter: 2 - 4 * at / len(COMMON) for at, letter in enumerate(COMMON)}
PUNCTUATION = frozenset("«»„“”’–—…№§°©®™\xa0€₽±")
DELIMITERS = ";,\t|"
NONE = "\x1f"
SAMPLE_ROWS = 100


def encoding_of(data: bytes) -> str:
    """Tell the encoding of a text: by its mark, by being UTF-8, else by which of the old ones makes the likeliest Russian."""
    for mark, name in BOMS:
        if data.startswith(mark):
            return name
    zeros = data[:SAMPLE:2].count(0), data[1:SAMPLE:2].count(0)
    if max(zeros) > len(data[:SAMPLE]) / 8:
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    try:
        data.decode()
    except UnicodeDecodeError:
        return max(ONE_BYTE, key=lambda name: likelihood(data[:SAMPLE].decode(name, "replace")))
    return "utf-8"


def likelihood(text: str) -> float:
    """Score a text by its letters, by their company and by their case: higher is likelier to be what was meant."""
    score, before = 0.0, " "
    for here in text:
        if here > "\x7f":
            lower = here.lower()
            if lower in WEIGHTS:
                score += WEIGHTS[lower] - 3 * (before.isascii() and before.isalpha())
            elif here.isalpha() and here < "\u0250":
                score += 1 if before.isascii() else -1
            else:
                score -= 0 if here in PUNCTUATION else 3
            score -= 3 * (here.isupper() and before.islower())
        before = here
    return score


def delimiter_of(text: str) -> str:
    """Tell what stands between the fields, by which splits the first rows most evenly; NONE when nothing does."""
    sample = text[:SAMPLE].rpartition("\n")[0] or text[:SAMPLE]
    best = max(DELIMITERS, key=lambda delimiter: evenness(sample, delimiter))
    return best if evenness(sample, best) else NONE


def evenness(sample: str, delimiter: str) -> float:
    """Score a delimiter: the share of rows that have the usual number of fields, more when these are many; 0 when it is one."""
    try:
        rows = [
            row
            for _, row in zip(range(SAMPLE_ROWS), csv.reader(sample.splitlines(keepends=True), delimiter=delimiter), strict=False)
        ]
    except csv.Error:
        return 0
    widths = Counter(len(row) for row in rows if row)
    if not widths:
        return 0
    width, times = widths.most_common(1)[0]
    return math.log(width) * times / widths.total()
