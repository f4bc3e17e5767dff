"""Other hosts, by OpenSSH's own programs: its configuration, keys, agents and known hosts hold.

Nothing is asked (`BatchMode`), so a host whose key is not known is refused. What a remote shell
reads is built by `shlex` alone.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from release.config.deploying import Trouble
from release.config.options import FILLED, STRINGS, TABLE, Kind, listed
from release.deployment import Command
from release.errors import did_you_mean

_NAME = r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?"
_HOST = re.compile(
    rf"(?:{_NAME}@)?(?:{_NAME}|(?:[0-9A-Fa-f]*:){{2,7}}[0-9A-Fa-f.]*(?:%[A-Za-z0-9]+)?)"
)
_OPTION = re.compile(r"[A-Za-z]+[ =].+")
_PORTS = range(1, 65536)

_STEADY = ("BatchMode=yes", "ConnectTimeout=15", "ServerAliveInterval=15", "ServerAliveCountMax=4")
"""A host that is gone is noticed after a minute at most, not when TCP gives up."""

OPTIONS: Mapping[str, Kind] = {"hosts": STRINGS, "ssh": TABLE}
"""The keys of a target that can go to other hosts."""

_SSH: Mapping[str, Kind] = {
    "user": FILLED,
    "port": Kind(lambda found: type(found) is int and found in _PORTS, "a number from 1 to 65535"),
    "identity": FILLED,
    "known-hosts": FILLED,
    "options": STRINGS,
}


def problems(options: Mapping[str, Any]) -> Iterator[Trouble]:
    """What is wrong with the hosts, and with how they are reached."""
    hosts = options.get("hosts", [])
    for host in sorted(set(hosts)):
        if not _HOST.fullmatch(host):
            hint = "a port and the like go into `ssh`, or into OpenSSH's own configuration"
            yield "hosts", f"has `{host}`, which is not `HOST` or `USER@HOST`", hint
        if hosts.count(host) > 1:
            yield "hosts", f"has `{host}` more than once", "write it once"
    for key, value in options.get("ssh", {}).items():
        if key not in _SSH:
            hint = did_you_mean(key, _SSH) or f"the keys are {listed(_SSH)}"
            yield "ssh", f"has `{key}`, which is not a key of it", hint
        elif not _SSH[key].admits(value):
            yield "ssh", f"has a `{key}` that is not {_SSH[key].words}", None
    yield from _of_ssh(options.get("ssh", {}))


def on_host(host: str, command: Command, options: Mapping[str, Any]) -> Command:
    """A command whose arguments are all known, as one that runs on a host, in the home there."""
    return command._replace(
        argv=(*program(options), "-n", "--", host, line_of(command)),
        directory="",
        variables=(),
        host=host,
    )


def line_of(command: Command) -> str:
    """A command whose arguments are all known, as a line of a shell."""
    variables = [f"{name}={value}" for name, value in command.variables]
    return shlex.join([*(["env", *variables] if variables else []), *map(str, command.argv)])


def program(options: Mapping[str, Any]) -> tuple[str, ...]:
    """`ssh` as the options want it, up to the host."""
    ssh: Mapping[str, Any] = options.get("ssh", {})
    settings = [*_STEADY, *ssh.get("options", [])]
    if "identity" in ssh:
        settings.append("IdentitiesOnly=yes")  # an agent's other keys use up what a server allows
    if "known-hosts" in ssh:
        settings += [f'UserKnownHostsFile="{ssh["known-hosts"]}"', "StrictHostKeyChecking=yes"]
    made = ["ssh", *(word for each in settings for word in ("-o", each))]
    for key, flag in (("port", "-p"), ("user", "-l"), ("identity", "-i")):
        made += [flag, str(ssh[key])] if key in ssh else []
    return tuple(made)


def place(host: str, path: str) -> str:
    """A path of a host, as rsync writes it."""
    user, at, name = host.rpartition("@")
    return f"{user}{at}[{name}]:{path}" if ":" in name else f"{host}:{path}"


def _of_ssh(ssh: Mapping[str, Any]) -> Iterator[Trouble]:
    user, file = ssh.get("user"), ssh.get("known-hosts")
    if isinstance(user, str) and user and not re.fullmatch(_NAME, user):
        yield (
            "ssh",
            f"has the `user` `{user}`, which is not a login",
            "the name that `ssh` signs in with, such as `deploy`",
        )
    if isinstance(file, str) and '"' in file:
        yield (
            "ssh",
            'has a `known-hosts` with `"` in it, which OpenSSH cannot read',
            "rename the file",
        )
    for each in ssh.get("options", []) if _SSH["options"].admits(ssh.get("options")) else []:
        if not _OPTION.fullmatch(each):
            hint = 'write it as in ssh_config: "ProxyJump=bastion"'
            yield "ssh", f"has the option `{each}`, which is not `Name=value`", hint
