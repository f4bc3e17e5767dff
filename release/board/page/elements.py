"""HTML as a tree: whatever text comes into it is escaped when it is written, and nothing else can.

So no text that others wrote becomes markup, wherever it is put.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias
from xml.etree.ElementTree import Element, tostring

from release.board import words
from release.board.model import Board
from release.controls import readable

Child: TypeAlias = "Element | str | None"
Content: TypeAlias = "Child | list[Element]"
"""What is in a cell of a table."""

_WEB = ("https://", "http://")
_SHORT = 7  # characters of a commit's id


def tag(name: str, /, *children: Child, **attributes: str) -> Element:
    """An element. `class_` is the attribute `class`, `aria_label` is `aria-label`."""
    made = Element(
        name,
        {key.rstrip("_").replace("_", "-"): readable(each) for key, each in attributes.items()},
    )
    return within(made, *children)


def within(parent: Element, *children: Child) -> Element:
    """The same element, with more at its end; None is nothing."""
    for child in children:
        if isinstance(child, Element):
            parent.append(child)
        elif child and len(parent):
            parent[-1].tail = (parent[-1].tail or "") + readable(child)
        elif child:
            parent.text = (parent.text or "") + readable(child)
    return parent


def written(root: Element) -> str:
    """A whole document."""
    return f"<!doctype html>\n{tostring(root, encoding='unicode', method='html')}\n"


def link(address: str, said: str, **attributes: str) -> Child:
    """A link, where the address is one of the web; else what it says alone."""
    if not said or not address.startswith(_WEB):
        return said or None
    return tag("a", said, href=address, **attributes)


def commit_link(board: Board, sha: str) -> Child:
    """A commit, by the beginning of its id."""
    return link(f"{board.page}/commit/{sha}" if board.page else "", sha[:_SHORT])


def run_link(address: str) -> Child:
    """The page of a run; an address that is none of the web is shown as it is."""
    return link(address, "its run") if address.startswith(_WEB) else address or None


def time(at: datetime) -> Element:
    """A moment, for people and for programs."""
    return tag("time", words.moment(at), datetime=words.exact(at))


def state(kind: str, sign: str, said: str) -> Element:
    """How something is: a sign and a word, which a colour only repeats."""
    return tag("span", tag("span", f"{sign} ", aria_hidden="true"), said, class_=f"state {kind}")


def worded(text: str) -> list[Element]:
    """A sentence in which commands and names stand between backticks."""
    parts = enumerate(text.split("`"))
    return [tag("span", *(tag("code", part) if number % 2 else part for number, part in parts))]


def lines(*parts: Child | Iterable[Child]) -> list[Element]:
    """Each part on a line of its own; what is empty has none."""
    found = []
    for part in parts:
        inside = [part] if part is None or isinstance(part, str | Element) else list(part)
        if any(each is not None and each != "" for each in inside):
            found.append(tag("div", *inside))
    return found


def table(caption: str, headings: Iterable[str], rows: Iterable[Iterable[Content]]) -> Element:
    """A table whose rows begin with their heading; it scrolls where there is no room for it."""
    head = tag("tr", *(tag("th", each, scope="col") for each in headings))
    body = tag("tbody")
    for row in rows:
        first, *rest = (each if isinstance(each, list) else [each] for each in row)
        body.append(tag("tr", tag("th", *first, scope="row"), *(tag("td", *each) for each in rest)))
    whole = tag("table", tag("caption", caption), tag("thead", head), body)
    return tag("div", whole, class_="wide", role="region", tabindex="0", aria_label=caption)


def figure(drawing: Element, said: str) -> Element:
    """A drawing and what it shows in words; it scrolls where there is no room for it."""
    room = tag(
        "div", drawing, class_="wide", role="region", tabindex="0", aria_label=f"Chart: {said}"
    )
    return tag("figure", room, tag("figcaption", said))


def section(id_: str, title: str, *children: Child) -> Element:
    """A part of the page, under its heading."""
    heading = tag("h2", title, id=id_)
    return tag("section", heading, *children, aria_labelledby=id_)
