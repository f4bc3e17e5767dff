"""The forge that hosts the repository, as the environment and the remote `origin` name it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from release.errors import ConfigError, ForgeError

if TYPE_CHECKING:
    from release.forge import WritableForge
    from release.remote import WritableRemote

PAT = "GH_PAT"
BUILT_IN = "GITHUB_TOKEN"
_PUBLIC = "https://github.com"
_SCOPES = "the scopes `repo` and `workflow` (or read and write of contents and pull requests)"


def hosting(root: Path, environment: Mapping[str, str], *, starts_workflows: bool) -> WritableForge:
    """The forge; nobody is asked anything yet.

    Args:
        root: of the workspace.
        environment: the process's.
        starts_workflows: what is done there must start workflows. What the built-in token of a
            job does starts none, so it will not do.

    Raises:
        ConfigError: nothing says which repository this is.
        ForgeError: there is no token.
    """
    from release.adapters.github import github
    from release.adapters.github.api import Account
    from release.adapters.github.refusals import Needs
    from release.adapters.origin import origin

    found = origin(root)
    repository = environment.get("GITHUB_REPOSITORY") or (found and found.repository)
    if not repository or "/" not in repository:
        raise ConfigError(
            "nothing says which repository of GitHub this is",
            hint="give it a remote `origin`, or set GITHUB_REPOSITORY to OWNER/NAME",
        )
    server = environment.get("GITHUB_SERVER_URL") or (found.server if found else _PUBLIC)
    server = server.rstrip("/")
    name, token = _token(environment, starts_workflows=starts_workflows)
    needs = Needs("GITHUB_API_URL", name, _SCOPES)
    return github(server, Account(_api(environment, server), repository, token, needs))


def remote(root: Path, environment: Mapping[str, str], *, starts_workflows: bool) -> WritableRemote:
    """The remote `origin`; nobody is asked anything yet. Its arguments are those of `hosting`.

    Raises:
        ConfigError: there is no such remote.
        ForgeError: there is no token.
    """
    from release.adapters.git_remote import git_remote
    from release.adapters.origin import origin_address

    address = origin_address(root)
    if address is None:
        raise ConfigError(
            "there is no remote `origin`",
            hint="run `git remote add origin` with the address of the repository",
        )
    _, token = _token(environment, starts_workflows=starts_workflows)
    return git_remote(root, environment, address, token)


def _api(environment: Mapping[str, str], server: str) -> str:
    named = environment.get("GITHUB_API_URL")
    return named or ("https://api.github.com" if server == _PUBLIC else f"{server}/api/v3")


def _token(environment: Mapping[str, str], *, starts_workflows: bool) -> tuple[str, str]:
    """The token, and the variable that it is in."""
    names = (PAT,) if starts_workflows else (PAT, BUILT_IN)
    for name in names:
        # A line end comes along where a secret is pasted.
        if token := environment.get(name, "").strip():
            if token.isascii() and token.isprintable() and " " not in token:
                return name, token
            raise ForgeError(
                f"{name} has characters in it that no token has",
                hint="set it to the token alone, on one line",
            )
    why = (
        f"what {BUILT_IN} does starts no workflow, so the pull request's checks would never run"
        if starts_workflows
        else "GitHub is not asked without one"
    )
    raise ForgeError(
        f"there is no token in {' or '.join(names)}",
        hint=f"{why}: set {PAT} to a personal access token with {_SCOPES}",
    )
