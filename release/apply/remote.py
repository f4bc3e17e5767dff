"""What is done at the remote and at the forge, where others are at work, too."""

from __future__ import annotations

from release.actions import (
    Action,
    ClosePull,
    CreateTag,
    LeaveLock,
    PushBranch,
    PutComment,
    PutPull,
    PutRelease,
    TakeLock,
)
from release.deployment.records import WritableRecords
from release.errors import AGAIN, ForgeError, MovedError, StateError, UnansweredError
from release.remote import HEADS, TAGS, NewTag, Objects, Update, WritableRemote
from release.world import World

ATTEMPTS = 3
"""How often a tag is pushed that the remote does not get; the same tag again does no harm."""


def performed_remotely(action: Action, world: World) -> bool:
    """Perform an action of these kinds; whether there was anything to perform."""
    match action:
        case PushBranch():
            did = push_branch(action, world.remote())
        case CreateTag():
            did = create_tag(action.tag, world.remote(), world.objects())
        case PutPull():
            did = world.forge().put_pull(action.wanted)
        case ClosePull():
            did = world.forge().close_pull(action.branch, action.base)
        case PutComment():
            did = world.forge().put_comment(action.wanted)
        case PutRelease():
            did = world.forge().put_release(action.wanted, world.blobs.read)
        case TakeLock():
            did = take_lock(action, world.records(action.place))
        case LeaveLock():
            did = world.records(action.place).leave(action.lock)
        case _:
            did = False
    return did


def push_branch(action: PushBranch, remote: WritableRemote) -> bool:
    """Move a branch of the remote; True, for that is always something.

    Raises:
        MovedError: somebody else moved it meanwhile, or is at it.
        ForgeError: the remote refused, as where there is a branch above this one's name, or did
            not answer (UnansweredError).
    """
    update = Update(HEADS + action.branch, action.old, action.new, force=True)
    (pushed,) = remote.push([update])
    if pushed.state == "moved" and pushed.now == action.old:
        raise MovedError(
            f"nothing was pushed: somebody else is at the branch `{action.branch}`: {pushed.said}",
            hint="run it again",
        )
    if pushed.state == "moved":
        now = f"is at {pushed.now}" if pushed.now else "is gone"
        raise MovedError(
            f"nothing was pushed: the branch `{action.branch}` {now}, for somebody else moved it",
            hint="run it again",
        )
    if pushed.state == "refused":
        raise ForgeError(
            f"{remote.address} refused to move the branch `{action.branch}`: {pushed.said}",
            hint="let whoever the token stands for push to it, delete it, and force it: "
            "see the branch's protection and the rule sets",
        )
    if pushed.state != "pushed":
        raise UnansweredError(
            f"{remote.address} did not answer, and the branch `{action.branch}` has not moved",
            hint=AGAIN,
        )
    return True


def create_tag(tag: NewTag, remote: WritableRemote, objects: Objects) -> bool:
    """Have the remote have a tag, and then this clone; whether anything was written.

    Raises:
        StateError: the remote has it on another commit.
        ForgeError: the remote refused, or did not answer.
        CommandError: it cannot be signed.
    """
    ref = TAGS + tag.name
    made = objects.write_tag(tag)
    for _ in range(ATTEMPTS):
        (pushed,) = remote.push([Update(ref, None, made)])
        if pushed.state != "lost":  # then it was looked up, and nothing had happened
            break
    if pushed.state == "pushed":
        objects.keep_tag(tag.name, made)
        return True
    if pushed.state == "moved":
        peeled = f"{ref}^{{}}"
        now = remote.refs([ref, peeled])
        there = now.get(peeled, now.get(ref))
        if there == tag.commit:  # another run was faster
            return False
        raise StateError(
            f"the tag {tag.name} is on {there}, and was to be on {tag.commit}",
            hint="somebody else made it meanwhile, and tags do not move: release a new version",
        )
    if pushed.state == "refused":
        raise ForgeError(
            f"{remote.address} refused the tag {tag.name}: {pushed.said}",
            hint="let whoever the token stands for make tags: see the rule sets for tags",
        )
    raise ForgeError(f"{remote.address} did not answer, and has no tag {tag.name}", hint=AGAIN)


def take_lock(action: TakeLock, records: WritableRecords) -> bool:
    """Take the lock of an environment; True, for that is always something.

    Raises:
        MovedError: somebody else was faster.
        ForgeError: whoever keeps it refused, or did not answer.
    """
    held = records.take(action.lock)
    if held is not None:
        raise MovedError(
            f"{held.owner} was faster, and holds the lock of {held.environment}",
            hint="see with `deploy.status` why, and since when",
        )
    return True
