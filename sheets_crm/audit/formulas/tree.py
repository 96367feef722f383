"""What a formula says, as a tree that is the same for every copy of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sheets_crm.audit.formulas.references import Reference


class Number(NamedTuple):
    """A number typed into the formula."""

    value: float


class Words(NamedTuple):
    """Text in quotes."""

    text: str


class Cells(NamedTuple):
    """A reference to a cell or a range."""

    reference: Reference


class Missing(NamedTuple):
    """An argument left out, as in `IF(A1,,2)`."""


class Unknown(NamedTuple):
    """A defined name, an error value, or something else that is not calculated here."""

    text: str


class Unary(NamedTuple):
    """A sign before, or `%` after."""

    operator: str
    value: Node


class Binary(NamedTuple):
    """Two values and what stands between them."""

    operator: str
    left: Node
    right: Node


class Call(NamedTuple):
    """A function (its name in capitals) and its arguments."""

    name: str
    arguments: tuple[Node, ...]


Node = Number | Words | Cells | Missing | Unknown | Unary | Binary | Call


def parts(node: Node) -> Iterator[Node]:
    """Yield a node and all that it is made of."""
    yield node
    if isinstance(node, Unary):
        yield from parts(node.value)
    elif isinstance(node, Binary):
        yield from parts(node.left)
        yield from parts(node.right)
    elif isinstance(node, Call):
        for argument in node.arguments:
            yield from parts(argument)
