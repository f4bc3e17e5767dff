"""The commands of one app: groups one after another, and what is in one group at the same time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple

from release.apply.rollout.faltering import Faltered, faltered
from release.apply.rollout.together import together
from release.apply.rollout.values import captured, filled
from release.deployment import Call, Command, Group, Shipment, Unless
from release.deployment.ports import Ran, Site
from release.phrases import cut

LONGEST_SHOWN = 200
"""Characters of a command in a message."""


class Worker(NamedTuple):
    """Runs the commands of an app. `values` are the captured ones, and become more."""

    site: Site
    shipment: Shipment
    values: dict[str, str]

    def heed(self) -> None:
        """Go on only if nobody wants us to end.

        Raises:
            Faltered: somebody does.
        """
        if why := self.site.stop.why:
            raise Faltered(f"interrupted by {why}")

    def work(self, groups: Iterable[Group]) -> None:
        """Run groups one after another; what is in one, at the same time and to its end.

        Raises:
            Faltered: something failed (all of its group are told), or we are to end.
        """
        for group in groups:
            self.heed()
            ended = together([partial(self._do, each) for each in group])
            failed = [faltered(each) for each in ended if isinstance(each, Exception)]
            if failed:
                raise _all_of(failed, len(group))
            self._keep([each for each in ended if isinstance(each, tuple)])

    def run(self, command: Command) -> Ran:
        """Run one command, whatever comes of it.

        Raises:
            Faltered: an argument is not known.
        """
        argv = filled(command.argv, self.values)
        say = partial(self.site.voice.said, self.shipment.app, host=command.host)
        return self.site.run_command(command, argv, say)

    def _do(self, work: Command | Call) -> tuple[str, str] | None:
        """Do one thing; the value that it captured, with its name."""
        if isinstance(work, Call):
            self._call(work)
            return None
        if work.unless and self._is_done(work, work.unless):
            return None
        ran = self.run(work)
        if ran.code or ran.why:
            raise Faltered(_failure(work, ran), ran.lines)
        return (work.captures, captured(work, ran.stdout)) if work.captures else None

    def _is_done(self, command: Command, unless: Unless) -> bool:
        """Whether nothing is left to be done.

        Raises:
            Faltered: nothing tells.
        """
        look = command._replace(argv=unless.argv, captures="", unless=None, title="")
        # What it says is for us, such as a whole manifest; where it fails, its lines are told.
        ran = self.site.run_command(look, filled(look.argv, self.values), lambda _line: None)
        if not ran.code and not ran.why:
            self.site.voice.said(self.shipment.app, f"{command.shown}: done already", command.host)
            return True
        if not ran.why and any(re.search(unless.absent, line) for line in ran.lines):
            return False
        raise Faltered(_failure(look, ran), ran.lines)

    def _call(self, call: Call) -> None:
        try:
            self.site.call(call, self.shipment, self.values)
        except SystemExit as error:  # the function's own, and not the end of us
            raise Faltered(f"the function of `{call.phase}` ended with {error.code!r}") from error

    def _keep(self, found: Sequence[tuple[str, str]]) -> None:
        for name, value in found:
            if any(value != other for same, other in found if same == name):
                raise Faltered(f"`{name}` was captured more than once, with different values")
            self.values[name] = value


def shown(command: Command) -> str:
    """A command in a message."""
    text = f"`{cut(command.shown, LONGEST_SHOWN)}`"
    return f"{text} for {command.host}" if command.host else text


def ended(ran: Ran) -> str:
    """How a program ended that did not end well."""
    if ran.why:
        return f": {ran.why}"
    return f" ended with exit code {ran.code}" if ran.code > 0 else f" ended by signal {-ran.code}"


def _failure(command: Command, ran: Ran) -> str:
    return f"{shown(command)}{ended(ran)}"


def _all_of(failed: Sequence[Faltered], total: int) -> Faltered:
    messages = [each.problems[0].message for each in failed]
    lines = [line for each in failed for line in each.lines]
    if total == 1:
        return Faltered(messages[0], lines)
    return Faltered(f"{len(failed)} of {total} failed: {'; '.join(messages)}", lines)
