"""The simple API of indexes, as PEP 691 and PEP 503 show it, and as nobody should write it."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from release.indexes.simple import MalformedPageError, page_of, parse_page

DIGEST = "a6af04844c8cc3ac2979488bb18d13349748802e1130ca642b54883dc990a795"
OF_PEP_691 = {
    "meta": {"api-version": "1.0"},
    "name": "holygrail",
    "files": [
        {
            "filename": "holygrail-1.0.tar.gz",
            "url": "https://example.com/files/holygrail-1.0.tar.gz",
            "hashes": {"sha256": DIGEST, "blake2b": "..."},
            "requires-python": ">=3.7",
            "yanked": "Had a vulnerability",
        },
        {
            "filename": "holygrail-1.0-py3-none-any.whl",
            "url": "https://example.com/files/holygrail-1.0-py3-none-any.whl",
            "hashes": {},
            "dist-info-metadata": True,
        },
    ],
}
OF_PEP_503 = f"""<!DOCTYPE html>
<html><body>
<a href="../../packages/holygrail-1.0.tar.gz#sha256={DIGEST.upper()}">holygrail-1.0.tar.gz</a><br>
<a href="https://a.example.org/p/holygrail-1.0%2Blocal-py3-none-any.whl?x=1#md5=12">other words</a>
<a>no address</a><a href="http://[::1">broken</a>
</body></html>
"""


def test_json_tells_each_file_and_its_digest() -> None:
    assert {
        "holygrail-1.0.tar.gz": DIGEST,
        "holygrail-1.0-py3-none-any.whl": "",
    } == parse_page(json.dumps(OF_PEP_691).encode())


def test_a_byte_order_mark_is_no_part_of_a_page() -> None:
    assert parse_page(OF_PEP_503.encode()) == parse_page(OF_PEP_503.encode("utf-8-sig"))


def test_html_tells_the_same_by_its_links() -> None:
    assert {
        "holygrail-1.0.tar.gz": DIGEST,
        "holygrail-1.0+local-py3-none-any.whl": "",
    } == parse_page(OF_PEP_503.encode())


def test_a_digest_that_is_none_counts_as_not_told() -> None:
    for digest in ("abc", DIGEST[:-1] + "g", 5, None):
        page = {"files": [{"filename": "a.whl", "hashes": {"sha256": digest}}]}
        assert {"a.whl": ""} == parse_page(json.dumps(page).encode())


@pytest.mark.parametrize(
    "page",
    ["", "busy", "{", "{}", '{"files": 1}', '{"files": [1]}', '{"files": [{"filename": "a"}]}'],
)
def test_what_is_no_page_is_refused(page: str) -> None:
    with pytest.raises(MalformedPageError):
        parse_page(page.encode())


@example(b"<![foo[ x ]]> <a href=b>")  # some of Python's parsers break at it, some do not
@given(st.binary() | st.text().map(lambda text: f"<{text}".encode("utf-8", "replace")))
def test_whatever_is_answered_is_a_page_or_none(content: bytes) -> None:
    try:
        found = parse_page(content)
    except MalformedPageError:
        return
    assert all(len(digest) in {0, 64} for digest in found.values())


def test_a_project_has_a_page_below_the_index() -> None:
    assert "https://a.example.org/simple/lib/" == page_of("https://a.example.org/simple", "lib")
    assert "https://a.example.org/simple/lib/" == page_of("https://a.example.org/simple/", "lib")
