"""Annotated tags, made without a ref: nobody sees one before the remote has it.

Git makes and signs tags with its `tag` command alone, which also writes a ref. So it works in an
empty repository of its own, that has the objects of ours, and of its settings those that matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from tempfile import TemporaryDirectory

from release.adapters.git.environment import with_settings
from release.adapters.git.identity import is_signed, signing_settings, with_identity
from release.adapters.git.program import GitProgram, failure
from release.adapters.shell import Result
from release.adapters.shell import failure as shell_failure
from release.errors import CommandError
from release.remote import NewTag

_WHERE = ("rev-parse", "--show-object-format", "--path-format=absolute", "--git-path", "objects")

_SIGNED = "\n-----BEGIN "


def write_tag(git: GitProgram, environment: Mapping[str, str], tag: NewTag) -> str:
    """Make a tag, or find the one that the clone has of the commit; the hash of either.

    Args:
        git: in the clone.
        environment: of git.
        tag: what to make; its commit is here.

    Raises:
        CommandError: it cannot be signed.
        StateError: git failed.
    """
    if (known := _known(git, tag)) is not None:
        return known
    settings = signing_settings(git)
    form, objects = git.answer(*_WHERE).splitlines()
    with TemporaryDirectory(prefix="release-tag-") as folder:
        git.answer("init", "--quiet", "--bare", "--template=", f"--object-format={form}", folder)
        variables = with_identity(environment, settings)
        variables |= {"GIT_DIR": folder, "GIT_OBJECT_DIRECTORY": objects}
        scratch = GitProgram(git.root, with_settings(variables, list(settings.items())))
        signs = is_signed(settings, "tag")
        options = ("--annotate", "--sign" if signs else "--no-sign", "--cleanup=verbatim")
        words = (*options, "--file=-", "--", tag.name, tag.commit)
        answer = scratch.ask("tag", *words, feed=tag.message)
        if answer is None or (answer.code and not signs):
            raise failure(answer)
        # Without its key, git 2.39 makes a tag that is not signed, and ends as if it were.
        if signs and (answer.code or _SIGNED not in scratch.answer("cat-file", "tag", tag.name)):
            shown = Result(("git", "tag", "--sign"), answer.code or 1, "", answer.stderr)
            raise CommandError(
                f"the tag {tag.name} cannot be signed: {shell_failure(shown)}",
                hint="mend what git's `user.signingKey` and `gpg.format` say, "
                "or set `tag.gpgSign` to false",
            )
        return scratch.answer("rev-parse", f"refs/tags/{tag.name}").strip()


def _known(git: GitProgram, tag: NewTag) -> str | None:
    """The tag of that name, if the clone has it of that commit."""
    ref = f"refs/tags/{tag.name}"
    answer = git.ask("rev-parse", ref, f"{ref}^{{commit}}")
    if answer is None or answer.code:
        return None
    known, commit = answer.stdout.split()
    return known if commit == tag.commit else None
