"""Which column of a workbook is what: as recognised, or as a person wrote it into the config."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from sheets_crm.model.layout import Frozen


class MappedColumn(Frozen):
    """A column of a sheet: its layout key (None: left alone), its header, and how sure the recognition is (0..1; 0 of None)."""

    key: str | None
    title: str = ""
    confidence: Annotated[float, Field(ge=0, le=1, validate_default=True)] = 1.0

    @field_validator("confidence")
    @classmethod
    def _of_a_key(cls, confidence: float, info: ValidationInfo) -> float:
        return 0.0 if info.data.get("key") is None else confidence


class MappedSheet(Frozen):
    """A sheet: what kind of thing its rows are (None: left alone), the row of its header, its columns by their letters.

    `header_row` is 0 when there is no header and the data begin in row 1.
    """

    sheet: str
    kind: str | None
    header_row: Annotated[int, Field(ge=0)] = 1
    columns: dict[str, MappedColumn] = Field(default_factory=dict)


class Mapping(Frozen):
    """A whole workbook."""

    sheets: tuple[MappedSheet, ...]
