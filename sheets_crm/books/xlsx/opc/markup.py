"""XML read safely: names by namespace and never by prefix, no DTD, no entities, every fault one of our own errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from xml.parsers import expat

from sheets_crm.errors import UnreadableError
from sheets_crm.model.text import Text

MAIN = frozenset({"http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"})
PREFIXES = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r:",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r:",
    "http://schemas.openxmlformats.org/package/2006/relationships": "",
    "http://schemas.openxmlformats.org/package/2006/content-types": "",
    "http://schemas.openxmlformats.org/package/2006/metadata/core-properties": "cp:",
    "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main": "x14:",
    "http://schemas.microsoft.com/office/excel/2006/main": "xm:",
    "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing": "xdr:",
    "http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing": "xdr:",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c:",
    "http://purl.oclc.org/ooxml/drawingml/chart": "c:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
}
MEND_BY_SAVING = Text(
    ru="Откройте файл в Excel или LibreOffice и сохраните его заново как .xlsx; если он не откроется, возьмите резервную копию.",
    en="Open the file in Excel or LibreOffice and save it again as .xlsx; if it does not open, take a backup.",
)

PIECE = 1 << 20
LONGEST_TAG = 2 << 20
LONGEST_TEXT = 4 << 20
"""A cell of Excel holds 32,767 characters."""
DEEPEST = 256

Start = Callable[[str, Mapping[str, str]], object]
End = Callable[[str], object]
Chars = Callable[[str], object]


@lru_cache(maxsize=4096)
def short(name: str) -> str:
    """Turn expat's `uri local` into our name: bare in the main namespace, with a fixed prefix in others that we read."""
    uri, _, local = name.rpartition(" ")
    if not uri or uri in MAIN:
        return local
    return PREFIXES[uri] + local if uri in PREFIXES else name


class Markup:
    """One part parsed piece by piece; `feed` calls the three handlers with our short names. `where` names file and part."""

    def __init__(self, where: str, start: Start, end: End | None = None, chars: Chars | None = None) -> None:
        """Take the handlers."""
        self.where = where
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._begin, self._finish
        self.start, self.end, self.chars = start, end, chars
        self.depth = self.fed = self.run = 0
        if chars:
            self.parser.CharacterDataHandler = self._text
        if hasattr(self.parser, "SetReparseDeferralEnabled"):  # newer versions hold events back, and readers would miss them
            self.parser.SetReparseDeferralEnabled(False)  # noqa: FBT003 - the C function takes no keywords

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self.depth, self.run = self.depth + 1, 0
        if self.depth > DEEPEST:
            raise ValueError(f"elements nested more than {DEEPEST} deep")
        self.start(short(name), {short(key): value for key, value in attributes.items()} if attributes else attributes)

    def _finish(self, name: str) -> None:
        self.depth, self.run = self.depth - 1, 0
        if self.end:
            self.end(short(name))

    def _text(self, text: str) -> None:
        self.run += len(text)
        if self.run > LONGEST_TEXT:
            raise ValueError(f"a text of more than {LONGEST_TEXT} characters")
        assert self.chars
        self.chars(text)

    def forget_text(self) -> None:
        """Let text that nobody keeps be as long as it likes: white space between cells."""
        self.run = 0

    def feed(self, data: bytes, *, last: bool = False) -> None:
        """Parse one more piece; UnreadableError when it is not well formed, brings a DTD, or is beyond all measure."""
        try:
            for at in range(0, len(data), PIECE):
                piece = data[at : at + PIECE]
                self.parser.Parse(piece, False)  # noqa: FBT003 - the C function takes no keywords
                self.fed += len(piece)
                if self.fed - self.parser.CurrentByteIndex > LONGEST_TAG:
                    raise ValueError("a tag of more than 2 MiB")  # noqa: TRY301 - one `except` for all that is wrong
            if last:
                self.parser.Parse(b"", True)  # noqa: FBT003 - the C function takes no keywords
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise damaged(self.where, str(error)) from error

    def _refuse(self, *_: object) -> None:
        raise UnreadableError(
            Text(
                ru="внутри есть объявление DOCTYPE, какого в настоящих книгах не бывает: им взламывают программы",
                en="it holds a DOCTYPE declaration, which real workbooks never do: it is a way to attack programs",
            ),
            where=self.where,
            mend=Text(
                ru="Не открывайте этот файл; попросите отправителя прислать другой.",
                en="Do not open it; ask whoever sent it for another.",
            ),
        )


def parse(pieces: Iterable[bytes], where: str, start: Start, end: End | None = None, chars: Chars | None = None) -> None:
    """Parse a whole part, calling the handlers; UnreadableError when it is not well formed or brings a DTD."""
    markup = Markup(where, start, end, chars)
    for piece in pieces:
        markup.feed(piece)
    markup.feed(b"", last=True)


def damaged(where: str, detail: str) -> UnreadableError:
    """Make the error for a part that is not what it should be; `detail` is technical and told in brackets."""
    return UnreadableError(
        Text(ru=f"файл повреждён ({detail})", en=f"the file is damaged ({detail})"), where=where, mend=MEND_BY_SAVING
    )
