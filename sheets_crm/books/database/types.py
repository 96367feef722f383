"""The SQL types that differ between PostgreSQL and SQLite."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import UserDefinedType


class _SqliteNumber(UserDefinedType[Decimal]):
    """A number whose 15 digits SQLite keeps as they are, and which comes back as exactly these."""

    cache_ok = True

    def __init__(self, said: str = "NUMERIC", places: int | None = None) -> None:
        self.said, self.places = said, places

    def get_col_spec(self, **_said: Any) -> str:  # noqa: ANN401 - as SQLAlchemy calls it
        """Return the type as SQL; its affinity is numeric."""
        return self.said

    def bind_processor(self, dialect: sa.Dialect) -> Callable[[Decimal | None], str | None]:  # noqa: ARG002
        """Give SQLite the digits."""
        return lambda value: None if value is None else str(value)

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Callable[[Any], Decimal | None]:  # noqa: ARG002
        """Take the digits back."""
        step = None if self.places is None else Decimal(1).scaleb(-self.places)

        def read(value: Any) -> Decimal | None:  # noqa: ANN401 - SQLite holds anything anywhere
            if value is None:
                return None
            found = Decimal(str(value))
            return found if step is None else found.quantize(step)

        return read


MONEY = sa.Numeric(17, 2).with_variant(_SqliteNumber("NUMERIC(17, 2)", 2), "sqlite")
"""Roubles and kopecks."""
NUMBER = sa.Numeric().with_variant(_SqliteNumber(), "sqlite")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class _Moment(sa.TypeDecorator[datetime]):
    """A moment with its zone; SQLite, which knows no zones, keeps it by UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Give SQLite the time by UTC."""
        return value.astimezone(UTC).replace(tzinfo=None) if value and dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Say that it is by UTC."""
        return value.replace(tzinfo=UTC) if value and dialect.name == "sqlite" else value


MOMENT = _Moment()
"""One moment, whatever zone a person's session is in."""
