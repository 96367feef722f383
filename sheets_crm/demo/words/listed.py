"""Long lists of words, written as running text."""

from __future__ import annotations


def listed(text: str) -> tuple[str, ...]:
    """Return the entries of a text: between bars or line ends where it has bars, else its words."""
    if "|" not in text:
        return tuple(text.split())
    return tuple(entry for entry in text.replace("\n", "|").split("|") if entry)
