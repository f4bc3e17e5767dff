"""The target `pypi` with the real uv and a real index: published once, whatever happens."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploys.package_index import PASSWORD, USER, Index, an_index
from tests.e2e.desk import Answer, typed
from tests.real_components import Components
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git", "uv")

APP = "apps/reading-light"
WHEEL, SOURCE = "reading_light-1.1.0-py3-none-any.whl", "reading_light-1.1.0.tar.gz"
CONFIG = """
[environments.production]
records = "clone"

[apps.reading-light]
target = "pypi"
health = {{ command = ["{uv}", "--version"], successes = 1 }}

[apps.reading-light.pypi]
index = "{index.simple}"
upload = "{index.address}/"
within = 30
"""
PYPROJECT = """\
[build-system]
requires = ["uv_build<1"]
build-backend = "uv_build"

[project]
name = "Reading.Light"
version = "{}"
"""


class Shelf:
    """A repository with one Python package, whose 1.1.0 is to be published."""

    def __init__(self, folder: Path, index: Index, uv: str) -> None:
        self.index = index
        self.repo = Repo(folder)
        self.version("1.1.0")
        files = {
            ".gitignore": "dist/\n",
            "package.json": '{"name": "shop", "private": true, "workspaces": ["apps/*"]}\n',
            "package-lock.json": '{"lockfileVersion": 3}\n',
            ".changeset/config.json": '{"format": false}\n',
            "release.toml": CONFIG.format(index=index, uv=uv),
        }
        self.repo.commit("Open the shop", files)

    def version(self, version: str, *, python: str = "") -> None:
        """Commit a version; that of `python` is in pyproject.toml, where it is another one."""
        files = {
            "package.json": json.dumps({"name": "reading-light", "version": version}),
            "pyproject.toml": PYPROJECT.format(python or version),
            "src/reading_light/__init__.py": f'"""{version}."""\n',
        }
        named = {f"{APP}/{name}": text for name, text in files.items()}
        self.repo.commit(f"reading-light {version}", named)

    def deploy(self, *flags: str) -> Answer:
        return typed(self.repo.root, "deploy", "--app", "reading-light", *flags)

    @property
    def built(self) -> dict[str, str]:
        """The sha256 of each file that was built, by name."""
        paths = (self.repo.root / APP / "dist").rglob("*.*")
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}

    @property
    def published(self) -> dict[str, str]:
        """The same of what the index has."""
        return {
            name: hashlib.sha256(content).hexdigest() for name, content in self.index.files.items()
        }

    def outcome(self, answer: Answer) -> tuple[str, str]:
        """What became of the deployment, and why, of its JSON."""
        told = json.loads(answer.out)["report"]["outcomes"]["reading-light"]
        return told["state"], told["reason"]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with an_index(tmp_path / "index") as made:
        yield made


@pytest.fixture
def shelf(
    tmp_path: Path, index: Index, components: Components, monkeypatch: pytest.MonkeyPatch
) -> Shelf:
    monkeypatch.setenv("PATH", f"{Path(components.uv).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("UV_OFFLINE", raising=False)  # the index is here, and nothing else is asked
    monkeypatch.setenv("UV_DEFAULT_INDEX", index.simple)
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    monkeypatch.setenv("UV_PUBLISH_USERNAME", USER)
    monkeypatch.setenv("UV_PUBLISH_PASSWORD", PASSWORD)
    return Shelf(tmp_path / "shop", index, components.uv)


def test_what_was_built_is_what_everybody_gets_and_a_second_run_does_nothing(
    shelf: Shelf, tmp_path: Path
) -> None:
    done = shelf.deploy()

    assert 0 == done.code, done.err
    assert {WHEEL, SOURCE} == shelf.built.keys()
    assert shelf.built == shelf.published
    assert PASSWORD not in done.err + done.out
    again = shelf.deploy()
    assert (0, 2) == (again.code, shelf.index.uploads)
    assert "1.1.0 runs" in again.out
    venv = [str(tmp_path / "venv"), "--quiet"]
    subprocess.run(["uv", "venv", *venv], check=True)
    install = ["uv", "pip", "install", "--quiet"]
    where = ["--python", str(tmp_path / "venv"), "reading-light==1.1.0"]
    subprocess.run([*install, *where], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    says = [str(python), "-c", "import reading_light; print(reading_light.__doc__)"]
    assert "1.1.0.\n" == subprocess.run(says, capture_output=True, text=True, check=True).stdout


def test_where_no_option_says_the_index_uvs_own_variables_do(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And without them nothing is uploaded, nor any doubt left about that."""
    config = (shelf.repo.root / "release.toml").read_text("utf-8")
    named = {f'index = "{shelf.index.simple}"\n', f'upload = "{shelf.index.address}/"\n'}
    for line in named:
        assert line in config
        config = config.replace(line, "")
    shelf.repo.commit("Leave it to uv", {"release.toml": config})
    monkeypatch.setenv("UV_PUBLISH_URL", f"{shelf.index.address}/")

    lost = shelf.deploy("--json")
    monkeypatch.setenv("UV_PUBLISH_CHECK_URL", shelf.index.simple)
    done = shelf.deploy("--json")

    assert (6, "failed") == (lost.code, shelf.outcome(lost)[0])
    assert "nothing says which index is meant" in lost.err
    assert (0, "deployed") == (done.code, shelf.outcome(done)[0]), done.err
    assert shelf.built == shelf.published


@pytest.mark.needs("openssl")
def test_a_job_is_trusted_for_what_github_says_it_is_and_has_no_token(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lets a job prove who it is reaches uv, and nothing that is printed."""
    for name in ("UV_PUBLISH_USERNAME", "UV_PUBLISH_PASSWORD"):
        monkeypatch.delenv(name)
    with an_index(tmp_path / "safe", safe=True) as safe:
        config = (shelf.repo.root / "release.toml").read_text("utf-8")
        told = config.replace(shelf.index.address, safe.address)
        shelf.repo.commit("Trust", {"release.toml": told})
        monkeypatch.setenv("SSL_CERT_FILE", str(safe.folder / "certificate.pem"))
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", f"{safe.address}/id-token?")
        monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "of-this-job")

        done = shelf.deploy()

        assert 0 == done.code, done.err
        assert {WHEEL, SOURCE} == safe.files.keys()
        assert "of-this-job" not in done.out + done.err


def test_what_was_cut_off_between_two_files_is_completed_by_the_next_run(shelf: Shelf) -> None:
    shelf.index.fail("POST", 1)

    cut = shelf.deploy("--json")

    assert 6 == cut.code
    assert ("unknown", True) == (shelf.outcome(cut)[0], "`uv publish" in shelf.outcome(cut)[1])
    assert "is out, and an index takes no version back" in cut.err
    (first,) = shelf.published
    kept = shelf.index.files[first]
    shelf.index.mend()
    done = shelf.deploy()
    assert 0 == done.code, done.err
    assert shelf.built == shelf.published
    assert kept == shelf.index.files[first]


def test_what_was_lost_after_the_last_file_is_not_published_again(
    shelf: Shelf, tmp_path: Path
) -> None:
    """As when the job was cancelled before it could record anything: another one knows nothing."""
    assert 0 == shelf.deploy().code
    elsewhere = tmp_path / "elsewhere"
    shelf.repo.git.clone("--quiet", str(shelf.repo.root), str(elsewhere))

    again = typed(elsewhere, "deploy", "--app", "reading-light")

    assert (0, 2) == (again.code, shelf.index.uploads), again.err
    assert "done already" in again.err


def test_a_version_that_the_index_has_with_other_content_is_refused(shelf: Shelf) -> None:
    assert 0 == shelf.deploy().code
    before = shelf.index.files
    shelf.repo.commit("Mend it", {f"{APP}/src/reading_light/__init__.py": '"""Better."""\n'})
    dist = shelf.repo.root / APP / "dist"
    subprocess.run(
        ["uv", "build", "--clear", "--out-dir", dist, APP], check=True, cwd=shelf.repo.root
    )

    where = ("--index", shelf.index.simple)
    answer = typed(
        shelf.repo.root, "pypi.verify", "--app", "reading-light", "--version", "1.1.0", *where
    )

    assert 4 == answer.code
    assert 2 == answer.err.count("error: the index has another reading_light-1.1.0")
    assert "release a new version" in answer.err
    assert before == shelf.index.files


def test_an_index_that_does_not_answer_is_told_before_anything_is_published(shelf: Shelf) -> None:
    shelf.index.stop()

    answer = shelf.deploy()

    assert 6 == answer.code
    assert f"the index {shelf.index.simple}reading-light/ did not answer" in answer.err
    assert "failed in `build`" in answer.err
    assert "roll out" not in answer.err


def test_wrong_credentials_leave_everything_as_it_was(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_PUBLISH_PASSWORD", "wrong-and-secret")

    answer = shelf.deploy("--json")

    assert (6, "failed") == (answer.code, shelf.outcome(answer)[0])
    assert "403 Forbidden" in answer.err
    assert "wrong-and-secret" not in answer.err + answer.out
    assert {} == shelf.published


def test_a_file_of_another_version_is_refused_before_anything_is_published(shelf: Shelf) -> None:
    shelf.version("1.2.0", python="1.1.0")

    answer = shelf.deploy()

    assert 6 == answer.code
    assert (
        f"`{APP}/dist/{WHEEL}` is of 1.1.0, and reading-light 1.2.0 is to be released" in answer.err
    )
    assert ({}, 0) == (shelf.published, shelf.index.uploads)


def test_what_the_index_does_not_list_in_time_is_out_all_the_same(shelf: Shelf) -> None:
    """The next run finds it, and has nothing to publish."""
    config = (shelf.repo.root / "release.toml").read_text()
    shelf.repo.commit("Hurry", {"release.toml": config.replace("within = 30", "within = 3")})
    shelf.index.fail("GET", 2, "404 Not Found")

    late = shelf.deploy("--json")

    assert 6 == late.code, late.err
    assert "unknown" == shelf.outcome(late)[0], late.err
    assert shelf.built == shelf.published
    shelf.index.mend()
    assert 0 == shelf.deploy().code
    assert 2 == shelf.index.uploads


def test_nothing_brings_an_older_version_back(shelf: Shelf) -> None:
    assert 0 == shelf.deploy().code
    shelf.version("1.2.0")
    assert 0 == shelf.deploy().code

    answer = typed(shelf.repo.root, "deploy.rollback", "--app", "reading-light")

    assert 2 == answer.code
    assert "an index takes no version back" in answer.err
    assert "yank 1.2.0 there" in answer.err
    assert "release.hotfix --app reading-light" in answer.err


def test_jobs_build_and_another_one_publishes_what_they_built(shelf: Shelf) -> None:
    config = shelf.repo.root / "release.toml"
    table = (
        "[workflows.platforms.reading-light]\nany = 'ubuntu-24.04'\nlinux-x86_64 = 'ubuntu-24.04'\n"
    )
    shelf.repo.commit("Build apart", {"release.toml": config.read_text() + table})
    build = ("deploy.build", "--app", "reading-light", "--platform")
    assert 0 == typed(shelf.repo.root, *build, "any").code

    missing = shelf.deploy()

    assert "there is no wheel and no source distribution" in missing.err
    assert f"in {APP}/dist/linux-x86_64" in missing.err
    assert 0 == typed(shelf.repo.root, *build, "linux-x86_64").code
    twins = shelf.deploy()
    assert f"several files would be {WHEEL}" in twins.err
    one = "".join(config.read_text().splitlines(keepends=True)[:-1])
    shelf.repo.commit("Build once", {"release.toml": one})
    done = shelf.deploy()
    assert 0 == done.code, done.err
    assert {WHEEL, SOURCE} == shelf.published.keys()
    assert "Building" not in done.err
