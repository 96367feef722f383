"""The `q` of files.list: `name contains 'x' and (trashed = false or 'me' in owners)`."""

import re
from collections.abc import Callable

from sheets_server.drive import File, permission_id, stamp
from sheets_server.errors import DriveError

Test = Callable[[File], bool]
TOKEN = re.compile(
    r"\s*(?:(?P<word>[A-Za-z][A-Za-z]*)|(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|(?P<mark>!=|<=|>=|[=<>()]))"
)
ROOTS = {"root"}


def parse(text: str, user: str) -> Test:
    """The test that a query stands for; 400 for one that cannot be read."""
    tokens: list[tuple[str, str]] = []
    at = 0
    while text[at:].strip():
        found = TOKEN.match(text, at)
        if not found:
            raise bad()
        tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
        at = found.end()
    reader = Reader(tokens[::-1], user)
    test = reader.either()
    if reader.tokens:
        raise bad()
    return test


def bad() -> DriveError:
    """The refusal of a query that cannot be read."""
    return DriveError(400, "invalid", "Invalid Value", "q")


class Reader:
    """The tokens still to be read, the next one last."""

    def __init__(self, tokens: list[tuple[str, str]], user: str) -> None:
        self.tokens, self.user = tokens, user

    def word(self, *wanted: str) -> bool:
        """Take the next token if it is one of these."""
        if self.tokens and self.tokens[-1][0] != "text" and self.tokens[-1][1].lower() in wanted:
            self.tokens.pop()
            return True
        return False

    def take(self, *kinds: str) -> tuple[str, str]:
        """The next token, which must be of such a kind."""
        if not self.tokens or self.tokens[-1][0] not in kinds:
            raise bad()
        return self.tokens.pop()

    def either(self) -> Test:
        """Alternatives."""
        tests = [self.both()]
        while self.word("or"):
            tests.append(self.both())
        return lambda file: any(test(file) for test in tests)

    def both(self) -> Test:
        """What must hold together."""
        tests = [self.single()]
        while self.word("and"):
            tests.append(self.single())
        return lambda file: all(test(file) for test in tests)

    def single(self) -> Test:
        """One comparison, its opposite, or brackets."""
        if self.word("not"):
            inner = self.single()
            return lambda file: not inner(file)
        if self.word("("):
            inner = self.either()
            if not self.word(")"):
                raise bad()
            return inner
        kind, first = self.take("word", "text")
        if kind == "text":
            if not self.word("in"):
                raise bad()
            return member(self.take("word")[1], plain(first), self.user)
        operator = self.tokens.pop()[1].lower() if self.tokens else ""
        kind, second = self.take("text", "word")
        return comparison(first, operator, plain(second) if kind == "text" else second.lower())


def plain(text: str) -> str:
    """A quoted text without quotes and escapes."""
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def member(field: str, value: str, user: str) -> Test:
    """`'x' in parents`, owners, writers or readers."""
    if field == "parents":
        return lambda file: value in file.fields.get("parents", []) or value in ROOTS
    email = user if value == "me" else value
    roles = {"owners": ("owner",), "writers": ("owner", "writer"), "readers": ("owner", "writer", "commenter", "reader")}.get(
        field
    )
    if roles is None:
        raise bad()
    return lambda file: file.permissions.get(permission_id(email), {}).get("role") in roles


def comparison(field: str, operator: str, value: str) -> Test:
    """`field operator value`."""
    if operator == "contains" and field in {"name", "title", "fullText"}:
        return lambda file: any(word.startswith(value.lower()) for word in starts(file.fields["name"].lower()))
    reads: dict[str, Callable[[File], str]] = {
        "name": lambda file: str(file.fields["name"]),
        "title": lambda file: str(file.fields["name"]),
        "mimeType": lambda file: str(file.fields["mimeType"]),
        "trashed": lambda file: str(file.fields["trashed"]).lower(),
        "starred": lambda file: str(file.fields["starred"]).lower(),
        "sharedWithMe": lambda file: str(len(file.permissions) > 1).lower(),
        "modifiedTime": lambda file: stamp(file.modified),
        "createdTime": lambda file: stamp(file.created),
        "visibility": lambda file: "limited" if len(file.permissions) > 1 else "private",
    }
    read = reads.get(field)
    if read is None:
        raise bad()
    tests: dict[str, Test] = {
        "=": lambda file: read(file) == value,
        "!=": lambda file: read(file) != value,
        "<": lambda file: read(file) < value,
        "<=": lambda file: read(file) <= value,
        ">": lambda file: read(file) > value,
        ">=": lambda file: read(file) >= value,
        "contains": lambda file: read(file).startswith(value),
    }
    if operator not in tests:
        raise bad()
    return tests[operator]


def starts(name: str) -> list[str]:
    """What a name can be found by: it is looked up from the beginning of any of its words."""
    return [name[found.start() :] for found in re.finditer(r"\b\w", name)] or [name]
