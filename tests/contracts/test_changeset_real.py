"""Our reading of changesets beside that of the real @changesets/parse, in one node process."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from release.changeset import parse_changeset
from release.errors import ChangesetError
from tests.contracts.changeset_rows import FILES, FRONT_MATTER, REFUSED
from tests.real_components import Components

pytestmark = pytest.mark.needs("node")

ORACLE = Path(__file__).parent / "oracles" / "parse_changesets.mjs"
GENERATED = 4000

Answer = dict[str, object] | None

NAMES = [
    *("a", '"a"', "b", "'c'", '"@s/p"'),
    *("@s/p", "10", "2", '"3"', "1.0", "null", "true", "~", '""', '" "', "a b", '"a b"', "\u00e9"),
    *("it's", '"x\\u0041"', '"x\\"y"', "'it''s'", "a:b", "a#b", "-a", "- a", "? a", "&k a", "*k "),
    *("!!str 1", "<<", "x.y", "x/y", "_z", "yes", "0x1F", "1e3", "-0", "{}x", ".inf", ".5", '"a'),
]
COLONS = [": ", ": ", ":", " : ", ":  ", ":\t", "\t: ", "", ": \t", ": &k ", ":\n  ", ": # c\n  "]
BUMPS = [
    *("patch", "minor", "major", "none", '"patch"', "'minor'"),
    *("Patch", "patch,", "PATCH", "", '"patch"x', "~", "1", "true", "[patch]", "{a: b}", "*k"),
    *(
        '"pa\\u0074ch"',
        "patch#",
        "patch #c",
        "patch\t",
        "patch ",
        '"minor" # x',
        '"major',
        "- patch",
    ),
    *("|\n  patch", ">-\n  patch", "pat\n  ch", "null"),
]
ENDS = ["\n", "\r\n", "\n\n", "\n \n", "\n# c\n", "\n  # \u00e9\n", " # c\n", "\n ", "\n...\n"]
OPENINGS = [
    "---\n",
    "---\r\n",
    "---",
    "\n---\n",
    "text\n---\n",
    "\ufeff---\n",
    "--- # c\n",
    "----\n",
]
CLOSINGS = [
    "\n---\n",
    "\r\n---\r\n",
    "\n---",
    "\n --- \n",
    "\n---x\n---\n",
    "---\n",
    "\n\u00a0---\n",
]
SUMMARIES = [
    "",
    "x",
    "\nSum\n",
    "\n\n  Sum  \n",
    "A\r\nB\r\n",
    "---\n",
    "\ufeffx\u00a0",
    "\x85x\x1c",
]


def test_rows_are_read_as_changesets_reads_them(components: Components) -> None:
    fenced = [f"---\n{text}\n---\n" for text in FRONT_MATTER]
    on_the_fence = [f"---{text}\n---\nx" for text in FRONT_MATTER]
    crlf = [f"---\r\n{_crlf(text)}\r\n---\r\n\r\nA\r\nB" for text in FRONT_MATTER]
    files = [*FILES, *fenced, *on_the_fence, *crlf]

    expected = _real(components, files)

    assert _differences(files, expected) == []


def test_generated_changesets_are_read_as_changesets_reads_them(components: Components) -> None:
    random = Random(5)
    files = [_generated(random) for _ in range(GENERATED)]

    expected = _real(components, files)

    assert _differences(files, expected) == []


def test_what_we_refuse_on_purpose_is_what_changesets_reads(components: Components) -> None:
    """The list of divergences stays true: an entry that Changesets refuses too leaves it."""
    files = [f"---\n{text}\n---\n" for text in REFUSED]

    real = _real(components, files)

    assert [file for file, answer in zip(files, real, strict=True) if answer is None] == []
    assert [None] * len(files) == [_ours(file) for file in files]


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def _generated(random: Random) -> str:
    tame = random.choice([0.95, 0.8, 0.5])  # how much of it is what people write

    def one_of(pieces: list[str], ordinary: int) -> str:
        return random.choice(pieces[:ordinary] if random.random() < tame else pieces)

    lines = [
        one_of(NAMES, 5) + one_of(COLONS, 2) + one_of(BUMPS, 6) + one_of(ENDS, 3)
        for _ in range(random.randrange(6))
    ]
    return one_of(OPENINGS, 4) + "".join(lines) + one_of(CLOSINGS, 3) + random.choice(SUMMARIES)


def _differences(files: list[str], expected: list[Answer]) -> list[tuple[str, Answer, Answer]]:
    answers = ((file, real, _ours(file)) for file, real in zip(files, expected, strict=True))
    return [(file, real, ours) for file, real, ours in answers if real != ours]


def _real(components: Components, files: list[str]) -> list[Answer]:
    answers: list[Answer] = components.ask_node(ORACLE, asked=files)
    return answers


def _ours(file: str) -> Answer:
    try:
        changeset = parse_changeset("id", ".changeset/id.md", file)
    except ChangesetError:
        return None
    releases = [[name, str(bump)] for name, bump in changeset.bumps.items()]
    return {"releases": releases, "summary": changeset.summary}
