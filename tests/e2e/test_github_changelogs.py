"""`changeset.version` with GitHub's changelogs, beside the real CLI where it is here."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

import pytest

from release.edits import RECORDS
from tests.cli.parity import files_of, lay_out, quiet_environment
from tests.e2e.desk import Answer, typed
from tests.github.graphql import REPOSITORY, TOKEN, GitHubApi, Reply, a_commit, a_pull, github_api
from tests.real_components import Components

MANY = 60
TREE: Mapping[str, object] = {
    "package.json": {"name": "root", "private": True, "workspaces": ["packages/*"]},
    "package-lock.json": {},
    ".changeset/config.json": {
        "format": False,
        "changelog": ["@changesets/changelog-github", {"repo": REPOSITORY}],
    },
    "packages/core/package.json": {"name": "core", "version": "1.0.0"},
    "packages/ui/package.json": {
        "name": "ui",
        "version": "1.0.0",
        "dependencies": {"core": "^1.0.0"},
    },
}


@pytest.fixture
def api() -> Iterator[GitHubApi]:
    with github_api() as served:
        yield served


GENERATORS = {2: "changelog-github-2", 3: "@changesets/changelog-github"}  # by the CLI's line


def a_tree(changelog: object = None) -> dict[str, bytes]:
    """Two packages and sixty changesets; `changelog` in place of the ordinary one."""
    tree = {path: json.dumps(text).encode() for path, text in TREE.items()}
    if changelog is not None:
        text = json.dumps({"format": False, "changelog": changelog})
        tree[".changeset/config.json"] = text.encode()
    for number in range(MANY):
        magic = {0: "pr: 7\n", 1: "author: @eve\n", 2: "commit: v1\n"}.get(number % 5, "")
        name, bump = ("core", "major") if number % 2 else ("ui", "patch")
        text = f'---\n"{name}": {bump}\n---\n\n{magic}Change {number} mends #{number}\n\nmore\n'
        tree[f".changeset/c{number:02}.md"] = text.encode()
    return tree


def a_repository(root: Path, tree: Mapping[str, bytes], api: GitHubApi) -> Path:
    """The tree under git, each changeset with a commit that GitHub knows."""
    lay_out(root, tree, "each")
    log = subprocess.run(
        ["git", "log", "--format=%H", "--reverse"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for number, sha in enumerate(log.split()):
        pulls = [a_pull(1000 + number, "bob", "2026-01-02T03:04:05Z")] if number % 3 else []
        api.commits[sha] = a_commit(sha, "ada" if number % 4 else None, pulls)
    api.commits["v1"] = a_commit("9" * 40, "ada")
    api.pulls[7] = a_pull(7, "cy", "2026-01-02T03:04:05Z", "8" * 40)
    return root


def the_cli(
    root: Path,
    components: Components,
    environment: Mapping[str, str],
    *commands: str,
    line: int = 3,
) -> None:
    """Run the real CLI with the real generator of its line: `version`, unless told otherwise."""
    modules = root / "node_modules" / "@changesets"
    modules.mkdir(parents=True)
    (modules / "changelog-github").symlink_to(components.node_modules / GENERATORS[line])
    for command in commands or ("version",):
        subprocess.run(
            [*components.changesets(line), *command.split()],
            cwd=root,
            env={**quiet_environment(), **environment},
            check=True,
            capture_output=True,
        )


def without_records(root: Path) -> dict[str, bytes]:
    """Every file but those that only we keep."""
    return {path: text for path, text in files_of(root).items() if path not in RECORDS}


def ours(
    root: Path, environment: Mapping[str, str], patch: pytest.MonkeyPatch, *flags: str
) -> Answer:
    with patch.context() as variables:
        for name, text in environment.items():
            variables.setenv(name, text)
        answer = typed(root, "changeset.version", *flags)
    assert TOKEN not in answer.out + answer.err
    return answer


@pytest.mark.needs("node")
@pytest.mark.parametrize("kind", ["environment", ".env", "template"])
def test_the_tree_is_the_one_that_the_real_cli_makes(
    kind: str,
    api: GitHubApi,
    components: Components,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    environment = {"GITHUB_GRAPHQL_URL": api.url, "GITHUB_TOKEN": TOKEN}
    tree = a_tree()
    if kind == ".env":
        environment["GITHUB_SERVER_URL"] = "https://git.example.org"
        tree = a_tree("@changesets/changelog-github")
        lines = [f'{name}="{text}" # ours' for name, text in environment.items()]
        tree[".env"] = "\n".join([*lines, f"export GITHUB_REPOSITORY={REPOSITORY}"]).encode()
        environment = {}
    if kind == "template":
        options = {"repo": REPOSITORY, "template": "- {summary} {ref} {authors}"}
        tree = a_tree(["@changesets/changelog-github", options])
    theirs = a_repository(tmp_path / "theirs", tree, api)
    own = a_repository(tmp_path / "ours", tree, api)

    the_cli(theirs, components, environment)
    answer = ours(own, environment, monkeypatch)

    assert 0 == answer.code, answer.err
    assert files_of(theirs) == without_records(own)


def test_what_only_looks_needs_no_token_and_no_network(
    api: GitHubApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = a_repository(tmp_path / "ours", a_tree(), api)
    monkeypatch.setenv("GITHUB_GRAPHQL_URL", api.url)

    assert 0 == typed(root, "changeset.status").code
    assert 0 == typed(root, "release.preview").code
    assert [] == api.asked


@pytest.mark.parametrize("flags", [(), ("--dry-run",)])
@pytest.mark.parametrize(
    ("token", "reply", "words"),
    [
        ("", None, "there is no token"),
        ("ghp_wrong", None, "401: Bad credentials"),
        (TOKEN, Reply(200, '{"da'), "broke off"),
        (TOKEN, Reply(403, '{"message": "slow"}', {"Retry-After": "900"}), "in 900 seconds"),
    ],
)
def test_a_refusal_of_github_leaves_the_tree_as_it_is(  # noqa: PLR0913, PLR0917  fixtures and rows
    token: str,
    reply: Reply | None,
    words: str,
    flags: tuple[str, ...],
    api: GitHubApi,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = a_repository(tmp_path / "ours", a_tree(), api)
    before = files_of(root)
    api.replies += [reply] if reply else []

    answer = ours(root, {"GITHUB_GRAPHQL_URL": api.url, "GITHUB_TOKEN": token}, monkeypatch, *flags)

    assert (5, before) == (answer.code, files_of(root))
    assert words in answer.err


def test_nothing_to_release_needs_no_token(tmp_path: Path, api: GitHubApi) -> None:
    tree = {path: text for path, text in a_tree().items() if not path.endswith(".md")}
    root = a_repository(tmp_path / "ours", tree, api)

    assert 0 == typed(root, "changeset.version").code


def test_the_environment_wins_over_the_file_env(
    tmp_path: Path, api: GitHubApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [b"# caf\xe9", b"GITHUB_TOKEN=ghp_wrong", f"GITHUB_GRAPHQL_URL='{api.url}'".encode()]
    tree = a_tree() | {".env": b"\r\n".join(lines)}
    root = a_repository(tmp_path / "ours", tree, api)

    both = {"GITHUB_TOKEN": TOKEN, "GITHUB_GRAPHQL_URL": api.url}

    assert 5 == ours(root, {}, monkeypatch).code
    assert 0 == ours(root, both, monkeypatch).code


def test_a_job_with_a_persons_token_alone_asks_with_that(
    tmp_path: Path, api: GitHubApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = a_repository(tmp_path / "ours", a_tree(), api)

    assert 0 == ours(root, {"GH_PAT": TOKEN, "GITHUB_GRAPHQL_URL": api.url}, monkeypatch).code


@pytest.mark.parametrize("name", ["GITHUB_TOKEN", "GH_PAT"])
def test_the_file_env_does_not_decide_where_the_token_of_the_environment_goes(
    name: str, tmp_path: Path, api: GitHubApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = a_tree() | {".env": f"GITHUB_GRAPHQL_URL={api.url}\n".encode()}
    root = a_repository(tmp_path / "ours", tree, api)

    answer = ours(root, {name: TOKEN}, monkeypatch)

    assert 2 == answer.code
    assert f"GITHUB_GRAPHQL_URL stands in .env, and {name} in the environment" in answer.err
    assert [] == api.asked


@pytest.mark.needs("node")
def test_a_prerelease_and_its_end_are_worded_as_the_real_cli_words_them(
    api: GitHubApi, components: Components, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {"GITHUB_GRAPHQL_URL": api.url, "GITHUB_TOKEN": TOKEN}
    theirs = a_repository(tmp_path / "theirs", a_tree(), api)
    own = a_repository(tmp_path / "ours", a_tree(), api)

    the_cli(theirs, components, environment, "pre enter next", "version", "pre exit", "version")
    codes = [
        typed(own, "changeset.pre-enter", "next").code,
        ours(own, environment, monkeypatch).code,
        typed(own, "changeset.pre-exit").code,
        ours(own, environment, monkeypatch).code,
    ]

    assert [0, 0, 0, 0] == codes
    assert files_of(theirs) == without_records(own)


@pytest.mark.needs("node")
def test_a_repository_on_the_cli_2_gets_the_tree_that_it_makes(
    api: GitHubApi, components: Components, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The CLI 2.31.1 with the generator of its time, 0.7.0; ours finds the line by itself."""
    environment = {"GITHUB_GRAPHQL_URL": api.url, "GITHUB_TOKEN": TOKEN}
    changelog = ["@changesets/changelog-github", {"repo": REPOSITORY}]
    config = {"prettier": False, "baseBranch": "main", "changelog": changelog}
    root = {**cast("dict[str, object]", TREE["package.json"])}
    root["devDependencies"] = {"@changesets/cli": "^2.31.1"}
    files = {"package.json": root, ".changeset/config.json": config}
    tree = a_tree() | {path: json.dumps(text).encode() for path, text in files.items()}
    theirs = a_repository(tmp_path / "theirs", tree, api)
    own = a_repository(tmp_path / "ours", tree, api)

    the_cli(theirs, components, environment, line=2)
    answer = ours(own, environment, monkeypatch)

    assert 0 == answer.code, answer.err
    assert files_of(theirs) == without_records(own)


@pytest.mark.parametrize(("compat", "thanked"), [(2, False), (3, True)])
def test_the_line_of_the_cli_decides_which_generator_words_them(
    compat: int, thanked: bool, tmp_path: Path, api: GitHubApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {"GITHUB_GRAPHQL_URL": api.url, "GITHUB_TOKEN": TOKEN}
    changelog = ["@changesets/changelog-github", {"repo": REPOSITORY}]
    config = {"format": False, "prettier": False, "changelog": changelog}
    tree = {
        **{path: json.dumps(text).encode() for path, text in TREE.items()},
        ".changeset/config.json": json.dumps(config).encode(),
        ".changeset/only.md": b'---\n"core": patch\n---\n\nChange\n',
        "release.toml": f"compat = {compat}\n".encode(),
    }
    root = a_repository(tmp_path / "ours", tree, api)
    for sha in api.commits:
        api.commits[sha] = a_commit(sha, "ada", [a_pull(5, None, "2026-01-02T03:04:05Z")])

    answer = ours(root, environment, monkeypatch)

    assert 0 == answer.code, answer.err
    assert thanked == ("Thanks [@ada]" in (root / "packages/core/CHANGELOG.md").read_text())
