"""The demo books that the tests look at."""

from __future__ import annotations

from datetime import date

from sheets_crm.model.text import Lang

TODAY = date(2026, 11, 20)
BOOKS: tuple[tuple[Lang, str], ...] = (("ru", "extended"), ("en", "extended"), ("ru", "simple"), ("en", "simple"))
