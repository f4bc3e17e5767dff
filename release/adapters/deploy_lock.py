"""The lock of an environment: a ref that is made only where there is none.

It leads to a commit without files, whose message is the lock as JSON. To make the ref is to take
the lock: of many who try at once, git lets one do it, and the others read who it was. A ref whose
commit cannot be read keeps everybody out, until a person takes it away by its id.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import NamedTuple

from release.deployment.records import Lock
from release.errors import AGAIN, ForgeError, MovedError, StateError, UnansweredError
from release.remote import NewCommit, Objects, Pushed, Refs, Update

SCHEMA = 1
_TRIES = 5  # how often to look again when the lock changes hands in between
_LOOKS = 2  # how often not to see a lock before it is believed: what is read may lag
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


class _Standing(NamedTuple):
    """A lock that is held, and the commit that says so."""

    commit: str
    lock: Lock


class DeployLock(NamedTuple):
    """The locks of all environments that are kept in `refs`."""

    refs: Refs
    objects: Objects

    def held(self, environment: str) -> Lock | None:
        """The lock that is held."""
        standing = self._standing(environment)
        return standing.lock if standing else None

    def take(self, lock: Lock, instead: Lock | None = None) -> Lock | None:
        """Take a lock, or that of `instead`; None when it is ours now, else whoever holds it.

        Raises:
            MovedError: it changed hands each time that it was looked at.
            ForgeError: whoever keeps it refused, or did not answer (UnansweredError).
        """
        new = self.objects.write_commit(_commit(lock))
        pushed = None
        for _ in range(_TRIES):
            standing = self._standing(lock.environment)
            if standing and standing.lock.id == lock.id:
                return None
            if standing and not (instead and standing.lock.id == instead.id):
                return standing.lock
            pushed = self._push(lock.environment, standing, new)
            if pushed.state == "pushed":
                return None
        raise self._given_up(pushed, lock.environment)

    def leave(self, lock: Lock) -> bool:
        """Let go of a lock, by its id; whether it was held.

        Raises:
            MovedError: it changed hands each time that it was looked at.
            ForgeError: whoever keeps it refused, or did not answer (UnansweredError).
        """
        pushed, unseen = None, 0
        for _ in range(_TRIES):
            standing = self._standing(lock.environment)
            if standing is None or standing.lock.id != lock.id:
                unseen += 1
                if unseen == _LOOKS:
                    return False
                continue
            pushed = self._push(lock.environment, standing, None)
            if pushed.state == "pushed":
                return True
        raise self._given_up(pushed, lock.environment)

    def _push(self, environment: str, standing: _Standing | None, new: str | None) -> Pushed:
        """Have the ref lead elsewhere, if it is still as it was seen."""
        old = standing.commit if standing else None
        (pushed,) = self.refs.push([Update(ref_of(environment), old, new, force=True)])
        if pushed.state == "refused":
            raise ForgeError(
                f"{self.refs.address} refused the lock of `{environment}`: {pushed.said}",
                hint="let whoever the token stands for push and delete refs below "
                "`refs/monorepo-release/`",
            )
        return pushed

    def _standing(self, environment: str) -> _Standing | None:
        """The lock as it stands; what cannot be read is held by somebody unknown."""
        ref, commit = ref_of(environment), ""
        for _ in range(_TRIES):
            before, commit = commit, self.refs.refs([ref]).get(ref, "")
            if not commit:
                return None
            if self.objects.has(commit):
                return _Standing(commit, self._read(environment, commit))
            if before == commit:  # it was brought here, and is no commit
                break
            try:
                self.refs.bring(ref)
            except StateError:  # it has been left since
                continue
        return _Standing(commit, _unreadable(environment, commit, _moment("")))

    def _read(self, environment: str, commit: str) -> Lock:
        known = self.objects.commit(commit)
        try:
            return parse_lock(known.message, environment)
        except (KeyError, TypeError, ValueError):
            return _unreadable(environment, commit, _moment(known.date))

    def _given_up(self, pushed: Pushed | None, environment: str) -> Exception:
        if pushed and pushed.state == "lost":
            message = f"{self.refs.address} did not answer, and the lock is as it was"
            return UnansweredError(message, hint=AGAIN)
        return MovedError(
            f"the lock of `{environment}` changes hands faster than it can be looked at",
            hint="run it again",
        )


def ref_of(environment: str) -> str:
    """The ref that is the lock of an environment, whatever characters are in its name."""
    is_plain = _PLAIN.fullmatch(environment)
    name = environment if is_plain else f"x-{environment.encode().hex()}"
    return f"refs/monorepo-release/lock/{name}"


def render_lock(lock: Lock) -> str:
    """A lock as JSON."""
    said = {"schema": SCHEMA, **lock._asdict(), "since": lock.since.isoformat()}
    return f"{json.dumps(said, indent=2)}\n"


def parse_lock(text: str, environment: str) -> Lock:
    """The lock out of its JSON.

    Raises:
        ValueError, TypeError, KeyError: it is none, or of another schema or environment.
    """
    said = json.loads(text)
    if said["schema"] != SCHEMA or said["environment"] != environment:
        raise ValueError(text)
    words = ("id", "environment", "owner", "message", "run", "claim")
    if not said["id"] or any(not isinstance(said[word], str) for word in words):
        raise TypeError(text)
    since = datetime.fromisoformat(said["since"])
    if since.tzinfo is None:
        raise ValueError(text)
    return Lock(
        **{word: said[word] for word in words}, since=since, is_human=said["is_human"] is not False
    )


def _commit(lock: Lock) -> NewCommit:
    date = f"@{int(lock.since.timestamp())} +0000"
    return NewCommit("", (), render_lock(lock), date, worth_signing=False)


def _unreadable(environment: str, commit: str, since: datetime) -> Lock:
    """The lock of somebody whose words cannot be read; nobody waits for it, or takes it over."""
    message = f"what {ref_of(environment)} leads to cannot be read by this version"
    return Lock(commit, environment, "somebody unknown", since, is_human=True, message=message)


def _moment(date: str) -> datetime:
    """A date of git's, such as `@1700000000 +0000`; 1970 where there is none."""
    seconds = date.partition(" ")[0].removeprefix("@")
    return datetime.fromtimestamp(int(seconds) if seconds.isdecimal() else 0, UTC)
