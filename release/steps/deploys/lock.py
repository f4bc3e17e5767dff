"""`deploy.lock` and `deploy.unlock`: a person keeps everybody from deploying, and lets them."""

from __future__ import annotations

from release.actions import Decision, LeaveLock, TakeLock
from release.announce.locks import holding, how_to_unlock
from release.deployment.records import Lock
from release.errors import ConfigError, StateError
from release.read.project import read_project
from release.world import View


def lock(view: View, wanted: Lock) -> Decision:
    """Take the lock of an environment for a person, until they unlock it.

    Args:
        view: the world.
        wanted: the lock that is to be theirs.

    Raises:
        ConfigError: there is no such environment, or no reason was given.
        StateError: somebody holds it.
    """
    environment = read_project(view.files).config.environment(wanted.environment)
    if not wanted.message.strip():
        raise ConfigError(
            f"nothing says why `{wanted.environment}` is to be locked",
            hint="tell those who find it locked: --message WHY",
        )
    if held := view.records(environment.records).lock(wanted.environment):
        raise _held(held, view)
    return Decision(
        actions=(TakeLock(environment.records, wanted),),
        document={"schema": 1, "environment": wanted.environment, "id": wanted.id},
        afterword=(f"`{wanted.unlocking}` lets them deploy again",),
    )


def _held(held: Lock, view: View) -> StateError:
    return StateError(holding(held, view.clock()), hint=how_to_unlock(held))


def unlock(view: View, environment: str, identity: str) -> Decision:
    """Take a lock away, whoever holds it, by its id: so it is the one that was looked at.

    Raises:
        ConfigError: there is no such environment, or no id was given.
        StateError: another one is held.
    """
    place = read_project(view.files).config.environment(environment).records
    if not identity:
        raise ConfigError(
            "nothing says which lock is to be taken away",
            hint="`deploy.status` shows its id: --id ID",
        )
    held = view.records(place).lock(environment)
    if held is not None and held.id != identity:
        raise StateError(
            f"{holding(held, view.clock())}, by another lock than `{identity}`",
            hint=how_to_unlock(held),
        )
    return Decision(
        actions=(LeaveLock(place, held),) if held else (),
        document={"schema": 1, "environment": environment, "was_locked": held is not None},
        done=f"{environment} is not locked",
    )
