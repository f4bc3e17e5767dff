"""Protected branches: who may move them, by which way, and what must be green before."""

from __future__ import annotations

from release.rehearsal.messages import Refusal
from release.rehearsal.routing import Call
from release.rehearsal.state import Caller, Protection, Repository

_HEADS = "refs/heads/"
_TAGS = "refs/tags/"


def binding(repo: Repository, branch: str, caller: Caller | None) -> Protection | None:
    """What the branch demands of the caller; None when nothing."""
    found = repo.protections.get(branch)
    if found is None or (caller is not None and caller.admin and not found.enforce_admins):
        return None
    return found


def refuse_moving(call: Call, name: str, old: str | None, new: str | None) -> None:
    """Refuse to move a protected branch, or the tag of an immutable release, by the API.

    Raises:
        Refusal: it is one.
    """
    if name.startswith(_TAGS) and old and name.removeprefix(_TAGS) in call.repo.burned:
        raise Refusal(422, "Cannot update this protected tag: its release is immutable.")
    branch = name.removeprefix(_HEADS) if name.startswith(_HEADS) else ""
    guarded = call.repo.protections.get(branch)
    if guarded is None or old is None:
        return
    if new is None:
        raise Refusal(422, "Cannot delete a protected branch")
    if not call.repo.bare.contains(new, old):
        raise Refusal(422, "Cannot force-push to a protected branch")
    if reason := why_not(binding(call.repo, branch, call.caller)):
        raise Refusal(422, reason)


def why_not(protection: Protection | None) -> str | None:
    """Why nobody may push to a branch that demands this; None when they may."""
    if protection is None:
        return None
    if protection.pull_requests or protection.reviews:
        return "Changes must be made through a pull request."
    if protection.checks:
        return "; ".join(f'Required status check "{one}" is expected.' for one in protection.checks)
    return None


def push_rules(repo: Repository, caller: Caller | None) -> dict[str, str]:
    """What git's `update` hook is told of a push by the caller: see `HOOK`."""
    refused = [
        f"{_HEADS}{branch} {reason}"
        for branch in repo.protections
        if (reason := why_not(binding(repo, branch, caller)))
    ]
    return {
        "REHEARSAL_REFUSED": "\n".join(refused),
        "REHEARSAL_GUARDED": "\n".join(f"{_HEADS}{branch}" for branch in repo.protections),
        "REHEARSAL_BURNED": "\n".join(f"{_TAGS}{tag}" for tag in repo.burned),
    }


HOOK = """\
#!/bin/sh
# Refuses what GitHub refuses. The variables hold a ref a line; what follows it is the reason.
refuse() {
  echo "error: GH006: Protected branch update failed for $ref." >&2
  echo "error: $1" >&2
  exit 1
}
ref=$1 old=$2 new=$3
zero=0000000000000000000000000000000000000000
line=$(printf '%s\\n' "$REHEARSAL_REFUSED" | grep -F -- "$ref " | head -n 1)
case "$line" in "$ref "*) refuse "${line#"$ref "}" ;; esac
if printf '%s\\n' "$REHEARSAL_GUARDED" | grep -Fqx -- "$ref" && [ "$old" != "$zero" ]; then
  [ "$new" != "$zero" ] || refuse "Cannot delete this branch"
  git merge-base --is-ancestor "$old" "$new" || refuse "Cannot force-push to this branch"
fi
if printf '%s\\n' "$REHEARSAL_BURNED" | grep -Fqx -- "$ref" && [ "$old" != "$zero" ]; then
  refuse "Cannot change the tag of an immutable release"
fi
case "$ref" in refs/pull/*) echo "error: deny updating a hidden ref" >&2; exit 1 ;; esac
exit 0
"""
