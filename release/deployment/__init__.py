"""A deployment as data: what is shipped where, in which phases, and what undoes each of them.

A target (`targets/`) makes a Recipe of a Shipment; the plan (`deployment.plan`) holds one for each
app; one executor walks them, and ends each app with an Outcome (`deployment.outcome`).
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

PhaseName = Literal["build", "publish", "roll out", "verify"]
"""In this order. Before `roll out` nothing has changed in the environment."""

PHASES: tuple[PhaseName, ...] = ("build", "publish", "roll out", "verify")


class Running(NamedTuple):
    """A version of an app that an environment was given, with success.

    `values` is what its deployment captured, such as the digest of an image; `id` is its record's.
    """

    version: str
    commit: str
    values: Mapping[str, str] = MappingProxyType({})
    id: int = 0


class Shipment(NamedTuple):
    """What one app's deployment ships: all that a target is told.

    `directory` is the package's, relative to the root. `previous` runs in the environment now;
    `promoted` is what the environment that this one is promoted from has of the same version.
    `values` are those that the deployment of this version captured, where it was deployed before
    (as in a rollback). `pages` is the address of the repository's pages, empty where it has none.
    Where jobs of their own build it, `platforms` are all that are built so, and are not built again
    where it is deployed; `platform` is the one that such a job builds, and it does nothing else.
    """

    app: str
    package: str
    directory: str
    version: str
    tag: str
    commit: str
    environment: str
    previous: Running | None = None
    promoted: Running | None = None
    values: Mapping[str, str] = MappingProxyType({})
    pages: str = ""
    platforms: tuple[str, ...] = ()
    platform: str = ""


class Late(NamedTuple):
    """A part of an argument that is known when an earlier command has captured the value `name`."""

    name: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        return f"{self.before}{{{self.name}}}{self.after}"


class Unless(NamedTuple):
    """What tells that a command's work is done already: then it is not run.

    It is done when this program ends with exit code 0. It is not when it fails and one of its last
    lines has `absent` (a regular expression) in it. Any other failure tells nothing, and counts as
    the command's own: a registry that does not answer must not be taken for an empty one.
    """

    argv: tuple[str | Late, ...]
    absent: str


OURS = "release"
"""The program that stands for ourselves in a command: the one that runs already, wherever it is."""


class Command(NamedTuple):
    """A program and its arguments; nothing in them is interpreted, by a shell or otherwise.

    `directory` is where it runs, relative to the root; `variables` are added to our environment.
    `host` tells it from its siblings for other hosts. `captures` names the value that its stdout
    is, without blanks around it, and `pattern` (a regular expression) must match that in full.
    `timeout` is in seconds. Programs of others do not get the tokens of ours: one that asks the
    forge itself `needs_token`. `unless` tells that nothing is left to be done. `title` is what
    people are told of it, where its arguments are no reading for them.
    """

    argv: tuple[str | Late, ...]
    directory: str = ""
    variables: tuple[tuple[str, str], ...] = ()
    host: str = ""
    captures: str = ""
    pattern: str = ".+"
    timeout: float = 1800.0
    needs_token: bool = False
    unless: Unless | None = None
    title: str = ""

    @property
    def shown(self) -> str:
        """The command, for people: its title, or its arguments as a shell reads them."""
        return self.title or shlex.join(str(each) for each in self.argv)


class Call(NamedTuple):
    """A function of the team's own, registered for a phase of an app; `undoes` is its opposite.

    `name` is for people.
    """

    app: str
    phase: PhaseName
    undoes: bool = False
    name: str = ""


Group = tuple[Command | Call, ...]
"""What is done at the same time, as on several hosts."""


class Patience(NamedTuple):
    """How long a check is tried, in seconds.

    It has passed after so many `successes` one after another. Pauses begin with `interval` and
    grow by half each, up to `longest`; `timeout` is for one try, `deadline` for all of them.
    """

    deadline: float = 60.0
    interval: float = 1.0
    longest: float = 10.0
    timeout: float = 5.0
    successes: int = 2


class HttpCheck(NamedTuple):
    """A GET that must be answered with `status`, and with what is asked of its body.

    `contains` is a text in it. `version` is what it must tell: under `key` (dots go down) of a
    JSON object, or, with an empty key, as its whole text.
    """

    url: str
    status: int = 200
    contains: str = ""
    version: str = ""
    key: str = "version"
    patience: Patience = Patience()


class CommandCheck(NamedTuple):
    """A command that must end with exit code 0."""

    command: Command
    patience: Patience = Patience()


Check = HttpCheck | CommandCheck


class Phase(NamedTuple):
    """One phase of an app: groups one after another, then checks; and what takes it back.

    `undo` is what brings the environment back to what it was, however much of `work` was done.
    """

    name: PhaseName
    work: tuple[Group, ...] = ()
    checks: tuple[Check, ...] = ()
    undo: tuple[Group, ...] = ()


class Recipe(NamedTuple):
    """How an app is deployed, or brought back: its phases, in the order of PHASES.

    Every command of `present` succeeds while the version can be brought back; it changes nothing.
    `afterwards` tidies up once all is verified, and its failure is a warning. `log` prints the end
    of the app's own log, for whoever must know why it is not well.
    """

    phases: tuple[Phase, ...]
    present: Group = ()
    afterwards: tuple[Group, ...] = ()
    log: Command | None = None
