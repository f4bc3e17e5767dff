"""How a pull request is merged: as a merge commit, squashed into one, or commit by commit."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from release.rehearsal.found import pull_of
from release.rehearsal.git_text import Commit, Person
from release.rehearsal.messages import Refusal, Response, answer, not_found, nothing
from release.rehearsal.nouns import Pull, Settings
from release.rehearsal.protection import binding, expected, missing_checks
from release.rehearsal.routing import Call, route
from release.rehearsal.shapes import no_reply

_GITHUB = ("GitHub", "noreply@github.com")  # who commits what is merged by a button


class Merge(NamedTuple):
    """One merge that is being made: of what, by whom, and what its commit is to say."""

    call: Call
    pull: Pull
    title: str | None
    message: str | None

    @property
    def committer(self) -> Person:
        """GitHub, now."""
        return Person(*_GITHUB, self.call.now)

    def by(self, login: str) -> Person:
        """An account, now."""
        return Person(login, no_reply(login), self.call.now)


def merge(call: Call) -> Response:
    """Merge a pull request."""
    pull = pull_of(call)
    _check(call, pull)
    method = call.words("merge_method", "PullRequest") or "merge"
    making, allowed, name = _METHODS.get(method, (None, None, ""))
    if making is None or allowed is None:
        raise Refusal(422, "Validation Failed", [f"merge_method `{method}` is not known"])
    if not allowed(call.repo.settings) or (method == "merge" and _linear(call, pull)):
        raise Refusal(405, f"{name} are not allowed on this repository.")
    wanted = Merge(
        call,
        pull,
        call.words("commit_title", "PullRequest"),
        call.words("commit_message", "PullRequest"),
    )
    sha = making(wanted)
    if not call.repo.bare.move(f"refs/heads/{pull.base}", sha, pull.base_sha):
        raise Refusal(409, "Base branch was modified. Review and try the merge again.")
    call.repo.pulls[pull.number] = pull._replace(
        closed=call.now, merged=call.now, updated=call.now, merged_by=call.who, merge=sha
    )
    if call.repo.settings.delete_branch_on_merge:
        call.repo.bare.remove(f"refs/heads/{pull.head}")
    return answer({"sha": sha, "merged": True, "message": "Pull Request successfully merged"})


def is_merged(call: Call) -> Response:
    """Whether it was merged: 204, or else 404."""
    if pull_of(call).merged is None:
        raise not_found()
    return nothing()


def _check(call: Call, pull: Pull) -> None:
    """Refuse what GitHub would not merge."""
    if not pull.open or pull.draft:
        raise Refusal(405, "Pull Request is not mergeable")
    if call.fields.get("sha", pull.head_sha) != pull.head_sha:
        raise Refusal(409, "Head branch was modified. Review and try the merge again.")
    protection = binding(call.repo, pull.base, call.caller)
    if protection and protection.reviews:
        raise Refusal(
            405,
            f"At least {protection.reviews} approving review is required by reviewers with write "
            "access.",
        )
    if missing := missing_checks(call.repo, protection, pull.head_sha):
        raise Refusal(405, expected(missing))


def _linear(call: Call, pull: Pull) -> bool:
    guarded = call.repo.protections.get(pull.base)
    return guarded is not None and guarded.linear


def _merged_tree(wanted: Merge) -> str:
    pull = wanted.pull
    tree = wanted.call.repo.bare.merged_tree(pull.base_sha, pull.head_sha)
    if tree is None:
        raise Refusal(405, "Pull Request is not mergeable")
    return tree


def _merge_commit(wanted: Merge) -> str:
    pull, repo = wanted.pull, wanted.call.repo
    title = wanted.title or f"Merge pull request #{pull.number} from {repo.owner}/{pull.head}"
    message = pull.title if wanted.message is None else wanted.message
    people = (wanted.by(wanted.call.who), wanted.committer)
    parents = (pull.base_sha, pull.head_sha)
    return repo.bare.commit_tree(_merged_tree(wanted), parents, _joined(title, message), people)


def _squash(wanted: Merge) -> str:
    pull, repo = wanted.pull, wanted.call.repo
    commits = _commits(wanted)
    title = wanted.title or f"{_squash_title(wanted, commits)} (#{pull.number})"
    message = _squash_message(wanted, commits) if wanted.message is None else wanted.message
    people = (wanted.by(pull.author), wanted.committer)
    text = _joined(title, message)
    return repo.bare.commit_tree(_merged_tree(wanted), (pull.base_sha,), text, people)


def _rebase(wanted: Merge) -> str:
    """Put each commit on top of the base, as a new one; what is there already is left out."""
    bare, onto = wanted.call.repo.bare, wanted.pull.base_sha
    for one in _commits(wanted, "--no-merges"):
        tree = bare.picked_tree(one, onto)
        if tree is None:
            raise Refusal(405, "This branch can't be rebased")
        if tree != bare.commit(onto).tree:
            people = (one.author, wanted.committer)
            onto = bare.commit_tree(tree, (onto,), one.message, people)
    return onto


def _commits(wanted: Merge, *options: str) -> list[Commit]:
    pull, bare = wanted.pull, wanted.call.repo.bare
    return bare.between(pull.base_sha, pull.head_sha, *options)


def _squash_title(wanted: Merge, commits: list[Commit]) -> str:
    chosen = wanted.call.repo.settings.squash_merge_commit_title
    if chosen == "COMMIT_OR_PR_TITLE" and len(commits) == 1:
        return commits[0].subject
    return wanted.pull.title


def _squash_message(wanted: Merge, commits: list[Commit]) -> str:
    chosen = wanted.call.repo.settings.squash_merge_commit_message
    if chosen == "BLANK":
        return ""
    if chosen == "PR_BODY":
        return wanted.pull.body or ""
    if len(commits) == 1:
        return commits[0].message.partition("\n")[2].strip("\n")
    return "\n\n".join(f"* {one.message}" for one in commits)


def _joined(title: str, message: str) -> str:
    return f"{title}\n\n{message}" if message else title


_METHODS: dict[str, tuple[Callable[[Merge], str], Callable[[Settings], bool], str]] = {
    "merge": (_merge_commit, lambda settings: settings.allow_merge_commit, "Merge commits"),
    "squash": (_squash, lambda settings: settings.allow_squash_merge, "Squash merges"),
    "rebase": (_rebase, lambda settings: settings.allow_rebase_merge, "Rebase merges"),
}

_MERGE = "/repos/{owner}/{repo}/pulls/{number}/merge"
ROUTES = (
    route("PUT", _MERGE, merge),
    route("GET", _MERGE, is_merged),
)
