"""From a formula's text to its tree."""

from __future__ import annotations

from sheets_crm.audit.formulas.references import reference
from sheets_crm.audit.formulas.tokens import Token, tokens
from sheets_crm.audit.formulas.tree import Binary, Call, Cells, Missing, Node, Number, Unary, Unknown, Words

BINDING = {"=": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "<>": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}
SIGN = 6
DEEPEST = 100
END = Token("end", "")


def parse(formula: str, row: int, column: int) -> Node:
    """Return the tree of the formula in the cell at this row and column; Unknown when it cannot be read."""
    try:
        return _Parser(formula, row, column).whole()
    except ValueError:
        return Unknown(formula)


class _Parser:
    def __init__(self, formula: str, row: int, column: int) -> None:
        self.tokens = [*tokens(formula), END]
        self.at = 0
        self.depth = 0
        self.row, self.column = row, column

    def whole(self) -> Node:
        node = self.expression(0)
        if self.peek() is not END:
            raise ValueError("something is left over")
        return node

    def peek(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def expression(self, floor: int) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError("too deep")
        node = self.operand()
        while True:
            operator = self.peek().text if self.peek().kind == "operator" else ""
            if operator == "%":
                self.take()
                node = Unary("%", node)
            elif BINDING.get(operator, 0) > floor:
                self.take()
                node = Binary(operator, node, self.expression(BINDING[operator]))
            else:
                self.depth -= 1
                return node

    def operand(self) -> Node:
        token = self.take()
        match token.kind:
            case "number":
                return Number(float(token.text))
            case "text":
                return Words(token.text[1:-1].replace('""', '"'))
            case "reference":
                return Cells(reference(token.text, self.row, self.column))
            case "call":
                return Call(token.text[:-1].upper().removeprefix("_XLFN."), tuple(self.arguments()))
            case "name" | "error":
                return Unknown(token.text)
        return self.bracketed(token)

    def bracketed(self, token: Token) -> Node:
        if token.text == "+":
            return self.expression(SIGN)
        if token.text == "-":
            return Unary("-", self.expression(SIGN))
        if token.text != "(":
            raise ValueError(f"unexpected {token.text}")
        node = self.expression(0)
        if self.take().text != ")":
            raise ValueError("a bracket is open")
        return node

    def arguments(self) -> list[Node]:
        if self.peek().text == ")":
            self.take()
            return []
        found: list[Node] = []
        while True:
            found.append(Missing() if self.peek().text in {",", ";", ")"} else self.expression(0))
            after = self.take().text
            if after == ")":
                return found
            if after not in {",", ";"}:
                raise ValueError("arguments without commas")
