"""Releases at the local GitHub, in this process: partial states, faults, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import httpx2
import pytest

from release.adapters.clock import Clock
from release.adapters.github import GitHub
from release.adapters.github.api import Api
from release.adapters.github.line import Access
from release.adapters.github.pace import Pace
from release.adapters.github.refusals import Needs
from release.errors import ForgeError, StateError
from release.forge.releases import DRAFT_MARKER, WantedAsset, WantedRelease
from release.rehearsal import (
    Caller,
    Door,
    Fault,
    Kind,
    Knock,
    LocalGitHub,
    Request,
    Response,
)
from release.rehearsal.nouns import Asset, Release
from tests.github.client import through
from tests.github.judge import judged
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

API = "http://github.localhost/api/v3"
TOKEN = "ghp_adas0123456789abcdefghijklmnopqrstuv"
TRAIN = "acme/train"
TAG = "web@1.1.0"
CONTENTS = {"dist/a.deb": b"first", "dist/b.deb": b"second\0\xff"}


def a_file(path: str) -> WantedAsset:
    content = CONTENTS[path]
    digest = f"sha256:{sha256(content).hexdigest()}"
    return WantedAsset(path.rpartition("/")[2], path, len(content), digest)


def wanted(*, latest: bool = False) -> WantedRelease:
    files = tuple(a_file(path) for path in CONTENTS)
    return WantedRelease(TAG, "main", "web v1.1.0", "- It\n", is_latest=latest, assets=files)


BARE = wanted()._replace(assets=())


@dataclass
class Scene:
    """The local GitHub with one commit and its tag, and a forge on it, on a virtual clock."""

    hub: LocalGitHub
    door: Door
    now: float = 1_800_000_000.0

    def __post_init__(self) -> None:
        self.client = httpx2.Client(transport=httpx2.MockTransport(through(self._ask)))

    def _ask(self, request: Request) -> Response:
        return self.door(request)  # which a test may change

    def forge(self) -> GitHub:
        """The forge as a new command has it."""
        access = Access(API, TRAIN, TOKEN, Needs("URL", "GH_PAT", "repo"))
        pace = Pace(Clock(lambda: self.now, self._sleep))
        return GitHub("http://github.localhost", access, Api(access, pace, self.client))

    def put(self, release: WantedRelease) -> bool:
        return self.forge().put_release(release, CONTENTS.__getitem__)

    def _sleep(self, seconds: float) -> None:
        self.now += seconds

    @property
    def releases(self) -> list[Release]:
        return list(self.hub.site.repositories[TRAIN].releases.values())

    @property
    def files(self) -> dict[str, bytes]:
        found = self.hub.site.repositories[TRAIN].assets.values()
        return {each.name: each.content for each in found}

    def asked(self) -> list[str]:
        """What was asked so far, since this was asked last."""
        short = [
            f"{each.method} {each.path.partition('?')[0].rpartition('acme/train/')[2]}"
            for each in self.hub.log
        ]
        self.hub.log.clear()
        return short

    def writes(self) -> list[str]:
        return [each for each in self.asked() if not each.startswith("GET")]

    def draft(self, body: str = f"{DRAFT_MARKER}\nOld") -> int:
        """A draft of the tag, as a run that was cut off leaves it, or somebody else; its id."""
        before = {each.id for each in self.releases}
        document = {"tag_name": TAG, "body": body, "draft": True}
        headers = {"Authorization": f"Bearer {TOKEN}"}
        self.client.post(f"{API}/repos/{TRAIN}/releases", json=document, headers=headers)
        self.hub.log.clear()
        return next(each.id for each in self.releases if each.id not in before)

    def add_file(self, release: int, name: str, content: bytes) -> Asset:
        """A file that is there already."""
        repo, now = self.hub.site.repositories[TRAIN], self.hub.site.clock()
        number = self.hub.site.next_id()
        asset = Asset(number, release, name, None, "application/octet-stream", content, "ada", now)
        repo.assets[number] = asset
        return asset

    def is_done(self, release: WantedRelease) -> bool:
        """Whether there is the one release, public, and as it is wanted."""
        (found,) = self.releases
        told = (found.tag, found.name, found.body, found.prerelease)
        files = {each.name: CONTENTS[each.path] for each in release.assets}
        assert (release.tag, release.title, release.body, release.is_prerelease) == told
        assert files == self.files
        return found.published is not None


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    repo = Repo(tmp_path_factory.mktemp("seed"))
    repo.commit("Start", {"a": "a"})
    repo.tag(TAG, annotated=True)
    return repo.root


def a_hub(folder: Path, seed: Path) -> LocalGitHub:
    hub = LocalGitHub(folder)
    hub.add_repository(TRAIN, seed=seed)
    hub.add_token(TOKEN, Caller("ada"))
    return hub


@pytest.fixture
def scene(tmp_path: Path, seed: Path) -> Iterator[Scene]:
    hub = a_hub(tmp_path / "hub", seed)
    with judged(hub.answer) as door:
        yield Scene(hub, door)


def test_a_release_takes_few_calls_and_the_second_time_no_write(scene: Scene) -> None:
    """Two looks before a draft, for GitHub takes any number of them; one at what was made."""
    assert scene.put(wanted())

    (number,) = [each.id for each in scene.releases]
    one = f"releases/{number}"
    assert [
        *["GET releases", "GET releases", "POST releases", "GET releases"],
        *[f"GET {one}", f"POST {one}/assets", f"GET {one}", f"POST {one}/assets", f"GET {one}"],
        f"PATCH {one}",
    ] == scene.asked()
    assert scene.is_done(wanted())

    assert not scene.put(wanted())
    assert ["GET releases"] == scene.asked()


def test_only_what_is_to_be_the_latest_becomes_so(scene: Scene) -> None:
    scene.put(BARE)
    assert scene.hub.site.repositories[TRAIN].latest is None

    other = BARE._replace(tag="other@1.0.0", is_latest=True)
    scene.put(other)
    latest = scene.hub.site.repositories[TRAIN].latest
    assert ["other@1.0.0"] == [each.tag for each in scene.releases if each.id == latest]


def test_an_immutable_release_has_its_files_before_it_is_public(scene: Scene) -> None:
    repo = scene.hub.site.repositories[TRAIN]
    repo.settings = repo.settings._replace(immutable_releases=True)

    scene.put(wanted())

    assert scene.is_done(wanted())
    assert [True] == [each.immutable for each in scene.releases]


def test_a_draft_of_ours_is_gone_on_with(scene: Scene) -> None:
    number = scene.draft()
    scene.add_file(number, "a.deb", CONTENTS["dist/a.deb"])

    scene.put(wanted())

    assert [f"POST releases/{number}/assets", f"PATCH releases/{number}"] == scene.writes()
    assert scene.is_done(wanted())


def test_copies_of_our_draft_go(scene: Scene) -> None:
    first, second, third = scene.draft(), scene.draft(), scene.draft()

    scene.put(wanted())

    assert [f"DELETE releases/{second}", f"DELETE releases/{third}"] == scene.writes()[:2]
    assert [first] == [each.id for each in scene.releases]
    assert scene.is_done(wanted())


def test_a_copy_goes_after_the_release_is_public_too(scene: Scene) -> None:
    scene.put(wanted())
    scene.draft()

    assert scene.put(wanted())

    assert scene.is_done(wanted())


def test_a_draft_of_somebody_else_is_left_alone(scene: Scene) -> None:
    theirs = scene.draft("By hand")

    scene.put(BARE)

    (found,) = [each for each in scene.releases if each.id == theirs]
    assert (None, "By hand") == (found.published, found.body)
    assert 2 == len(scene.releases)


def test_our_draft_is_found_on_every_page(scene: Scene) -> None:
    number = scene.draft()
    for _ in range(120):
        scene.draft("By hand")

    scene.put(BARE)

    assert [f"PATCH releases/{number}"] == scene.writes()


@pytest.mark.parametrize("content", [b"other", b"fi", b""])
def test_a_file_that_differs_is_replaced(scene: Scene, content: bytes) -> None:
    number = scene.draft()
    old = scene.add_file(number, "a.deb", content)

    scene.put(wanted())

    assert f"DELETE releases/assets/{old.id}" == scene.writes()[0]
    assert scene.is_done(wanted())


def test_a_public_release_without_its_files_is_an_error(scene: Scene) -> None:
    """An immutable one would refuse them, and people may have taken it as it is."""
    scene.put(BARE)
    scene.asked()

    with pytest.raises(StateError, match=r"is published, and lacks a\.deb, b\.deb"):
        scene.put(wanted())

    assert [] == scene.writes()


def test_what_people_changed_in_a_public_release_stays(scene: Scene) -> None:
    scene.put(BARE)

    assert not scene.put(BARE._replace(title="Other", body="Other"))

    assert scene.is_done(BARE)


def test_a_tag_that_is_gone_does_not_come_back_elsewhere(scene: Scene) -> None:
    """GitHub would make it on the default branch."""
    bare = scene.hub.site.repositories[TRAIN].bare
    commit = bare.peel(bare.refs()["refs/heads/main"])
    scene.hub.site.repositories[TRAIN].bare.remove(f"refs/tags/{TAG}")

    scene.put(BARE._replace(commit=commit or ""))

    assert commit == bare.refs()[f"refs/tags/{TAG}"]


def test_half_a_file_is_replaced_while_it_is_sent(scene: Scene) -> None:
    """GitHub keeps what it has of a file whose sending broke off, and takes no second one."""
    broken: list[Asset] = []

    def break_off(knock: Knock) -> Fault | None:
        if knock.method == "POST" and knock.path.endswith("a.deb") and not broken:
            (number,) = [each.id for each in scene.releases]
            broken.append(scene.add_file(number, "a.deb", b"fi"))
            return Fault(Kind.BAD_GATEWAY)
        return None

    scene.hub.faults = break_off
    scene.put(wanted())

    assert f"DELETE releases/assets/{broken[0].id}" in scene.writes()
    assert scene.is_done(wanted())


@pytest.mark.parametrize(
    ("api", "uploads", "sent"),
    [
        ("https://api.github.com", "https://uploads.github.com/repos/x", True),
        ("https://hub.example/api/v3", "https://hub.example/api/uploads/x", True),
        ("https://api.acme.ghe.com", "https://uploads.acme.ghe.com/x", True),
        ("https://api.github.com", "http://uploads.github.com/x", False),
        ("https://api.github.com", "https://uploads.github.com.evil.example/x", False),
        ("https://hub.example/api/v3", "https://evil.example/api/uploads/x", False),
    ],
)
def test_the_token_goes_to_github_alone(api: str, uploads: str, sent: bool) -> None:
    """Files are sent where an answer says, which is another host."""
    went: list[str] = []
    document = {
        "id": 1,
        "html_url": "",
        "tag_name": TAG,
        "body": DRAFT_MARKER,
        "draft": True,
        "upload_url": f"{uploads}{{?name,label}}",
        "assets": [],
    }

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.method == "POST":
            went.append(str(request.url))
            return httpx2.Response(401, json={"message": "enough"})
        is_list = request.url.path.endswith("/releases")
        return httpx2.Response(200, json=[document] if is_list else document)

    access = Access(api, TRAIN, TOKEN, Needs("URL", "GH_PAT", "repo"))
    now = iter(range(10**6))
    pace = Pace(Clock(lambda: float(next(now)), lambda _: None))
    client = httpx2.Client(transport=httpx2.MockTransport(answer))
    forge = GitHub("https://hub.example", access, Api(access, pace, client))

    with pytest.raises(ForgeError, match="enough" if sent else "which is another host"):
        forge.put_release(wanted(), CONTENTS.__getitem__)
    assert went == ([f"{uploads}?name=a.deb"] if sent else [])
