"""`pypi.verify`, `pypi.check` and `pypi.withdraw`, by what was built and what an index answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from release.actions import Decision, Table
from release.errors import ConfigError, ForgeError, ReleaseError, StateError
from release.steps.pypi.built import Wanted
from release.steps.pypi.check import check
from release.steps.pypi.verify import verify
from release.steps.pypi.withdraw import withdraw
from release.targets.pypi import ABSENT
from release.updates import Fetched
from tests.fake_git import FakeGit
from tests.fakes import FakeBlobs, MemoryFiles, a_view

WHEEL, SOURCE = "lib-1.1.0-py3-none-any.whl", "lib-1.1.0.tar.gz"
FILES = {
    "package.json": '{"name": "shop", "private": true, "workspaces": ["apps/*"]}',
    "package-lock.json": "{}",
    ".changeset/config.json": "{}",
    "release.toml": "[apps.lib]\n",
    "apps/lib/package.json": '{"name": "lib", "version": "1.1.0"}',
    f"apps/lib/dist/{WHEEL}": "a wheel",
    f"apps/lib/dist/{SOURCE}": "a source distribution",
    "apps/lib/dist/lib-1.1.0.cdx.json": "{}",
}
ALL = {WHEEL: "a wheel", SOURCE: "a source distribution"}
WANTED = Wanted("1.1.0", ["dist"], "https://a.example.org/simple/")
Step = Callable[..., Decision]


def listing(files: Mapping[str, str]) -> Fetched:
    """The page of an index that has these files, by their contents."""
    found = [
        {"filename": name, "hashes": {"sha256": hashlib.sha256(text.encode()).hexdigest()}}
        for name, text in files.items()
    ]
    return Fetched(200, json.dumps({"files": found}).encode())


def does(step: Step, answer: Fetched, files: Mapping[str, str] = FILES, **more: bool) -> Decision:
    asked: list[str] = []

    def fetch(url: str) -> Fetched:
        asked.append(url)
        return answer

    blobs = FakeBlobs({path: text.encode() for path, text in files.items()})
    view = a_view(MemoryFiles(files), FakeGit())._replace(blobs=blobs)
    decision = step(view, "lib", WANTED, fetch, **more)
    assert ["https://a.example.org/simple/lib/"] == asked
    return decision


def refused(
    step: Step, answer: Fetched, files: Mapping[str, str] = FILES, **more: bool
) -> list[str]:
    with pytest.raises(ReleaseError) as caught:
        does(step, answer, files, **more)
    return [each.message for each in caught.value.problems]


def test_what_the_index_does_not_know_can_be_published_and_is_not_there() -> None:
    unknown = Fetched(404, b"not found")

    document: Any = does(verify, unknown).document
    assert [False, False] == [each["listed"] for each in document["files"]]
    assert [f"{WHEEL} {ABSENT}", f"{SOURCE} {ABSENT}"] == refused(check, unknown)
    assert does(withdraw, unknown)


def test_what_the_index_has_as_it_was_built_is_published_and_stays() -> None:
    listed = listing({**ALL, "lib-1.0.0.tar.gz": "older"})

    assert does(verify, listed)
    assert does(check, listed)
    assert [
        f"{WHEEL} is out, and an index takes no version back",
        f"{SOURCE} is out, and an index takes no version back",
    ] == refused(withdraw, listed)


def test_what_came_half_lacks_the_other_half_and_stays() -> None:
    half = listing({WHEEL: "a wheel"})

    assert does(verify, half)
    assert [f"{SOURCE} {ABSENT}"] == refused(check, half)
    assert [f"{WHEEL} is out, and an index takes no version back"] == refused(withdraw, half)


def test_what_was_uploaded_is_out_though_the_index_does_not_list_it_yet() -> None:
    assert 2 == len(refused(withdraw, listing({}), uploaded=True))


def test_who_may_not_publish_looks_at_the_files_alone() -> None:
    view = a_view(MemoryFiles(FILES), FakeGit())._replace(
        blobs=FakeBlobs({path: text.encode() for path, text in FILES.items()})
    )

    (table, _) = verify(view, "lib", WANTED._replace(address=""), None).blocks

    assert isinstance(table, Table)
    assert {"was not asked"} == {where for *_, where in table.rows}
    with pytest.raises(StateError, match=r"and lib 1\.2\.0 is to be released"):
        verify(view, "lib", WANTED._replace(version="1.2.0"), None)


@pytest.mark.parametrize("step", [verify, check, withdraw])
def test_nobody_is_asked_where_nothing_says_whom(step: Step) -> None:
    view = a_view(MemoryFiles(FILES), FakeGit())

    with pytest.raises(ConfigError, match="nothing says which index is meant"):
        step(view, "lib", WANTED._replace(address=""), lambda _: Fetched(404))


@pytest.mark.parametrize("step", [verify, check, withdraw])
def test_another_file_in_the_place_of_one_is_refused_and_never_called_absent(step: Step) -> None:
    """Though the other one is: whoever reads that word would upload."""
    (told,) = refused(step, listing({WHEEL: "another wheel"}))

    assert told.startswith(f"the index has another {WHEEL}: sha256 ")
    assert ABSENT not in told


def test_a_file_without_its_digest_cannot_be_judged() -> None:
    page = {"files": [{"filename": WHEEL, "hashes": {"md5": "1"}}]}

    (told,) = refused(check, Fetched(200, json.dumps(page).encode()))

    assert f"the index has {WHEEL}, and does not tell its sha256" == told


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Fetched(0, why="Connection refused"), "did not answer: Connection refused"),
        (Fetched(503, b"busy"), "answered 503"),
        (Fetched(200, b"busy"), "is not a page of an index: it is neither JSON nor HTML"),
    ],
)
def test_no_answer_is_not_taken_for_an_empty_index(answer: Fetched, told: str) -> None:
    with pytest.raises(ForgeError, match=told):
        does(check, answer)


def test_what_was_not_built_is_told_before_anybody_is_asked() -> None:
    built = {path: text for path, text in FILES.items() if "/dist/" not in path}

    with pytest.raises(
        StateError, match=r"no wheel and no source distribution of lib 1\.1\.0 in apps"
    ):
        does(verify, listing({}), built)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://me:secret-7391@a.example.org/simple/", "has a name or a password in its address"),
        ("a.example.org", "is `a.example.org`, which is not an address"),
    ],
)
def test_an_address_that_is_none_is_told_and_no_password_is_in_a_message(
    address: str, told: str
) -> None:
    """As in the configuration, for it may be given by hand."""
    view = a_view(MemoryFiles(FILES), FakeGit())

    with pytest.raises(ConfigError) as caught:
        check(view, "lib", WANTED._replace(address=address), lambda _: Fetched(404))

    assert f"`index` {told}" == caught.value.problems[0].message
    assert "secret-7391" not in str(caught.value)
