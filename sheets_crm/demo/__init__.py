"""A made-up client book for trying things out, and the truth about what is wrong in it."""

from sheets_crm.demo.make import Demo, make_demo
from sheets_crm.demo.story import crowded
from sheets_crm.demo.truth import truth_document

__all__ = ["Demo", "crowded", "make_demo", "truth_document"]
