"""Protected branches: who may move them, by which way, and what must be green before."""

from __future__ import annotations

from release.rehearsal.messages import Refusal
from release.rehearsal.nouns import Caller, Protection
from release.rehearsal.routing import Call
from release.rehearsal.state import Repository

_HEADS = "refs/heads/"
_TAGS = "refs/tags/"


def binding(repo: Repository, branch: str, caller: Caller | None) -> Protection | None:
    """What the branch demands of the caller; None when nothing."""
    found = repo.protections.get(branch)
    if found is None or (caller is not None and caller.admin and not found.enforce_admins):
        return None
    return found


def missing_checks(repo: Repository, protection: Protection | None, sha: str) -> list[str]:
    """The checks that a branch demands of a commit, and that are not green."""
    wanted = protection.checks if protection else ()
    return [context for context in wanted if not repo.is_green(sha, context)]


def expected(contexts: list[str]) -> str:
    """GitHub's words for checks that are not green."""
    return " ".join(f'Required status check "{context}" is expected.' for context in contexts)


def refuse_moving(call: Call, name: str, old: str | None, new: str | None) -> None:
    """Refuse to move a protected branch, or the tag of an immutable release, by the API.

    Raises:
        Refusal: it is one.
    """
    if name.startswith(_TAGS) and old and name.removeprefix(_TAGS) in call.repo.burned:
        raise Refusal(422, "Cannot update this protected tag: its release is immutable.")
    branch = name.removeprefix(_HEADS) if name.startswith(_HEADS) else ""
    if branch not in call.repo.protections or old is None:
        return
    if new is None:
        raise Refusal(422, "Cannot delete a protected branch")
    if not call.repo.bare.contains(new, old):
        raise Refusal(422, "Cannot force-push to a protected branch")
    protection = binding(call.repo, branch, call.caller)
    if protection and (protection.pull_requests or protection.reviews):
        raise Refusal(422, _BY_PULL_REQUEST)
    if missing := missing_checks(call.repo, protection, new):
        raise Refusal(422, expected(missing))


def push_rules(repo: Repository, caller: Caller | None) -> dict[str, str]:
    """What git's `update` hook is told of a push by the caller: see `HOOK`."""
    closed, checked, green = [], [], []
    for branch in repo.protections:
        ref, protection = f"{_HEADS}{branch}", binding(repo, branch, caller)
        if protection and (protection.pull_requests or protection.reviews):
            closed.append(f"{ref} {_BY_PULL_REQUEST}")
        elif protection and protection.checks:
            checked.append(f"{ref} {expected(list(protection.checks))}")
            told = {status.sha for status in repo.statuses.values()}
            green += [f"{ref} {sha}" for sha in told if not missing_checks(repo, protection, sha)]
    barred = caller is None or "workflow" not in caller.scopes
    return {
        "REHEARSAL_WORKFLOWS": _NO_WORKFLOWS if barred else "",
        "REHEARSAL_CLOSED": "\n".join(closed),
        "REHEARSAL_CHECKED": "\n".join(checked),
        "REHEARSAL_GREEN": "\n".join(green),
        "REHEARSAL_GUARDED": "\n".join(f"{_HEADS}{branch}" for branch in repo.protections),
        "REHEARSAL_BURNED": "\n".join(f"{_TAGS}{tag}" for tag in repo.burned),
    }


_NO_WORKFLOWS = "refusing to allow this token to create or update a workflow"
_BY_PULL_REQUEST = "Changes must be made through a pull request."

HOOK = """\
#!/bin/sh
# Refuses what GitHub refuses. Each variable holds a ref a line, and what belongs to it.
ref=$1 old=$2 new=$3
case "$ref" in refs/pull/*) echo "error: deny updating a hidden ref" >&2; exit 1 ;; esac
zero=0000000000000000000000000000000000000000
if [ -n "$REHEARSAL_WORKFLOWS" ] && [ "$new" != "$zero" ] &&
  [ -n "$(git rev-list -n 1 "$new" --not --all -- .github/workflows)" ]; then
  echo "error: $REHEARSAL_WORKFLOWS without \\`workflow\\` scope" >&2
  exit 1
fi
[ -n "$REHEARSAL_GUARDED$REHEARSAL_BURNED" ] || exit 0

refuse() {
  echo "error: GH006: Protected branch update failed for $ref." >&2
  echo "error: $1" >&2
  exit 1
}
has() { printf '%s\\n' "$1" | grep -Fqx -- "$2"; }
reason() { printf '%s\\n' "$1" | while read -r name words; do
  [ "$name" != "$ref" ] || echo "$words"
done; }

if [ "$old" != "$zero" ] && has "$REHEARSAL_BURNED" "$ref"; then
  refuse "Cannot change the tag of an immutable release"
fi
has "$REHEARSAL_GUARDED" "$ref" || exit 0
[ "$new" != "$zero" ] || refuse "Cannot delete this branch"
if [ "$old" != "$zero" ]; then
  git merge-base --is-ancestor "$old" "$new" || refuse "Cannot force-push to this branch"
fi
closed=$(reason "$REHEARSAL_CLOSED")
[ -z "$closed" ] || refuse "$closed"
checked=$(reason "$REHEARSAL_CHECKED")
[ -z "$checked" ] || has "$REHEARSAL_GREEN" "$ref $new" || refuse "$checked"
exit 0
"""
