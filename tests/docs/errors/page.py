"""docs/errors.md: every error that the program can end with, read from its source.

python -m tests.docs.errors     writes the page anew
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from tests.docs.errors.sites import Entry, Site, sites
from tests.docs.errors.source import ROOT
from tests.docs.errors.subjects import SUBJECTS, WHO_MENDS, subject_of

PAGE = ROOT / "docs" / "errors.md"
_MADE = re.compile(r"(?<=<!-- errors -->\n).*?(?=<!-- end -->)", re.DOTALL)
_ANY = "The exit code of what went wrong"
_MANY = 3  # of how many exit codes an error is told at each of them


def made(text: str) -> str:
    """The page with its list as it must be."""
    return _MADE.sub(lambda _: "".join(_chapters(sites())), text)


def _chapters(found: Iterable[Site]) -> Iterator[str]:
    by_title: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for site in found:
        for title in [_ANY] if len(site.codes) > _MANY else map(_title, site.codes):
            by_title[title][subject_of(site.path)] += site.entries
    for title in (*map(_title, WHO_MENDS), _ANY):
        yield f"\n## {title}\n"
        for subject in SUBJECTS:
            if entries := by_title[title].get(subject):
                yield f"\n### {subject}\n\n```text\n"
                yield "\n".join(_shown(entries))
                yield "```\n"
    yield "\n"


def _title(code: int) -> str:
    return f"Exit code {code}: {WHO_MENDS[code]}"


def _shown(entries: Iterable[Entry]) -> Iterator[str]:
    """Each error once, with its places and its hints."""
    told: dict[str, list[Entry]] = defaultdict(list)
    for each in entries:
        told[each.message].append(each)
    for message in [*told]:
        general = next((each for each in told if each != message and _covers(each, message)), None)
        if general:
            told[general] += told.pop(message)
    for message, all_ in sorted(told.items()):
        places = [*dict.fromkeys(each.where for each in all_ if each.where)]
        general_ones = [each for each in places if each.startswith("{")] or places
        lines = [f"error: {message}", *(f"  where: {each}" for each in general_ones)]
        lines += [f"  hint: {each}" for each in dict.fromkeys(each.hint for each in all_) if each]
        yield "\n".join(lines) + "\n"


def _covers(general: str, special: str) -> bool:
    """Whether a message is another one with a word in the place of a name."""
    parts = [re.escape(each) for each in re.split(r"\{[a-z_]+\}", general)]
    return len(parts) > 1 and bool(re.fullmatch(r"\S*".join(parts), special))
