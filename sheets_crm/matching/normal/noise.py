"""What stands in a cell beside a name and is no part of it: the number in a list, a phone, an e-mail address, an ИНН."""

from __future__ import annotations

import re

DIGIT = re.compile(r"\d")
IN_A_LIST = re.compile(r"^\s*(?:\d{1,4}\s*[.)]\s+|0\d{1,2}\s*[-–—.]\s*)(?=[^\W\d])")
"""«1. Иванов», «12) ООО Вектор», “003-Yesterday”; but not «2 Гуся» nor «1-й хлебозавод»."""
NUMBER = re.compile(
    r"(?:(?<!\w)(?:т|тел|моб|сот|раб|инн|огрн|огрнип|кпп|phone|tel|mob)(?:\s*[.:№]+\s*|\s+))?(?<![\w-])\+?\d(?:[\s()/-]{0,2}\d){8,14}(?![\w-])",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"\S+@\S+\.\w+")
PEER = re.compile(
    r",\s*(?:the\s+)?\d{1,2}(?:st|nd|rd|th)\s+(?:baron|baronet|earl|duke|viscount|marquess|lord)\b.*$", re.IGNORECASE
)
"""What an English peer has behind the name."""


def alone(text: str) -> str:
    """Return a name without what is no part of it; all of the cell if nothing else stands there."""
    if "@" in text:
        text = ADDRESS.sub(" ", text) if ADDRESS.sub("", text).strip() else text
    if not DIGIT.search(text):
        return text
    bare = PEER.sub("", NUMBER.sub(" ", IN_A_LIST.sub("", text)))
    return bare if bare.strip() else text
