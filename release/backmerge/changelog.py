"""A CHANGELOG.md of both sides, section by section, and in a section entry by entry.

A section is what stands under the heading of a version. All sections of both sides stay; in one
that both have, an entry that one side took out or reworded is as that side has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from release.backmerge.three_way import Sides, settled
from release.spans import lines_of
from release.versions import is_below

_VERSION = re.compile(r"#{1,6}[ \t]+\[?v?(?P<version>[0-9]+\.[0-9][^\s\]):,]*)")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_GROUPS = ("major changes", "minor changes", "patch changes")

_LINK = re.compile(r"\[(?:#[0-9]+|`[0-9a-f]{7,40}`|@[^\]]+)\]\([^)]*\)")
_COMMITS = re.compile(r"\[[0-9a-f]{7,40}(?:, [0-9a-f]{7,40})*\]")
_COMMIT = re.compile(r"\A[-*+]\s+[0-9a-f]{7,40}: ")
_THANKS = re.compile(r"\A([-*+]\s+)(?:Thanks\s[\s,and]*! - |- )")
_WORD = re.compile(r"[^\W_]+")


class _Section(NamedTuple):
    """A version's heading and what stands under it, both with their line ends."""

    version: str
    heading: str
    body: str


class _Changelog(NamedTuple):
    """What stands before the first version, and the versions."""

    preamble: str
    sections: tuple[_Section, ...]


class _Block(NamedTuple):
    """An entry, a heading or a paragraph of a section; `group` is the heading that it is under."""

    group: str
    text: str

    @property
    def is_heading(self) -> bool:
        """Whether it begins with the group's own heading."""
        return _is_heading(self.text)

    @property
    def key(self) -> tuple[bool, str]:
        """The same for two that tell the same, whoever links and credits are to."""
        return self.is_heading, _words(self.text)


def merge_changelog(
    sides: Sides, versions: tuple[str | None, str | None] = (None, None)
) -> str | None:
    """The changelog after the merge; None where one side has removed it.

    With a release that was reverted on one side a changelog can go that began with it. The
    release keeps its version in the merge, and so its changelog.

    Args:
        sides: its texts.
        versions: of the package, on our side and on theirs.

    Raises:
        UnsettledError: both sides changed what stands above the versions.
    """
    base, ours, theirs = sides
    if ours is None or theirs is None:
        kept, version = (ours, versions[1]) if theirs is None else (theirs, versions[0])
        return kept if base is None or _has_later(base, version) else None
    before, one, other = (_parse(_unified(text or "")) for text in sides)
    preamble = settled([before.preamble], one.preamble, other.preamble)
    # The side with news leads, so that it stays byte for byte when it has all of the other.
    lead, rest = (one, other) if other == before else (other, one)
    bodies = {
        section.version: _merge_body(
            _body(before, section.version), _body(one, section.version), section.body
        )
        for section in other.sections
    }
    sections = [
        section._replace(body=bodies.get(section.version, section.body))
        for section in lead.sections
    ]
    known = {section.version for section in sections}
    for section in rest.sections:
        if section.version not in known:
            _insert(sections, section._replace(body=bodies.get(section.version, section.body)))
    text = preamble + "".join(section.heading + section.body for section in sections)
    same = (side for side in (ours, theirs) if _unified(side) == text)
    return next(same, text.replace("\n", "\r\n" if "\r\n" in theirs else "\n"))


def _unified(text: str) -> str:
    return text.replace("\r\n", "\n")


def _parse(text: str) -> _Changelog:
    """The sections of a changelog. A version in a code fence is no heading."""
    preamble: list[str] = []
    sections: list[tuple[str, str, list[str]]] = []
    is_fenced = False
    for line in lines_of(text):
        is_fenced ^= bool(_FENCE.match(line))
        found = None if is_fenced else _VERSION.match(line)
        if found:
            sections.append((found["version"], line, []))
        else:
            (sections[-1][2] if sections else preamble).append(line)
    return _Changelog(
        "".join(preamble),
        tuple(_Section(version, line, "".join(body)) for version, line, body in sections),
    )


def _has_later(text: str, version: str | None) -> bool:
    """Whether a changelog has a version that is later than this one."""
    sections = _parse(_unified(text)).sections
    return version is not None and any(is_below(version, each.version) for each in sections)


def _body(changelog: _Changelog, version: str) -> str | None:
    return next((each.body for each in changelog.sections if each.version == version), None)


def _insert(sections: list[_Section], new: _Section) -> None:
    """Put a section above the first one that is older, with a blank line around it."""
    place = next(
        (place for place, each in enumerate(sections) if is_below(each.version, new.version)),
        len(sections),
    )
    if place == len(sections):
        if sections:
            sections[-1] = _spaced(sections[-1])
        sections.append(new._replace(body=new.body.rstrip("\n") + "\n"))
    else:
        sections.insert(place, _spaced(new))


def _spaced(section: _Section) -> _Section:
    text = (section.heading + section.body).rstrip("\n")
    return section._replace(body=f"{text}\n\n"[len(section.heading) :])


def _merge_body(base: str | None, ours: str | None, theirs: str) -> str:
    """What stands under a version that their side has."""
    if ours is None or ours in {base, theirs}:
        return theirs
    if theirs == base:
        return ours
    before, one, other = (list(_blocks(text or "")) for text in (base, ours, theirs))
    known, mine, present = ({block.key for block in each} for each in (before, one, other))
    kept = [block for block in other if block.key not in known or block.key in mine]
    for block in one:
        if block.key not in known | present and not block.is_heading:
            _add(kept, block)
    end = theirs[len(theirs.rstrip("\n")) :]
    return "".join(block.text for block in kept).rstrip("\n") + end


def _blocks(body: str) -> Iterable[_Block]:
    """The parts of a section: headings, entries with the lines that belong to them, paragraphs."""
    group, lines = "", list[str]()
    for line in lines_of(body):
        begins = line.startswith(("- ", "* ", "+ ")) or _is_heading(line)
        if begins and lines:
            yield _Block(group, "".join(lines))
            lines = []
        if _is_heading(line):
            group = line.strip("# \t\n").casefold()
        lines.append(line)
    if lines:
        yield _Block(group, "".join(lines))


def _is_heading(text: str) -> bool:
    return text.startswith("#")


def _add(blocks: list[_Block], new: _Block) -> None:
    """Put an entry at the end of its group, whose heading comes along where there is none."""
    places = [place for place, block in enumerate(blocks) if block.group == new.group]
    if not places:
        place = _place_of_group(blocks, new.group)
        _separate(blocks, place)
        heading = f"### {new.group.title()}\n\n"
        blocks.insert(place, _Block(new.group, heading + new.text.rstrip("\n") + "\n\n"))
        return
    last = blocks[places[-1]]
    end = last.text[len(last.text.rstrip("\n")) :]
    between = "\n\n" if last.is_heading else "\n"
    blocks[places[-1]] = last._replace(text=last.text.rstrip("\n") + between)
    blocks.insert(places[-1] + 1, new._replace(text=new.text.rstrip("\n") + end))


def _place_of_group(blocks: Sequence[_Block], group: str) -> int:
    """Where a group begins that is not there: major before minor before patch, all else last."""
    later = _GROUPS[_GROUPS.index(group) + 1 :] if group in _GROUPS else ()
    return next((place for place, each in enumerate(blocks) if each.group in later), len(blocks))


def _separate(blocks: list[_Block], place: int) -> None:
    above = blocks[place - 1].text.rstrip("\n") if place else ""
    if above:
        blocks[place - 1] = blocks[place - 1]._replace(text=f"{above}\n\n")


def _words(text: str) -> str:
    """The words of an entry, without the commits, pull requests and people that it credits."""
    told = _THANKS.sub(r"\1", _COMMIT.sub("- ", _COMMITS.sub("", _LINK.sub("", text))))
    return " ".join(_WORD.findall(told.casefold())) or text.strip()
