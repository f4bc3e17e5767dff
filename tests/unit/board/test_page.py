"""The page: its policy, its structure, and what becomes of text that others wrote."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from html.parser import HTMLParser
from time import process_time

import pytest

from release.board.model import Event
from release.board.page import render
from release.board.page.lanes import LONGEST_NAME
from release.board.page.timeline import MOST
from release.phrases import cut
from tests.board.boards import NOW, a_board, an_empty_board, before

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title></style><script>alert(1)</script>",
    "<!-- --><iframe src=//evil.example>",
    "&lt;b&gt; &amp; {{ 7 * 7 }} ${{ github.token }}",
    "javascript:alert(1)",
    "a\u202egpj.exe\x1b[31m\x00 and \udcff",
)


class Seen(HTMLParser):
    """What a browser would make of a page: its elements, their attributes, its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str]:
        return [value for _, each, value in self.attributes if each == name]


@pytest.mark.parametrize("said", HOSTILE, ids=range(len(HOSTILE)))
def test_what_others_wrote_is_text_and_nothing_else(said: str) -> None:
    """Wherever it stands, the page has the elements and attributes of a harmless one."""
    harmless, hostile = Seen(render(a_board("harmless"))), Seen(render(a_board(said)))

    assert harmless.tags == hostile.tags
    shape = [(tag, name) for tag, name, _ in harmless.attributes]
    assert shape == [(tag, name) for tag, name, _ in hostile.attributes]
    in_the_chart = "harmless, harmless"
    told = harmless.text.replace(in_the_chart, "", 1).count("harmless")
    shown = _shown(said)
    assert told == hostile.text.replace(cut(f"{shown}, {shown}", LONGEST_NAME), "", 1).count(shown)


def _shown(said: str) -> str:
    return re.sub("[\x00-\x08\x0b-\x1f\u202e\udcff]", "\N{REPLACEMENT CHARACTER}", said)


def test_only_addresses_of_the_web_become_links() -> None:
    event = Event(NOW, "deploy", "web", "1.0.0", "success", run="javascript:alert(1)")

    seen = Seen(render(a_board(events=[event], page="data:text/html,x")))

    wrong = [each for each in seen.values("href") if not each.startswith(("#", "https://"))]
    assert [] == wrong
    assert "javascript:alert(1)" in seen.text


def test_the_policy_admits_the_pages_own_style_and_nothing_else() -> None:
    page = render(a_board())

    style = re.search("<style>(.*?)</style>", page, re.DOTALL)
    assert style
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    seen = Seen(page)
    assert policy in seen.values("content")
    assert not {"script", "link", "img", "iframe", "object", "form"} & seen.tags.keys()
    assert not [name for _, name, _ in seen.attributes if name == "style" or name[:2] == "on"]


def test_headings_name_the_parts_and_tables_say_what_they_are() -> None:
    seen = Seen(render(a_board()))

    assert (1, 1, 1, 1) == tuple(seen.tags[each] for each in ("h1", "main", "header", "footer"))
    named, ids = seen.values("aria-labelledby"), seen.values("id")
    assert set(named) <= set(ids)
    assert len(set(ids)) == len(ids)
    assert seen.tags["table"] == seen.tags["caption"] > 5
    scoped = [value for tag, name, value in seen.attributes if (tag, name) == ("th", "scope")]
    assert seen.tags["th"] == len(scoped)
    assert {"col", "row"} == set(scoped)


def test_a_gap_comes_before_everything_else() -> None:
    page = render(a_board(gaps=("production: GitHub did not answer",)))

    assert page.index("production: GitHub did not answer") < page.index("What runs where</h2>")
    assert "What could not be read" not in render(a_board(gaps=()))


def test_an_empty_board_is_a_page_too() -> None:
    seen = Seen(render(an_empty_board()))

    assert "nothing was ever deployed" in seen.text
    assert "The records of production could not be read." in seen.text
    assert "GitHub was not asked" in seen.text
    assert "This clone does not have both branches." in seen.text


def test_times_are_for_people_and_for_programs() -> None:
    page = render(a_board())

    assert '<time datetime="2026-11-26T12:00:00Z">2026-11-26 12:00</time>' in page


def test_ten_thousand_deployments_are_rendered_within_a_second() -> None:
    """The newest of them are shown, and it is said how many there are."""
    events = [
        Event(before(hours=each), "deploy", "web", f"1.{each}.0", "inactive", "production")
        for each in range(10_000)
    ]
    board = a_board(events=events)

    began = process_time()
    page = render(board)

    assert process_time() - began < 1
    assert f"The newest {MOST} of 10000 events" in page
    assert "v1.199.0" in page
    assert "v1.200.0" not in page
