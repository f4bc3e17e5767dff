from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from release.changeset import parse_changeset, render_changeset
from release.ecmascript import is_array_index, trim
from release.model import Bump

NAMES = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_characters="\x7f"))
BLANK_TO_YAML = {chr(code) for code in range(0x7F, 0xA0)} | {"\u2028", "\u2029"}


def test_writes_what_changeset_add_writes() -> None:
    bumps = {"cloudprint": Bump.MINOR, "@acme/web": Bump.PATCH}

    text = render_changeset(bumps, "Prints faster.")

    assert text == '---\n"cloudprint": minor\n"@acme/web": patch\n---\n\nPrints faster.\n'


def test_an_empty_changeset_keeps_both_blank_lines() -> None:
    assert render_changeset({}, "") == "---\n\n---\n\n\n"


def test_a_summary_is_kept_as_typed() -> None:
    assert render_changeset({}, "007").endswith("\n\n007\n")


@given(
    st.dictionaries(NAMES.filter(trim), st.sampled_from(Bump)),
    st.text(st.characters(exclude_categories=["Cs"])),
)
def test_what_is_written_is_read_again(bumps: dict[str, Bump], summary: str) -> None:
    kept = {name: bump for name, bump in bumps.items() if not BLANK_TO_YAML & set(name)}

    read = parse_changeset("id", ".changeset/id.md", render_changeset(kept, summary))

    assert (read.bumps, read.summary) == (kept, trim(summary))
    words = [name for name in kept if not is_array_index(name)]
    assert [name for name in read.bumps if not is_array_index(name)] == words
