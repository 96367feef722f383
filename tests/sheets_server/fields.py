"""Field masks: what an answer shows, and what an update touches."""

import re
from typing import Any

from sheets_server.errors import invalid
from sheets_server.spreadsheet import Json

Mask = dict[str, Any]
"""Field names to the mask of what is inside; an empty one means all of it, and `*` stands for every field."""
TOKENS = re.compile(r"\s*([A-Za-z0-9_*-]+|[,()./])\s*")


def parse(text: str) -> Mask:
    """The mask of `a,b(c,d/e),f.g`."""
    tokens = TOKENS.findall(text)
    if not text.strip() or "".join(tokens) != re.sub(r"\s", "", text):
        raise invalid("Request contains an invalid argument.")
    tokens.reverse()
    mask = parse_list(tokens)
    if tokens:
        raise invalid("Request contains an invalid argument.")
    return mask


def parse_list(tokens: list[str]) -> Mask:
    """Paths between commas, up to a closing bracket or the end."""
    mask: Mask = {}
    while True:
        into = mask
        name = take_name(tokens)
        while tokens and tokens[-1] in {".", "/"}:
            tokens.pop()
            into = deeper(into, name)
            name = take_name(tokens)
        if tokens and tokens[-1] == "(":
            tokens.pop()
            join(deeper(into, name), parse_list(tokens))
            if not tokens or tokens.pop() != ")":
                raise invalid("Request contains an invalid argument.")
        else:
            into[name] = {}
        if not tokens or tokens[-1] != ",":
            return mask
        tokens.pop()


def take_name(tokens: list[str]) -> str:
    """The field's name that must come next."""
    if not tokens or tokens[-1] in ",()./":
        raise invalid("Request contains an invalid argument.")
    return tokens.pop()


def deeper(mask: Mask, name: str) -> Mask:
    """The mask inside a field; one asked for as a whole stays whole whatever else is asked of it."""
    if name in mask and not mask[name]:
        return {}
    inner: Mask = mask.setdefault(name, {})
    return inner


def join(mask: Mask, more: Mask) -> None:
    """Add what another mask asks for."""
    for name, inner in more.items():
        if name not in mask or not inner:
            mask[name] = inner
        elif mask[name]:
            join(mask[name], inner)


def masked(node: Any, mask: Mask) -> Any:
    """What of an answer the mask lets through; lists are looked into."""
    if not mask or "*" in mask:
        return node if not mask or not mask["*"] else each(node, mask["*"])
    if isinstance(node, list):
        return [masked(item, mask) for item in node]
    if not isinstance(node, dict):
        return node
    return {key: masked(value, mask[key]) for key, value in node.items() if key in mask}


def each(node: Any, mask: Mask) -> Any:
    """The same mask for every field of a message."""
    if isinstance(node, list):
        return [each(item, mask) for item in node]
    return {key: masked(value, mask) for key, value in node.items()} if isinstance(node, dict) else node


def wanted(mask: Mask, *path: str) -> bool:
    """Whether anything at or below that path is asked for; an empty mask asks for all."""
    for name in path:
        if not mask or "*" in mask:
            return True
        if name not in mask:
            return False
        mask = mask[name]
    return True


def updated(old: Json, new: Json, mask: Mask) -> Json:
    """The old message with the masked fields taken from the new one: set where it has them, cleared where it has not."""
    if not mask or "*" in mask:
        return dict(new)
    result = dict(old)
    for name, inner in mask.items():
        if inner and isinstance(new.get(name, {}), dict) and isinstance(old.get(name, {}), dict):
            value: Any = updated(old.get(name, {}), new.get(name, {}), inner)
            present = bool(value) or name in new
        else:
            value, present = new.get(name), new.get(name) is not None
        if present:
            result[name] = value
        else:
            result.pop(name, None)
    return result
