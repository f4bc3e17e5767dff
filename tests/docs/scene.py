"""Where a page is played: a repository, its GitHub on this machine, and the people round it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import httpx2

import release
from release.adapters.clock import Clock
from release.adapters.github.api import Api
from release.adapters.github.deployments import begin, tell
from release.adapters.github.line import Access
from release.adapters.github.pace import Pace
from release.adapters.github.refusals import Needs
from release.deployment.records import NewAttempt
from release.model import PRODUCTION
from release.rehearsal import Caller, LocalGitHub, Repository
from release.rehearsal.messages import asked_of
from tests.github.client import through
from tests.railway import CHANGESETS
from tests.repositories import Repo
from tests.trains import RELEASED, a_train, released

ROOT = Path(__file__).parents[2]
HOUSE = Path(release.__file__ or "").parent
FULL_NAME = "acme/train"
TOKEN = "ghp_ofthepages6789abcdefghijklmnopqrstuv"
_LEFT_BEHIND = ("tests/", "benchmarks/")  # no page is about them, and they are many

_OUR_TRAIN = Path(__file__).with_name("train")  # what the train of the pages has of its own
_PYTHON = """\
#!/bin/sh
if [ "$1 $2" = "-m venv" ]; then mkdir -p "$3" && exec ln -s {bin} "$3/bin"; fi
exec {python} "$@"
"""


class Scene(NamedTuple):
    """A clone at `root` whose `origin` is `there`, and what commands know of it."""

    root: Path
    environment: Mapping[str, str]
    hub: LocalGitHub
    there: Repository
    url: str

    def happens(self, what: str) -> None:
        """What people do at GitHub.

        Raises:
            KeyError: nobody does that.
        """
        _HAPPENING[what](self)

    def as_read(self, said: str) -> str:
        """What was said, as it would be at the real GitHub."""
        return said.replace(self.url, "https://github.com")

    def ask(self, method: str, path: str, **body: object) -> Any:
        """What somebody does on the pages of the repository."""
        said = self.hub.answer(asked_of(FULL_NAME, TOKEN, method, path, body))
        answer = json.loads(said.body)
        assert said.status < 400, answer
        return answer


def _merge(scene: Scene) -> None:
    (pull,) = (each for each in scene.there.pulls.values() if each.open)
    scene.ask("PUT", f"pulls/{pull.number}/merge")


def _promote(scene: Scene) -> None:
    scene.ask("POST", "pulls", title="Promote staging", head="staging", base="main")
    _merge(scene)


_HAPPENING: Mapping[str, Callable[[Scene], None]] = {
    "somebody merges the pull request": _merge,
    "somebody promotes staging to main": _promote,
}


def _this_repository(root: Path) -> None:
    """This repository as it stands, with one commit, as after a clone."""
    _copy(root, left_out=_LEFT_BEHIND)


def _copy(root: Path, left_out: tuple[str, ...]) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    for name in listed:
        if name and not name.startswith(left_out) and (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, root / name)


def _workshop(root: Path) -> None:
    """This repository with its tests, as whoever works on it has it."""
    _copy(root, left_out=())
    if not (root / "release").exists():  # the installed wheel is what is tested
        shutil.copytree(HOUSE, root / "release", ignore=shutil.ignore_patterns("__pycache__"))


def _train(root: Path) -> None:
    """Three apps of one repository, whose last versions are out; `hosts` is where they go."""
    a_train(root, {"tasks.py": "from release.tasks import namespace as ns\n"})
    for name in CHANGESETS:
        (root / name).unlink()
    shutil.copytree(_OUR_TRAIN, root, dirs_exist_ok=True)


def _foreign(root: Path) -> None:
    """The same apps where Changesets is used, and nobody has heard of us."""
    a_train(root)
    (root / "release.toml").unlink()


def _covector(root: Path) -> None:
    """Two packages that covector has released once, with a change that waits."""
    manifest = '{{"name":"{}","version":"{}","private":true}}\n'.format
    packages = {
        "print": {"path": "./print", "manager": "javascript"},
        "desk": {"path": "./desk", "manager": "javascript", "dependencies": ["print"]},
    }
    manager = {"version": True, "publish": ["npm publish"]}
    config = {"pkgManagers": {"javascript": manager}, "packages": packages}
    change = "---\nprint: minor:feat\n---\n\nPrint {}\n".format
    repo = Repo(root)
    before = {
        "package.json": manifest("shop", "0.0.0"),
        "print/package.json": manifest("@acme/print", "1.0.0"),
        "desk/package.json": manifest("@acme/desk", "2.0.0"),
        ".changes/config.json": json.dumps(config, indent=2) + "\n",
        ".changes/in-colour.md": change("in colour"),
    }
    repo.commit("Print in colour", before)
    repo.remove(".changes/in-colour.md")
    repo.write("print/package.json", manifest("@acme/print", "1.1.0"))
    repo.write("desk/package.json", manifest("@acme/desk", "2.0.1"))
    repo.commit("publish new versions")
    repo.tag("print-v1.1.0")
    repo.tag("desk-v2.0.1")
    repo.write(".changes/second-page.md", change("a second page"))


def _scripts(root: Path) -> None:
    """Two apps whose team has scripts of its own around Changesets."""
    shutil.copytree(Path(__file__).with_name("scripts"), root, dirs_exist_ok=True)


_SEEDS: Mapping[str, Callable[[Path], None]] = {
    "this repository": _this_repository,
    "workshop": _workshop,
    "train": _train,
    "foreign": _foreign,
    "covector": _covector,
    "scripts": _scripts,
}


@contextmanager
def scene(name: str, folder: Path) -> Iterator[Scene]:
    """The scene of that name, in an empty folder.

    Raises:
        KeyError: there is no such scene.
    """
    seed = _SEEDS[name]
    repo = Repo(folder / "train")
    seed(repo.root)
    out = RELEASED if name == "train" else {}
    released(repo, out)
    hub = LocalGitHub(folder / "hub")
    hub.add_token(TOKEN, Caller("ada", admin=True))
    there = hub.add_repository(FULL_NAME, seed=repo.root)
    with hub.serve() as url:
        signed = url.replace("://", f"://x-access-token:{TOKEN}@")
        repo.git.remote("add", "origin", f"{signed}/{FULL_NAME}.git")
        repo.git.fetch("--quiet", "origin")
        for branch in ("main", "staging"):
            repo.git.branch("--quiet", f"--set-upstream-to=origin/{branch}", branch)
        found = Scene(repo.root, _environment(folder, url), hub, there, url)
        for app, version in out.items():
            _have_deployed(found, app, version)
        yield found


def _have_deployed(scene: Scene, app: str, version: str) -> None:
    """Have a version run in production, and the records say so."""
    client = httpx2.Client(transport=httpx2.MockTransport(through(scene.hub.answer)))
    access = Access(f"{scene.url}/api/v3", FULL_NAME, TOKEN, Needs("", "", ""))
    api = Api(access, Pace(Clock(), 0), client)
    wanted = NewAttempt(uuid4().hex, app, version, Repo(scene.root).head, PRODUCTION)
    tell(api, begin(api, wanted), "success", f"{version} runs, verified")
    place = Path(scene.environment["HOSTS"]) / PRODUCTION / app
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"{version}\n", "utf-8")


def _environment(folder: Path, url: str) -> dict[str, str]:
    """What commands know: the GitHub, a token, and a machine on which all is installed."""
    known = {name: each for name, each in os.environ.items() if name != "RELEASE_TEST_WHEEL"}
    return {
        "RELEASE_TEST_NODE_MODULES": str(ROOT / "tests" / "components" / "node_modules"),
        **known,
        "PATH": f"{_installed(folder / 'installed')}{os.pathsep}{os.environ['PATH']}",
        "GH_PAT": TOKEN,
        "GITHUB_SERVER_URL": url,
        "GITHUB_API_URL": f"{url}/api/v3",
        "PYTHONUNBUFFERED": "1",
        "HOSTS": str(folder / "hosts"),
    }


def _installed(place: Path) -> Path:
    """Programs that install, and have nothing left to do: what is tested is there already."""
    place.mkdir()
    scripts = {
        "pip": "#!/bin/sh\nexit 0\n",
        "python3": _PYTHON.format(bin=place, python=shutil.which("python3")),
    }
    for name, text in scripts.items():
        (place / name).write_text(text, "utf-8")
        (place / name).chmod(0o755)
    for name in ("inv", "release"):
        (place / name).symlink_to(Path(sys.executable).with_name(name))
    return place
