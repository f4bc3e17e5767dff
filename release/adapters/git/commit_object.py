"""A commit of a tree, made without a work tree or a ref."""

from __future__ import annotations

from collections.abc import Mapping

from release.adapters.git.identity import is_signed, signing_settings, with_identity
from release.adapters.git.program import GitProgram, failure
from release.adapters.shell import Result
from release.adapters.shell import failure as shell_failure
from release.errors import CommandError
from release.remote import NewCommit


def write_commit(git: GitProgram, environment: Mapping[str, str], commit: NewCommit) -> str:
    """Make a commit, by whom git says we are, and signed when git has a key to sign with; its hash.

    Args:
        git: in the clone.
        environment: of git.
        commit: what to make; its tree and its parents are here.

    Raises:
        CommandError: it cannot be signed.
        StateError: git failed.
    """
    settings = signing_settings(git)
    parents = [word for parent in commit.parents for word in ("-p", parent)]
    sign = ["-S"] if commit.worth_signing and is_signed(settings, "commit") else []
    variables = dict(with_identity(environment, settings))
    if commit.date:
        variables |= dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), commit.date)
    scratch = GitProgram(git.root, variables)
    tree = commit.tree or git.answer("mktree", feed="").strip()
    words = ("commit-tree", tree, *parents, *sign, "-F", "-")
    answer = scratch.ask(*words, feed=commit.message.replace("\0", ""))
    if answer is None or (answer.code and not sign):
        raise failure(answer)
    if answer.code:
        shown = Result(("git", "commit-tree", "-S"), answer.code, "", answer.stderr)
        raise CommandError(
            f"the commit cannot be signed: {shell_failure(shown)}",
            hint="mend what git's `user.signingKey` and `gpg.format` say, "
            "or set `commit.gpgSign` to false",
        )
    return answer.stdout.strip()
