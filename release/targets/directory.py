"""The target `directory`: release folders and a link to the current one, here or on other hosts.

Its guarantees are Capistrano's. A release comes into a folder of its own beside those that are
there, and `current` is moved to it by one rename once every host has all of it; going back is the
same rename. The last releases stay (`keep`), the current one always. See `folders` for what is
where.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from posixpath import normpath
from typing import Any
from urllib.parse import quote

from release.config.deploying import Trouble
from release.config.options import COUNT, FILLED, SECONDS, STRINGS, Kind, listed
from release.deployment import Command, Group, Phase, Recipe, Shipment
from release.targets import Options, folders, ssh, written
from release.targets import placeholders as texts
from release.targets.placeholders import OF_A_VERSION, filled, values_of
from release.targets.written import COMMANDS, Setting

KEEP = 5
"""How many releases are kept where nothing is said."""

_COMMIT_DIGITS = 12

OPTIONS: Mapping[str, Kind] = {
    "path": FILLED,
    "source": FILLED,
    "build": COMMANDS,
    "shared": STRINGS,
    "restart": COMMANDS,
    "stop": COMMANDS,
    "keep": COUNT,
    "timeout": SECONDS,
    **ssh.OPTIONS,
}
REQUIRED: tuple[str, ...] = ("path", "source")

_UNSAFE = "\0\n\r"
_OF_HOSTS = {"run", "shell", "env", "timeout"}
_IN_PLACE = ("restart", "stop")


def problems(options: Options) -> Iterator[Trouble]:
    """What is wrong with the folders, the hosts and the commands."""
    path = options.get("path", "")
    hint = "releases and `current` are made in it: name a folder for this app alone"
    if normpath(path or ".") in {"/", "//", "."} or ".." in path.split("/"):
        yield "path", f"is `{path}`, which is not a folder of its own", hint
    if path.startswith("~"):
        hint = "a relative path begins at the home folder there"
        yield "path", f"is `{path}`, and nothing expands the `~`", hint
    for key in ("path", "source"):
        yield from texts.problems(key, options.get(key, ""))
        if any(each in options.get(key, "") for each in _UNSAFE):
            yield key, "has a new line or a NUL in it", "write the path on one line"
    yield from _of_shared(options.get("shared", []))
    yield from written.problems("build", options.get("build", []))
    for key in _IN_PLACE:
        yield from _of_restart(key, options.get(key, []))
    yield from ssh.problems(options)


def captures(options: Options) -> tuple[str, ...]:
    """Those that `capture` names in `build`."""
    return written.captured_by(options.get("build", []))


def deploy(shipment: Shipment, options: Options) -> Recipe:
    """Built here, on every host in full, and then switched to."""
    build = written.groups(
        options.get("build", []), _setting(options, shipment.directory), values_of(shipment)
    )
    source = _relative(f"{shipment.directory}/{filled(options['source'], values_of(shipment))}")
    folder, shared = _folder(shipment, options), options.get("shared", [])
    name = _name(shipment.version, shipment.commit)
    publish = (
        (_script("look into the source", folders.CHECK, options, source),),
        _everywhere("prepare the folder", folders.PREPARE, options, folder, *shared),
        _upload(source, folder, options),
        _everywhere(
            f"complete {name}", folders.COMPLETE, options, folder, name, shipment.commit, *shared
        ),
    )
    return Recipe(
        (
            Phase("build", build),
            Phase("publish", publish),
            _roll_out(shipment, options),
            Phase("verify"),
        ),
        present=_has(shipment, options),
        afterwards=(_prune(folder, options),),
    )


def restore(shipment: Shipment, options: Options) -> Recipe:
    """By the release that is there still."""
    return Recipe((_roll_out(shipment, options), Phase("verify")), present=_has(shipment, options))


def _of_shared(shared: list[str]) -> Iterator[Trouble]:
    below = "it is a path inside a release, such as `storage`, and lives on beside the releases"
    for each in shared:
        parts = each.removesuffix("/").split("/")
        if {"", ".", ".."} & set(parts) or any(mark in each for mark in _UNSAFE):
            yield "shared", f"has `{each}`, which is not a path in a release", below
        if parts == ["REVISION"]:
            yield "shared", "has `REVISION`, which tells a release's own commit", "take it out"
        if any(
            f"{each}/".startswith(f"{other.removesuffix('/')}/")
            for other in shared
            if other != each
        ):
            yield "shared", f"has `{each}`, which is inside another one", "take it out"


def _of_restart(key: str, commands: Any) -> Iterator[Trouble]:
    wrong = list(written.problems(key, commands))
    yield from wrong
    for table in written.tables(commands) if not wrong else ():
        for name in sorted({*table} - _OF_HOSTS):
            hint = f"it is run on the app's own hosts, where there are {listed(sorted(_OF_HOSTS))}"
            yield key, f"has `{name}`, which has no meaning where the app runs", hint
    for name in sorted(OF_A_VERSION & written.placeholders_of(commands)) if not wrong else ():
        hint = "it is run in the release's own folder, after going back, too; see REVISION there"
        yield key, f"has the {name}, whatever it is that `current` leads to", hint


def _roll_out(shipment: Shipment, options: Options) -> Phase:
    """Switch every host, then restart; back again host by host."""
    folder, previous = _folder(shipment, options), shipment.previous
    name = _name(shipment.version, shipment.commit)
    before = _name(previous.version, previous.commit) if previous else ""
    where = quote(shipment.environment, safe="+")
    to = _everywhere(
        f"switch to {name}", folders.SWITCH, options, folder, name, f"{name} runs in {where}"
    )
    restart = _in_place("restart", shipment, options)
    again = [
        f"{key}:{ssh.line_of(each)}"
        for key in _IN_PLACE
        for each in _in_place(key, shipment, options)
    ]
    shown = before or "what was before"
    words = f"{shown} runs again in {where}, and {name} does not"
    back = _everywhere(
        f"switch back to {shown}", folders.BACK, options, folder, name, before, words, *again
    )
    restarted = tuple(_each_host(_in_current(folder, each), options) for each in restart)
    return Phase("roll out", (to, *restarted), undo=(back,))


def _in_place(key: str, shipment: Shipment, options: Options) -> list[Command]:
    """The commands of a key that run where the app does."""
    groups = written.groups(options.get(key, []), _setting(options, ""), values_of(shipment))
    return [each for group in groups for each in group if isinstance(each, Command)]


def _in_current(folder: str, command: Command) -> Command:
    argv = ("/bin/sh", "-eu", "-c", folders.IN_CURRENT.strip(), "restart", folder, *command.argv)
    return command._replace(argv=argv, title=f"restart: {command.shown}")


def _upload(source: str, folder: str, options: Options) -> Group:
    hosts = options.get("hosts", [])
    if not hosts:
        return (_script("copy the source", folders.COPY, options, folder, source),)
    return tuple(_rsync(host, source, folder, options) for host in hosts)


def _rsync(host: str, source: str, folder: str, options: Options) -> Command:
    argv = (
        "rsync",
        "-rlpt",  # not the owner: that is whoever we log in as
        "-s",  # no shell reads the path there; `--secluded-args` is only known since rsync 3.2.6
        # Builds that set every time alike have new files that look like the old ones.
        "--checksum",
        "--delete",
        "--copy-dest=../current/",
        "-e",
        shlex.join(ssh.program(options)),
        "--",
        f"{source}/",
        ssh.place(host, f"{folder}/incoming/"),
    )
    return Command(argv, host=host, timeout=_timeout(options), title="upload the source")


def _has(shipment: Shipment, options: Options) -> Group:
    name = _name(shipment.version, shipment.commit)
    return _everywhere(f"look for {name}", folders.HAS, options, _folder(shipment, options), name)


def _prune(folder: str, options: Options) -> Group:
    keep = str(options.get("keep", KEEP))
    return _everywhere(f"keep {keep} releases", folders.PRUNE, options, folder, keep)


def _everywhere(title: str, script: str, options: Options, *words: str) -> Group:
    return _each_host(_script(title, script, options, *words), options)


def _each_host(command: Command, options: Options) -> Group:
    hosts = options.get("hosts", [])
    return tuple(ssh.on_host(host, command, options) for host in hosts) or (command,)


def _script(title: str, script: str, options: Options, *words: str) -> Command:
    """A script with its arguments, which the script alone interprets."""
    argv = ("/bin/sh", "-eu", "-c", script.strip(), title.split(maxsplit=1)[0], *words)
    return Command(argv, timeout=_timeout(options), title=title)


def _setting(options: Options, directory: str) -> Setting:
    return Setting(directory, _timeout(options))


def _timeout(options: Options) -> float:
    return float(options.get("timeout", Command(()).timeout))


def _folder(shipment: Shipment, options: Options) -> str:
    return _relative(filled(options["path"], values_of(shipment)))


def _relative(path: str) -> str:
    """A path that no program takes for an option, for a host, or for one in CDPATH."""
    made = normpath(path)
    return made if made.startswith("/") else f"./{made}"


def _name(version: str, commit: str) -> str:
    """The name of a release's folder, which is harmless whatever the version is."""
    return quote(f"{version}-{commit[:_COMMIT_DIGITS]}", safe="+")
