"""Writes a mapping into a person's config, leaving their comments and everything else as they are.

PyYAML keeps no comments, and a library that does (ruamel.yaml) would be one more dependency that also reflows quotes and
spaces. One block is all that we ever write: its place is found by PyYAML's marks, the text around it stays byte for byte,
and the result is read again and compared before it replaces the file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from sheets_crm.engine.files import replace_text
from sheets_crm.engine.settings.yaml_file import compose, construct, read_model, read_text
from sheets_crm.errors import ConfigError
from sheets_crm.model.config import BookConfig, ConfigFile
from sheets_crm.model.mapping import MappedColumn, MappedSheet, Mapping
from sheets_crm.model.text import Text

STEP = 2
NEW_FILE = """\
# Настройки sheets-crm для книг в этой папке; что ещё здесь может стоять, показывает config.example.yaml.
# Settings of sheets-crm for the books in this folder; config.example.yaml shows what else may stand here.
"""


def save_mapping(path: Path, book: str, mapping: Mapping) -> None:
    """Write a book's mapping into a config file, made if it is not there; `book` is the key (Config.key_of).

    ConfigError when the file is not a valid config, or is written so that it cannot be changed safely.
    """
    old = read_text(path) if path.is_file() else NEW_FILE
    before = read_model(path, ConfigFile, old)
    new = with_mapping(old, book, mapping, str(path))
    one = before.books.get(book, BookConfig()).model_copy(update={"mapping": mapping})
    expected = before.model_copy(update={"books": {**before.books, book: one}})
    if read_model(path, ConfigFile, new) != expected:
        what = Text("блок books записан так, что его не дополнить", "the block `books` is written so that nothing can be added")
        mend = Text("Запишите его в столбик, по ключу на строку", "Write it one key a line")
        raise ConfigError(what, where=str(path), mend=mend)
    replace_text(path, new)


def with_mapping(text: str, book: str, mapping: Mapping, where: str) -> str:
    """Return the text of a config with one book's mapping put in or replaced."""
    root = compose(text, where)
    books = _entry(root, "books")
    if books is None:
        base = root.start_mark.column if isinstance(root, yaml.MappingNode) and root.value else 0
        return _appended(text, _end(root), _key("books", base) + _book(book, mapping, base + STEP))
    key, value = books
    base = key.start_mark.column
    if not _is_block(value):
        kept = construct(value) if isinstance(value, yaml.MappingNode) else {}
        layout = (kept.pop(book, None) or {}).get("layout")
        rest = "".join(f"{' ' * (base + STEP)}{_flow(name)}: {_flow(one)}\n" for name, one in kept.items())
        return _replaced(text, key, value, _key("books", base) + rest + _book(book, mapping, base + STEP, layout))
    inner = value.value[0][0].start_mark.column
    one = _entry(value, book)
    if one is None:
        return _appended(text, _end(value), _book(book, mapping, inner))
    if not _is_block(one[1]):
        kept = construct(one[1]) if isinstance(one[1], yaml.MappingNode) else {}
        return _replaced(text, *one, _book(book, mapping, inner, layout=kept.get("layout")))
    level = one[1].value[0][0].start_mark.column
    old = _entry(one[1], "mapping")
    block = _mapping(mapping, level)
    return _replaced(text, *old, block) if old else _appended(text, _end(one[1]), block)


def _entry(node: yaml.Node | None, name: str) -> tuple[yaml.Node, yaml.Node] | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next(((key, value) for key, value in pairs if key.value == name), None)


def _is_block(node: yaml.Node) -> bool:
    return isinstance(node, yaml.MappingNode) and not node.flow_style and bool(node.value)


def _end(node: yaml.Node | None) -> int:
    """Return where a node's own text ends; a block's end mark would lie after the comments that follow it."""
    if node is None:
        return 0
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return max(_end(part) for part in last) if isinstance(last, tuple) else _end(last)
    return int(node.end_mark.index)


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _appended(text: str, at: int, block: str) -> str:
    end = _line_end(text, at) if at else len(text)
    head = text[:end]
    if head and not head.endswith("\n"):
        head += "\n"
    return head + _as_in(text, block) + text[end:]


def _replaced(text: str, key: yaml.Node, value: yaml.Node, block: str) -> str:
    start = key.start_mark.index - key.start_mark.column
    end = _line_end(text, max(_end(value), key.end_mark.index))
    return text[:start] + _as_in(text, block) + text[end:]


def _as_in(text: str, block: str) -> str:
    return block.replace("\n", "\r\n") if "\r\n" in text else block


def _key(name: str, indent: int) -> str:
    return f"{' ' * indent}{_flow(name)}:\n"


def _flow(value: Any) -> str:  # noqa: ANN401 - YAML holds anything
    """Write a value on one line, quoted where YAML would read it as something else."""
    line: str = yaml.safe_dump([value], allow_unicode=True, default_flow_style=True, width=float("inf"), sort_keys=False)
    return line.strip()[1:-1]


def _book(book: str, mapping: Mapping, indent: int, layout: str | None = None) -> str:
    chosen = f"{' ' * (indent + STEP)}layout: {_flow(layout)}\n" if layout else ""
    return _key(book, indent) + chosen + _mapping(mapping, indent + STEP)


def _mapping(mapping: Mapping, indent: int) -> str:
    if not mapping.sheets:
        return f"{' ' * indent}mapping: {{sheets: []}}\n"
    head = _key("mapping", indent) + _key("sheets", indent + STEP)
    return head + "".join(_sheet(sheet, indent + 2 * STEP) for sheet in mapping.sheets)


def _sheet(sheet: MappedSheet, indent: int) -> str:
    pad = " " * indent
    lines = [f"{pad}- sheet: {_flow(sheet.sheet)}", f"{pad}  kind: {_flow(sheet.kind)}", f"{pad}  header_row: {sheet.header_row}"]
    if sheet.columns:
        lines.append(f"{pad}  columns:")
        lines += [f"{pad}    {_flow(letter)}: {_flow(_column(column))}" for letter, column in sheet.columns.items()]
    return "\n".join(lines) + "\n"


def _column(column: MappedColumn) -> dict[str, Any]:
    unsaid = {"confidence"} if column.key is None else set()
    return column.model_dump(exclude_defaults=True, exclude=unsaid) | {"key": column.key}
