"""What the `commit` option has a commit say: the words of Changesets, or the repository's own."""

from __future__ import annotations

from collections.abc import Sequence

from release.config.changesets import DEFAULT_COMMIT, PATH
from release.errors import ConfigError, Where
from release.model import Bump, Changeset, PlannedRelease
from release.own_code import LoadCode, is_own_code

Commit = tuple[str, object]
"""The configuration's `commit`: who words the message, and the options or None."""

_SKIP = "[skip ci]\n"


def version_message(commit: Commit, releases: Sequence[PlannedRelease], load_code: LoadCode) -> str:
    """The message of the commit that a release's files come with (@changesets/cli 3.0.3, commit).

    Args:
        commit: its option `skipCI`, when it is true or "version", has CI leave the commit alone.
        releases: in plan order; those that move nothing are left out of the message.
        load_code: loads the repository's own Python, whose `version_message(releases)` is asked.

    Raises:
        ConfigError: `commit` names something that is neither Changesets' own nor Python.
        CommandError: it is Python of the repository's own, and failed.
    """
    moving = [each for each in releases if each.bump is not Bump.NONE]
    if _is_own(commit):
        name, options = commit
        return load_code(name, options, ["version_message"]).text("version_message", moving)
    listed = "\n".join(f"  {each.name}@{each.new}" for each in moving)
    skip = f"\n{_SKIP}" if _skips_ci(commit, "version") else ""
    return f"RELEASING: Releasing {len(moving)} package(s)\n\nReleases:\n{listed}\n{skip}"


def add_message(commit: Commit, changeset: Changeset, load_code: LoadCode) -> str:
    """The message of the commit that a new changeset comes with.

    `skipCI` counts when it is true or "add"; own Python has `add_message(changeset)`. All else is
    as for `version_message`.
    """
    if _is_own(commit):
        name, options = commit
        return load_code(name, options, ["add_message"]).text("add_message", changeset)
    skip = f"\n\n{_SKIP}" if _skips_ci(commit, "add") else ""
    return f"docs(changeset): {changeset.summary}{skip}"


def _is_own(commit: Commit) -> bool:
    name, _ = commit
    if name == DEFAULT_COMMIT[0]:
        return False
    if is_own_code(name):
        return True
    raise ConfigError(
        f"`commit` names `{name}`, which is JavaScript, and that is not run here",
        Where(PATH),
        f"put `true` in its place for the words of Changesets, or {_IN_PYTHON}",
    )


def _skips_ci(commit: Commit, command: str) -> bool:
    _, options = commit
    asked = options.get("skipCI") if isinstance(options, dict) else None
    return asked is True or asked == command


_IN_PYTHON = """\
write it in Python: set it to `messages:Messages`,
        and let messages.py at the root of the repository say
            class Messages:
                def __init__(self, options): self.options = options
                def version_message(self, releases): return f"release {len(releases)} packages"
                def add_message(self, changeset): return changeset.summary
        (the nouns are those of release/model.py)"""
