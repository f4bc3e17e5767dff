"""The book of deployments in one clone, where there is no forge, or none is meant to know.

It is a file in git's own directory, one that all work trees share: a line of JSON for whatever was
said, appended and never changed, so that a line which was not written to its end is none. The lock
is a ref of the clone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, get_args

from release.adapters.deploy_lock import DeployLock
from release.adapters.git.objects import git_objects
from release.adapters.git.refs import CloneRefs
from release.adapters.refused import told
from release.deployment.records import (
    Attempt,
    AttemptState,
    Lock,
    NewAttempt,
    as_far_as_needed,
    as_far_back,
    described,
    last_word,
    outdated,
)
from release.errors import StateError, Where

SCHEMA = 1
_NAME = "monorepo-release.deployments"


class CloneRecords(NamedTuple):
    """`WritableRecords` in `file`, which people know as `shown`. `who` is the user."""

    file: Path
    shown: str
    locks: DeployLock
    clock: Callable[[], datetime]
    who: str

    @property
    def place(self) -> str:
        """Where it is kept, for people."""
        return f"this clone alone ({self.shown})"

    def attempts(
        self, environment: str, apps: Sequence[str], *, whole: bool = False
    ) -> Mapping[str, tuple[Attempt, ...]]:
        """Ours, the newest first, for each of `apps`."""
        found = self._newest_first(environment, apps)
        return {
            app: tuple(mine if whole else as_far_as_needed(mine)) for app, mine in found.items()
        }

    def recent(
        self, environment: str, apps: Sequence[str], since: datetime
    ) -> Mapping[str, tuple[Attempt, ...]]:
        """Ours, the newest first, for each of `apps`, back to one that succeeded before `since`."""
        found = self._newest_first(environment, apps)
        return {app: tuple(as_far_back(mine, since)) for app, mine in found.items()}

    def _newest_first(self, environment: str, apps: Sequence[str]) -> dict[str, list[Attempt]]:
        found: dict[str, list[Attempt]] = {app: [] for app in apps}
        for each in reversed(self._known()):
            if each.wanted.environment == environment and each.wanted.app in found:
                found[each.wanted.app].append(each)
        return found

    def lock(self, environment: str) -> Lock | None:
        """The lock that is held."""
        return self.locks.held(environment)

    def begin(self, wanted: NewAttempt) -> Attempt:
        """Have an attempt recorded, as `in_progress`."""
        found = self._find(wanted.key)
        if found is None:
            self._append({"begin": wanted.document()})
            found = self._find(wanted.key)
        assert found is not None  # noqa: S101  it was written just now
        return found

    def tell(self, attempt: Attempt, state: AttemptState, description: str) -> None:
        """Say how an attempt ended; a description that is too long is cut."""
        known = self._known()
        if state == "success":
            self._retire(known, attempt)
        self._say(known, attempt, state, description)

    def prune(self, environment: str, app: str, keep: int) -> int:
        """Drop what is `outdated` of an app's snapshots; how many went."""
        listed = self.attempts(environment, [app], whole=True)[app]
        old = list(
            outdated(
                listed,
                keep,
                lambda each: each.wanted.kind == "snapshot",
                lambda each: each.state,
            )
        )
        for each in old:
            self._append({"drop": each.wanted.key})
        return len(old)

    def take(self, lock: Lock, instead: Lock | None = None) -> Lock | None:
        """Take the lock, or that of `instead`; None when it is ours now, else whoever holds it."""
        return self.locks.take(lock, instead)

    def leave(self, lock: Lock) -> bool:
        """Let go of a lock, by its id; whether it was held."""
        return self.locks.leave(lock)

    def _retire(self, known: Sequence[Attempt], attempt: Attempt) -> None:
        place = (attempt.wanted.environment, attempt.wanted.app)
        earlier = (each for each in known if each.id < attempt.id)
        for each in earlier:
            said = last_word(each.state, attempt.wanted.version)
            if said and (each.wanted.environment, each.wanted.app) == place:
                self._say(known, each, *said)

    def _say(
        self, known: Sequence[Attempt], attempt: Attempt, state: AttemptState, description: str
    ) -> None:
        description = described(description)
        is_so = any(
            (each.id, each.state, each.description) == (attempt.id, state, description)
            for each in known
        )
        if not is_so:
            said = {"state": state, "description": description}
            self._append({"tell": attempt.wanted.key, **said})

    def _find(self, key: str) -> Attempt | None:
        return next((each for each in self._known() if each.wanted.key == key), None)

    def _known(self) -> list[Attempt]:
        """All attempts, in the order in which they began."""
        found: dict[str, Attempt] = {}
        for number, line in self._lines():
            try:
                said = json.loads(line)
            except ValueError:  # it was never written to its end
                continue
            try:
                _note(found, number, said)
            except (AttributeError, KeyError, TypeError, ValueError):
                raise StateError(
                    f"{self.shown} has a line that this version cannot read",
                    Where(self.shown, number),
                    "look at it; without the file, nothing is known to run anywhere",
                ) from None
        return list(found.values())

    def _lines(self) -> Iterator[tuple[int, str]]:
        """The lines, by their numbers from 1 on."""
        with told(self.shown, "read"):
            text = self.file.read_text("utf-8") if self.file.exists() else ""
        return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())

    def _append(self, said: Mapping[str, object]) -> None:
        row = {"schema": SCHEMA, "at": self.clock().isoformat(), "by": self.who, **said}
        with told(self.shown, "written"), self.file.open("ab+", buffering=0) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - 1))
            start = "" if file.read(1) in {b"", b"\n"} else "\n"  # after one that broke off
            file.write(f"{start}{json.dumps(row)}\n".encode())
            os.fsync(file.fileno())


def clone_records(
    root: Path, environment: Mapping[str, str], clock: Callable[[], datetime], who: str
) -> CloneRecords:
    """The book of the clone around `root`.

    Raises:
        StateError: there is no git program, or no repository.
    """
    objects = git_objects(root, environment)
    common = objects.git.answer("rev-parse", "--git-common-dir").removesuffix("\n")
    file = root / common / _NAME
    shown = Path(os.path.relpath(file, root)).as_posix()
    return CloneRecords(file, shown, DeployLock(CloneRefs(objects.git), objects), clock, who)


def _note(found: dict[str, Attempt], number: int, said: Any) -> None:
    """Note what one line says."""
    if said["schema"] != SCHEMA:
        raise ValueError(said)
    since = datetime.fromisoformat(said["at"])
    if (began := said.get("begin")) is not None:
        wanted = NewAttempt(**began)
        fresh = Attempt(number, wanted, "in_progress", "", since, said["by"], wanted.run, since)
        found.setdefault(wanted.key, fresh)
        return
    if (dropped := said.get("drop")) is not None:
        del found[dropped]
        return
    state, description = said["state"], said["description"]
    if state not in get_args(AttemptState):
        raise ValueError(said)
    known = found[said["tell"]]
    since = known.since if state == "inactive" else since
    found[said["tell"]] = known._replace(state=state, description=description, since=since)
