"""Writes docs/errors.md anew."""

from tests.docs.errors.page import PAGE, made

PAGE.write_text(made(PAGE.read_text("utf-8")), "utf-8")
