"""Which forge is asked, with which token: the environment and the remote `origin` say it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from git import Repo

from release.adapters.origin import Origin, parse_origin
from release.errors import ConfigError, ForgeError
from release.tasks.hosting import hosting, records, remote
from release.world import Bookkeeping

GITHUB = "https://github.com/acme/train.git"


def a_clone(tmp_path: Path, address: str | None = GITHUB) -> Path:
    repository = Repo.init(tmp_path)
    if address:
        repository.create_remote("origin", address)
    return tmp_path


def place(root: Path, **environment: str) -> tuple[str, str, str]:
    """The server, the address of its API and the repository."""
    forge = hosting(root, {"GH_PAT": "secret", **environment}, starts_workflows=True)
    access = getattr(forge, "access")  # noqa: B009  no port tells the address of the API
    return forge.server, access.api, forge.repository


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (GITHUB, Origin("https://github.com", "acme/train")),
        ("https://ada:pw@github.com/acme/train", Origin("https://github.com", "acme/train")),
        ("http://127.0.0.1:8080/acme/train.git", Origin("http://127.0.0.1:8080", "acme/train")),
        ("git@github.com:acme/train.git", Origin(None, "acme/train")),
        ("work:acme/train", Origin(None, "acme/train")),
        ("ssh://git@github.com:22/acme/train", Origin(None, "acme/train")),
        ("/srv/git/train.git", None),
        ("file:///srv/git/train.git", None),
    ],
)
def test_an_address_tells_server_and_repository(address: str, expected: Origin | None) -> None:
    assert expected == parse_origin(address)


@pytest.mark.parametrize("address", [GITHUB, "git@github.com:acme/train.git"])
def test_a_clone_of_github_needs_no_setting(tmp_path: Path, address: str) -> None:
    root = a_clone(tmp_path, address)

    assert ("https://github.com", "https://api.github.com", "acme/train") == place(root)


def test_another_server_has_its_api_below_it(tmp_path: Path) -> None:
    root = a_clone(tmp_path, "https://git.example.org/acme/train")

    found = place(root, GITHUB_SERVER_URL="https://git.example.org/")

    assert ("https://git.example.org", "https://git.example.org/api/v3", "acme/train") == found


def test_a_token_is_not_sent_to_wherever_the_clone_came_from(tmp_path: Path) -> None:
    root = a_clone(tmp_path, "https://git.example.org/acme/train")
    environment = {"GH_PAT": "secret"}

    for ask in (hosting, remote):
        with pytest.raises(ConfigError, match=r"at https://git\.example\.org, and the token"):
            ask(root, environment, starts_workflows=True)


def test_what_starts_workflows_takes_no_built_in_token(tmp_path: Path) -> None:
    root = a_clone(tmp_path)
    environment = {"GITHUB_TOKEN": "secret"}

    assert "acme/train" == hosting(root, environment, starts_workflows=False).repository
    with pytest.raises(ForgeError, match="no token in GH_PAT"):
        hosting(root, environment, starts_workflows=True)


@pytest.mark.parametrize("token", ["two words", "café", "a\nb"])
def test_a_token_that_can_be_none_is_refused_and_not_told(tmp_path: Path, token: str) -> None:
    with pytest.raises(ForgeError) as caught:
        hosting(a_clone(tmp_path), {"GH_PAT": token}, starts_workflows=True)

    assert token not in str(caught.value)


def test_without_a_remote_the_environment_names_the_repository(tmp_path: Path) -> None:
    root = a_clone(tmp_path, None)

    assert "acme/train" == place(root, GITHUB_REPOSITORY="acme/train")[2]
    with pytest.raises(ConfigError, match="nothing says which repository"):
        place(root)


@pytest.mark.parametrize(
    ("place", "token", "told"),
    [
        ("forge", "ghp_1", "the deployments of acme/train"),
        ("either", "ghp_1", "the deployments of acme/train"),
        ("either", " ", "this clone alone (.git/monorepo-release.deployments)"),
        ("clone", "ghp_1", "this clone alone (.git/monorepo-release.deployments)"),
    ],
)
def test_deployments_are_recorded_where_it_is_said(
    tmp_path: Path, place: Bookkeeping, token: str, told: str
) -> None:
    """A job's own token is enough for that."""
    book = records(a_clone(tmp_path), {**os.environ, "GH_PAT": "", "GITHUB_TOKEN": token}, place)

    assert told == book.place


def test_deployments_are_not_recorded_at_the_forge_without_a_token(tmp_path: Path) -> None:
    with pytest.raises(ForgeError, match="there is no token"):
        records(a_clone(tmp_path), {}, "forge")


def test_the_client_of_github_is_loaded_when_something_is_asked() -> None:
    """It takes longer to load than all else: whoever only takes a lock does not wait for it."""
    code = "import sys, release.adapters.github.records\n"
    code += "print([each for each in ('ghapi', 'httpx2', 'fastspec') if each in sys.modules])"
    words = [sys.executable, "-c", code]

    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout

    assert "[]\n" == said
