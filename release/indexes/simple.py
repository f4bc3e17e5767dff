"""The simple API of indexes: the files of a project, each with its digest.

As JSON (PEP 691), or as HTML (PEP 503), which is all that some indexes have.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urlsplit

ACCEPT = (
    "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, "
    "text/html;q=0.1"
)
"""What is asked for."""

LARGEST = 1 << 26
"""Bytes of a page that are read: those of projects with ten thousands of files have less."""

Listed = Mapping[str, str]
"""The sha256 of each file by its name; empty where the index does not tell it."""

_DIGEST = "sha256"
_DIGITS = 64


class MalformedPageError(ValueError):
    """An answer that is no page of the simple API."""


def page_of(index: str, project: str) -> str:
    """The address of a project's page.

    Args:
        index: the address of the simple API.
        project: the name in the spelling of indexes.
    """
    return f"{index.rstrip('/')}/{project}/"


def parse_page(content: bytes) -> Listed:
    """The files of a page.

    Raises:
        MalformedPageError: it is none.
    """
    text = content.decode("utf-8-sig", "replace").strip()
    if text.startswith("{"):
        return dict(_of_json(text))
    if text.startswith("<"):
        return dict(_of_html(text))
    raise MalformedPageError("it is neither JSON nor HTML")


def _of_json(text: str) -> Iterator[tuple[str, str]]:
    try:
        files: Any = json.loads(text)["files"]
        for each in files:
            yield str(each["filename"]), _checked(each["hashes"].get(_DIGEST))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise MalformedPageError("it has no `files` with their `hashes`") from error


def _of_html(text: str) -> Iterator[tuple[str, str]]:
    anchors = _Anchors()
    try:
        anchors.feed(text)
    except AssertionError as error:  # all that Python's parser says of a declaration that is none
        raise MalformedPageError("it has a declaration that is not HTML") from error
    for address in anchors.found:
        try:
            parts = urlsplit(address)
        except ValueError:  # no address, and so no file
            continue
        algorithm, _, digest = parts.fragment.partition("=")
        name = unquote(parts.path.rpartition("/")[2])
        yield name, _checked(digest if algorithm == _DIGEST else "")


def _checked(digest: object) -> str:
    """A sha256 in small letters; empty where it is none."""
    found = digest.lower() if isinstance(digest, str) else ""
    return found if len(found) == _DIGITS and set(found) <= set("0123456789abcdef") else ""


class _Anchors(HTMLParser):
    """Collects where links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]
