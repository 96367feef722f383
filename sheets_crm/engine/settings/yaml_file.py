"""Reads YAML that people write: by the rules of YAML 1.2, and every complaint names the file and the line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from sheets_crm.engine.settings.complaints import explained
from sheets_crm.errors import ConfigError
from sheets_crm.model.text import Text

EXAMPLE = Text("Сверьтесь с config.example.yaml", "Compare with config.example.yaml")
Model = TypeVar("Model", bound=BaseModel)
BOOL, INT, DAY = (f"tag:yaml.org,2002:{kind}" for kind in ("bool", "int", "timestamp"))


class PeopleLoader(yaml.SafeLoader):
    """YAML 1.1 would read the hour 18:00 as the number 1080 and the column ON as True; days are left to the model."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way of setting a loader up
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in (BOOL, INT, DAY)]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


PeopleLoader.add_implicit_resolver(BOOL, re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))
PeopleLoader.add_implicit_resolver(INT, re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))


def read_text(path: Path) -> str:
    """Read a text file in UTF-8, with or without a byte order mark, line ends as they are; ConfigError when that cannot be."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as wrong:
        what = Text(f"файл не читается ({wrong.strerror})", f"the file cannot be read ({wrong.strerror})")
        raise ConfigError(
            what, where=str(path), mend=Text("Проверьте путь и права доступа", "Check the path and the rights")
        ) from wrong
    except UnicodeDecodeError as wrong:
        what = Text("это не текст в кодировке UTF-8", "this is not text in UTF-8")
        raise ConfigError(what, where=str(path), mend=Text("Сохраните файл как UTF-8", "Save the file as UTF-8")) from wrong


def compose(text: str, where: str) -> yaml.Node | None:
    """Parse YAML into nodes that know their lines; None for an empty file, ConfigError for what is not YAML."""
    try:
        node: yaml.Node | None = yaml.compose(text, PeopleLoader)
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        problem = getattr(wrong, "problem", None) or str(wrong)
        what = Text(f"это не YAML ({problem})", f"this is not YAML ({problem})")
        mend = Text(
            "Проверьте отступы (только пробелы), двоеточия и кавычки в этой строке и строкой выше",
            "Check the indents (spaces only), colons and quotes in this line and the one above",
        )
        raise ConfigError(what, where=f"{where}:{mark.line + 1}" if mark else where, mend=mend) from wrong
    if node is not None:
        _refuse_twins(node, where)
    return node


def construct(node: yaml.Node | None) -> Any:  # noqa: ANN401 - YAML holds anything
    """Turn nodes into plain Python values."""
    if node is None:
        return None
    loader = PeopleLoader("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()


def read_model(
    path: Path, model: type[Model], text: str | None = None, *, given: Mapping[str, Any] | None = None, example: Text = EXAMPLE
) -> Model:
    """Read a YAML file into a model; an empty file gives the defaults. ConfigError names the file, the line and the remedy.

    `given` are values of keys that the file need not name; `example` says where people find one that is right.
    """
    where = str(path)
    node = compose(read_text(path) if text is None else text, where)
    content = {} if node is None else _constructed(node, where)
    if content is None:
        content = {}
    if not isinstance(content, dict):
        what = Text("здесь ждут ключи и значения (ключ: значение)", "keys and values are expected here (key: value)")
        raise ConfigError(what, where=f"{where}:1", mend=example)
    try:
        return model.model_validate({**(given or {}), **_without_blanks(content, model)})
    except ValidationError as wrong:
        first = min(wrong.errors(), key=lambda error: error["type"] != "extra_forbidden")
        what, mend = explained(first, model)
        raise ConfigError(what, where=f"{where}:{line_of(node, first['loc'])}", mend=mend) from wrong


def located(path: Path, *loc: int | str) -> str:
    """Return the file and the line of what stands at this place in a file that was read before."""
    return f"{path}:{line_of(compose(read_text(path), str(path)), loc)}"


def line_of(node: yaml.Node | None, loc: tuple[int | str, ...]) -> int:
    """Return the line, from 1, on which the key or item at this place stands; of its nearest parent where there is none."""
    line = node.start_mark.line if node is not None else 0
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(part)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
        else:
            break
    return int(line) + 1


def _without_blanks(content: dict[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """Leave out optional keys with nothing behind them, as when all lines of a section are commented out."""
    out = {}
    for key, value in content.items():
        one = model.model_fields.get(key)
        if value is None and one is not None and not one.is_required():
            continue
        inner = one.annotation if one else None
        if isinstance(value, dict) and isinstance(inner, type) and issubclass(inner, BaseModel):
            out[key] = _without_blanks(value, inner)
        else:
            out[key] = value
    return out


def _constructed(node: yaml.Node, where: str) -> Any:  # noqa: ANN401 - YAML holds anything
    try:
        return construct(node)
    except (yaml.YAMLError, ValueError) as wrong:
        mark = getattr(wrong, "problem_mark", None)
        problem = getattr(wrong, "problem", None) or str(wrong)
        what = Text(f"это значение не читается ({problem})", f"this value cannot be read ({problem})")
        mend = Text("Возьмите значение в кавычки или исправьте", "Put the value in quotes, or mend it")
        raise ConfigError(what, where=f"{where}:{mark.line + 1}" if mark else where, mend=mend) from wrong


def _refuse_twins(node: yaml.Node, where: str) -> None:
    """PyYAML would silently take the last of two equal keys."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_twins(item, where)
    if not isinstance(node, yaml.MappingNode):
        return
    seen: dict[str, int] = {}
    for key, value in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        if name in seen:
            what = Text(f"ключ «{name}» уже есть в строке {seen[name]}", f"the key {name!r} stands in line {seen[name]} already")
            raise ConfigError(what, where=f"{where}:{line}", mend=Text("Оставьте один из двух", "Leave one of the two"))
        seen[name] = line
        _refuse_twins(value, where)
