"""The copy of a repository that a rehearsal is played on, and a GitHub of this machine for it.

All of it is in one temporary folder. The user's repository lends its objects and is never written
to; its `origin`, its records, the tokens and the settings of the user are not known to what runs
here.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import release
from release.adapters.disk import Disk
from release.adapters.formatters.detect import find_formatter
from release.adapters.git.environment import signed_in
from release.adapters.git.program import GitProgram
from release.adapters.scratch import scratch_tree
from release.config.changesets import PATH as CHANGESETS
from release.config.changesets import is_skipped
from release.config.train import Config
from release.errors import ConfigError, StateError, Where
from release.forge import PAT
from release.read.project import Project, read_project
from release.rehearsal.hub import LocalGitHub
from release.rehearsal.nouns import Caller
from release.rehearsal.stage import ASIDE, BOT, PERSON, Runner, Stage, in_a_process
from release.rehearsal.stand_ins import stand_ins

_KEPT = (
    "PATH",
    "HOME",
    "LANG",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SYSTEMROOT",
    "PATHEXT",
    "APPDATA",
    "LOCALAPPDATA",
    "USERPROFILE",
    "VIRTUAL_ENV",
)
"""What commands are told of the user's environment: where programs are, and no secret."""


@contextmanager
def staged_copy(
    root: Path, environment: Mapping[str, str], runner: Runner = in_a_process
) -> Iterator[Stage]:
    """A stage for the repository at `root` as it stands: its commit and what is changed since.

    Files that git does not track stay away. Both branches begin there.

    Args:
        root: the workspace's root.
        environment: the process's own.
        runner: runs the commands.

    Raises:
        ConfigError: the configuration is wrong.
        StateError: there is no git repository with a commit, or git failed.
    """
    theirs = GitProgram(root, {**environment, "LC_ALL": "C"})
    place = theirs.place()
    if place is None:
        raise StateError(
            "there is nothing to rehearse on: no commit of a git repository is here",
            hint="commit what is to be released",
        )
    project = read_project(Disk(root))
    config, packages = project.config, _packages(project)
    with scratch_tree(root, place.head.sha, {}, {**environment, "GIT_LFS_SKIP_SMUDGE": "1"}) as at:
        top = at.parents[place.prefix.count("/") - 1] if place.prefix else at
        # In git's directory, the hub goes with the tree, after a kill too.
        folder = top / ASIDE
        (folder / "settings").mkdir(parents=True)
        around = _around(environment, folder / "settings")
        changed = theirs.answer("diff", "--binary", "--no-ext-diff", "--no-textconv", "HEAD")
        seed = GitProgram(top, around)
        if place.head.shallow:
            _begin_here(seed)
        _branch(seed, config, changed)
        hub = LocalGitHub(folder / "hub")
        name = f"rehearsal/{_name(root)}"
        there = hub.add_repository(name, seed=top, branch=config.main, private=True)
        # Made up, and of no worth elsewhere; still never printed, as no token is.
        token, persons = (f"ghp_{secrets.token_hex(18)}" for _ in range(2))
        hub.add_token(token, Caller(BOT))
        hub.add_token(persons, Caller(PERSON, admin=True))
        with hub.serve() as url:
            address = f"{url}/{name}.git"
            clone = GitProgram(top, signed_in(around, address, persons))
            clone.answer("config", "remote.origin.url", address)
            clone.answer("config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
            stage = Stage(
                hub,
                there,
                url,
                clone,
                at,
                {**around, PAT: token, "GITHUB_SERVER_URL": url},
                config,
                packages,
                place.head.sha,
                bool(changed),
                runner=runner,
            )
            told = (
                *([_CUT] if place.head.shallow else []),
                *_new_branches(theirs, config),
                *_set_stand_ins(stage, formats=_formats(root, project)),
            )
            yield stage._replace(told=told)


def _around(environment: Mapping[str, str], settings: Path) -> dict[str, str]:
    """The environment of all that is started here, without what is the user's own."""
    kept = {name: environment[name] for name in _KEPT if name in environment}
    for role, who in (("AUTHOR", PERSON), ("COMMITTER", PERSON)):
        kept[f"GIT_{role}_NAME"] = who
        kept[f"GIT_{role}_EMAIL"] = f"{who}@users.noreply.github.com"
    return {
        **kept,
        "XDG_CONFIG_HOME": str(settings),
        # Not os.devnull: `git config --global` would put a file in its place, for everybody.
        "GIT_CONFIG_GLOBAL": str(settings / "gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(Path(release.__file__ or "").parents[1]),
    }


def _begin_here(seed: GitProgram) -> None:
    """Give the copy of a shallow clone a history that has an end, and nothing of what it lacks."""
    words = ("commit-tree", "HEAD^{tree}", "-m", "Where this clone begins")
    seed.answer("update-ref", "--no-deref", "HEAD", seed.answer(*words).strip())
    (seed.root / ".git" / "shallow").unlink()
    tags = seed.answer("for-each-ref", "--format=delete %(refname)", "refs/tags")
    seed.answer("update-ref", "--stdin", feed=tags)


def _new_branches(theirs: GitProgram, config: Config) -> Iterator[str]:
    """Tell of the branches that the user's clone does not know."""
    for option, branch in {"main": config.main, "staging": config.staging}.items():
        refs = (f"refs/heads/{branch}", f"refs/remotes/origin/{branch}")
        if not theirs.answer("for-each-ref", "--count=1", "--format=%(refname)", *refs):
            yield f"there is no branch `{branch}` yet; set `{option}` if yours has another name"


_CUT = "this clone is shallow: the copy knows of no commit before this one, and of no release"


def _branch(seed: GitProgram, config: Config, changed: str) -> None:
    """Commit what is changed, and begin both branches there."""
    if changed:
        seed.answer("apply", "--cached", "--whitespace=nowarn", "-", feed=changed)
        seed.answer("commit", "--quiet", "--no-verify", "-m", "What is not committed yet")
        seed.answer("reset", "--quiet", "--hard")
    for branch in {config.main, config.staging}:
        seed.answer("update-ref", f"refs/heads/{branch}", "HEAD")


def _name(root: Path) -> str:
    """A name that a repository can have."""
    return "".join(sign if sign.isalnum() and sign.isascii() else "-" for sign in root.name) or "it"


def _packages(project: Project) -> tuple[str, ...]:
    """The packages of the apps, as far as they take part in releases.

    Raises:
        ConfigError: none does.
    """
    packages, rules = project.workspace.by_name, project.rules
    named = dict.fromkeys(app.package for app in project.config.apps)
    found = tuple(name for name in named if not is_skipped(packages[name], rules))
    if not found:
        raise ConfigError(
            "there is nothing to release: no package takes part in releases",
            Where(CHANGESETS),
            'for private packages set `"privatePackages": {"version": true, "tag": true}`',
        )
    return found


def _formats(root: Path, project: Project) -> bool:
    """Whether changelogs would be formatted here, by what is not installed in a copy."""
    choice = project.rules.format
    return choice is not None and (choice != "auto" or find_formatter(root) is not None)


def _set_stand_ins(stage: Stage, *, formats: bool) -> tuple[str, ...]:
    files, root = Disk(stage.root), stage.root
    paths = [root / "tasks.py", *root.glob("tasks/**/*.py")]
    modules = [path.relative_to(root).as_posix() for path in paths if path.is_file()]
    found = stand_ins(files, modules, stage.deployed, stage.staged, formats=formats)
    files.prepare(found.files)()
    branches = {stage.config.main, stage.config.staging}
    stage.commit_all("Deploy by commands that do nothing", *branches)
    return found.told
