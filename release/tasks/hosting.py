"""The forge that hosts the repository, as the environment and the remote `origin` name it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from release.adapters.asked import noted
from release.errors import ConfigError, ForgeError, Where
from release.forge import PAT

if TYPE_CHECKING:
    from release.adapters.git.remote import GitRemote
    from release.adapters.github.line import Access
    from release.adapters.origin import Origin
    from release.credits import Credits
    from release.deployment.records import WritableRecords
    from release.forge import WritableForge
    from release.remote import WritableRemote
    from release.world import Bookkeeping

BUILT_IN = "GITHUB_TOKEN"
_EXAMPLE = "https://github.example.com"
_GRAPHQL = "GITHUB_GRAPHQL_URL"
_PUBLIC = "https://github.com"
_SCOPES = "the scopes `repo` and `workflow` (or read and write of contents and pull requests)"
_OF_RECORDS = "the scope `repo` (or read and write of contents and deployments)"


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
    from release.adapters.origin import origin_address

    address = origin_address(root)
    server, access = _access(address, environment, starts_workflows=starts_workflows)
    from release.adapters.github import github  # who may ask nobody need not wait for it

    return github(server, access)


def _access(
    address: str | None, environment: Mapping[str, str], *, starts_workflows: bool
) -> tuple[str, Access]:
    """The address of the forge's pages, and whose token asks which repository.

    Args:
        address: that of the remote `origin`.
        environment: the process's.
        starts_workflows: as in `hosting`.
    """
    from release.adapters.origin import parse_origin

    found = parse_origin(address) if address else None
    repository = environment.get("GITHUB_REPOSITORY") or (found and found.repository)
    if not repository or "/" not in repository:
        raise ConfigError(
            "nothing says which repository of GitHub this is",
            hint="give it a remote `origin`, or set GITHUB_REPOSITORY to OWNER/NAME",
        )
    server = _server(environment, found)
    name, token = _token(environment, starts_workflows=starts_workflows)
    from release.adapters.github.line import Access
    from release.adapters.github.refusals import Needs

    needs = Needs("GITHUB_API_URL", name, _SCOPES)
    return server, Access(_api(environment, server), repository, token, needs)


def remote(root: Path, environment: Mapping[str, str], *, starts_workflows: bool) -> WritableRemote:
    """The remote `origin`; nobody is asked anything yet. Its arguments are those of `hosting`.

    Raises:
        ConfigError: there is no such remote.
        ForgeError: there is no token.
    """
    from release.adapters.origin import origin_address

    return _git_remote(root, origin_address(root), environment, starts_workflows=starts_workflows)


def _git_remote(
    root: Path, address: str | None, environment: Mapping[str, str], *, starts_workflows: bool
) -> GitRemote:
    from release.adapters.git.remote import git_remote
    from release.adapters.origin import parse_origin

    if address is None:
        raise ConfigError(
            "there is no remote `origin`",
            hint="run `git remote add origin` with the address of the repository",
        )
    _server(environment, parse_origin(address))
    _, token = _token(environment, starts_workflows=starts_workflows)
    return git_remote(root, environment, address, token)


def records(root: Path, environment: Mapping[str, str], place: Bookkeeping) -> WritableRecords:
    """The book of deployments; nobody is asked anything yet.

    Args:
        root: of the workspace.
        environment: the process's.
        place: `either` is at the forge where there is a token, and else in this clone.

    Raises:
        ConfigError: nothing says which repository this is.
        ForgeError: it is kept at the forge, and there is no token.
        StateError: there is no git repository here.
    """
    has_token = any(environment.get(name, "").strip() for name in (PAT, BUILT_IN))
    if place == "clone" or (place == "either" and not has_token):
        return _clone_records(root, environment)
    from release.adapters.origin import origin_address

    address = origin_address(root)
    _, access = _access(address, environment, starts_workflows=False)
    from release.adapters.deploy_lock import DeployLock
    from release.adapters.git.objects import git_objects
    from release.adapters.github.records import github_records

    access = access._replace(needs=access.needs._replace(scopes=_OF_RECORDS))
    far = _git_remote(root, address, environment, starts_workflows=False)
    return github_records(access, DeployLock(far, git_objects(root, environment)))


def _clone_records(root: Path, environment: Mapping[str, str]) -> WritableRecords:
    from release.adapters.claims import owner
    from release.adapters.clock import now
    from release.adapters.clone_records import clone_records

    return clone_records(root, environment, now, owner(environment))


def credited(root: Path, environment: Mapping[str, str]) -> Credits:
    """Who tells of commits and pull requests, for changelogs; nobody is asked anything yet.

    What the environment does not set, the file .env at the root may, as in Changesets. A job that
    makes the release pull request has a person's token alone, which will do as well. But where
    a token of the environment is sent, a file of the repository does not decide.

    Raises:
        ConfigError: .env would send a token of the environment elsewhere.
    """
    from release.adapters.disk import Disk
    from release.adapters.github.credits import GitHubCredits
    from release.tasks.dot_env import parse_dot_env

    filed = parse_dot_env(Disk(root).read(".env") or "")
    names = (BUILT_IN,) if filed.get(BUILT_IN) else (BUILT_IN, PAT)
    own = next((name for name in names if environment.get(name)), None)
    if own and filed.get(_GRAPHQL) and not environment.get(_GRAPHQL):
        raise ConfigError(
            f"{_GRAPHQL} stands in .env, and {own} in the environment",
            Where(".env"),
            "set both in one place: whoever can change .env could send your token elsewhere",
        )

    def value(name: str) -> str | None:
        return environment.get(name) or filed.get(name)

    return GitHubCredits(
        server=value("GITHUB_SERVER_URL") or _PUBLIC,
        graphql=value(_GRAPHQL) or "https://api.github.com/graphql",
        repository=value("GITHUB_REPOSITORY"),
        token=environment[own] if own else filed.get(BUILT_IN),
    )


def _server(environment: Mapping[str, str], found: Origin | None) -> str:
    """The address of the forge's pages; the token was made for it, and is sent nowhere else.

    Raises:
        ConfigError: the clone came from another server, or it is no address.
    """
    server = (_address(environment, "GITHUB_SERVER_URL", _EXAMPLE) or _PUBLIC).rstrip("/")
    if found and found.server and found.server != server:
        raise ConfigError(
            f"the remote `origin` is at {found.server}, and the token is one for {server}",
            hint=f"set GITHUB_SERVER_URL to {found.server} when the token was made for it",
        )
    return server


def _api(environment: Mapping[str, str], server: str) -> str:
    named = _address(environment, "GITHUB_API_URL", f"{_EXAMPLE}/api/v3")
    return named or ("https://api.github.com" if server == _PUBLIC else f"{server}/api/v3")


def _address(environment: Mapping[str, str], name: str, example: str) -> str:
    """An address in a variable; empty when it is not set.

    Raises:
        ConfigError: it is none, so that nobody could be asked there.
    """
    found = environment.get(name, "")
    if found and not _is_address(found):
        raise ConfigError(
            f"{name} is `{found}`, which is not an address",
            hint=f"set it to one such as {example}, or unset it",
        )
    return found


def _is_address(text: str) -> bool:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a host or a port that cannot be
        return False


def _token(environment: Mapping[str, str], *, starts_workflows: bool) -> tuple[str, str]:
    """The token, and the variable that it is in."""
    names = (PAT,) if starts_workflows else (PAT, BUILT_IN)
    for name in names:
        # A line end comes along where a secret is pasted.
        if token := environment.get(name, "").strip():
            if token.isascii() and token.isprintable() and " " not in token:
                noted(f"GitHub is asked with the token in {name}")
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
