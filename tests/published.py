"""This package, released by its own train: built, published, installed, and at work elsewhere.

A copy of this repository makes its next version, builds it as the job of deploy.yml does, and
publishes it to an index of this machine. From there it comes into an empty environment, adopts a
repository that has never heard of it, and rehearses that one's train. What it depends on, and what
builds it, is installed as this machine installs packages.

    python -m tests.published
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from tests.deploys.package_index import PASSWORD, USER, Index, an_index
from tests.repositories import Repo
from tests.trains import FILES

ROOT = Path(__file__).parents[1]
APP = "monorepo-release"
LONGEST = 900.0  # seconds of one command

_TABLE = f"[tool.release.apps.{APP}.environments.production.pypi]\n"
_INDEX = 'index = "{index.simple}"\nupload = "{index.address}/"\nwithin = 60\n'
_RECORDS = '\n[tool.release.environments.production]\nrecords = "clone"\n'
_TOKENS = ("GH_PAT", "GITHUB_TOKEN", "PYTHONPATH", "VIRTUAL_ENV", "UV_OFFLINE")


class Workshop(NamedTuple):
    """Where commands run, and what they are told; `python` runs this tree's own."""

    environment: Mapping[str, str]

    def run(self, cwd: Path, *argv: str) -> str:
        """Run a program to its end, which must be a good one; its stdout.

        Raises:
            SystemExit: it was not.
        """
        began = monotonic()
        ran = subprocess.run(
            argv,
            cwd=cwd,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST,
        )
        told = " ".join([Path(argv[0]).name, *argv[1:]])
        print(f"{monotonic() - began:6.1f} s  {told}", flush=True)
        if ran.returncode:
            raise SystemExit(
                f"{told} ended with exit code {ran.returncode}\n{ran.stdout}{ran.stderr}"
            )
        return ran.stdout

    def ours(self, cwd: Path, *words: str) -> str:
        """Run one of our tasks, of this tree."""
        return self.run(cwd, sys.executable, "-P", "-m", "release", *words)


def main() -> None:
    """Do all of it, and tell how long each part took."""
    with tempfile.TemporaryDirectory() as name, an_index(Path(name) / "index") as index:
        folder = Path(name)
        shop = Workshop(environment_of(folder, index))
        copy = a_copy(folder / "copy", index)
        version = publish(shop, copy, index)
        release = installed(shop, folder / "empty", version)
        rehearsed = abroad(shop, folder / "abroad", release)
    print(f"{APP} {version}: published by its own train, installed, and at work: {rehearsed}")


def environment_of(folder: Path, index: Index) -> dict[str, str]:
    """The user's own, without tokens; packages come from the index first."""
    kept = {name: value for name, value in os.environ.items() if name not in _TOKENS}
    here = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)])
    own = {
        "HOME": str(folder),
        "PATH": here,
        "UV_CACHE_DIR": str(folder / "cache"),
        "UV_INDEX": index.simple,
        "UV_PUBLISH_USERNAME": USER,
        "UV_PUBLISH_PASSWORD": PASSWORD,
    }
    return {**kept, **own}


def a_copy(root: Path, index: Index) -> Repo:
    """This repository as a new one, whose production is the index."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).exists():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, root / name, follow_symlinks=False)
    settings = root / "pyproject.toml"
    text = settings.read_text("utf-8")
    assert _TABLE in text, "the table of the target is not where it was"
    settings.write_text(
        text.replace(_TABLE, _TABLE + _INDEX.format(index=index)) + _RECORDS, "utf-8"
    )
    repo = Repo(root)
    repo.commit("Copy")
    return repo


def publish(shop: Workshop, copy: Repo, index: Index) -> str:
    """Release and publish the next version, as the workflows do; its number."""
    shop.ours(copy.root, "changeset.version")
    copy.commit("chore: release versions")
    version = str(json.loads((copy.root / "package.json").read_text("utf-8"))["version"])
    shop.ours(copy.root, "deploy.build", "--app", APP, "--platform", "any")
    shop.ours(copy.root, "deploy", "--app", APP)
    again = json.loads(shop.ours(copy.root, "deploy", "--app", APP, "--json"))
    if again["apps"][APP]["action"] != "already" or index.uploads != len(index.files):
        raise SystemExit(f"a second run was not the end of it: {again}")
    for name, content in index.files.items():
        print(f"          {name}: {len(content)} bytes")
    return version


def installed(shop: Workshop, folder: Path, version: str) -> Path:
    """The program in an empty environment, which has nothing but it and what it depends on."""
    shop.run(folder.parent, "uv", "venv", "--quiet", str(folder))
    python = ("--python", str(folder))
    shop.run(folder.parent, "uv", "pip", "install", "--quiet", *python, f"{APP}=={version}")
    shop.run(folder.parent, "uv", "pip", "check", "--quiet", *python)
    program = folder / "bin" / "release"
    said = shop.run(folder.parent, str(program), "--version")
    if version not in said:
        raise SystemExit(f"{version} was installed, and says {said}")
    return program


def abroad(shop: Workshop, root: Path, release: Path) -> str:
    """Adopt a repository that knows nothing of us, and rehearse its train; how that ended."""
    repo = Repo(root)
    repo.commit("Begin", {name: text for name, text in FILES.items() if name != "release.toml"})
    repo.git.branch("staging")
    shop.run(root, str(release), "setup.init", "--yes")
    repo.commit("Adopt")
    told = json.loads(shop.run(root, str(release), "rehearse", "--json"))
    if not told["green"]:
        raise SystemExit(f"the rehearsal was not green: {told['verdict']}")
    return str(told["verdict"])


if __name__ == "__main__":
    main()
