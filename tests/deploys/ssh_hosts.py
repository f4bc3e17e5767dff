"""Three hosts: an OpenSSH server on each of three loopback addresses, with a home of its own."""

from __future__ import annotations

import os
import pwd
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.real_components import Components

ADDRESSES = ("127.0.0.2", "127.0.0.3", "127.0.0.4")
START_SECONDS = 20  # it takes 30 ms; two busy cores make it slower

_CONFIG = """
Port {port}
ListenAddress {address}
HostKey {host_key}
AuthorizedKeysFile {keys}
PidFile none
UsePAM no
KexAlgorithms curve25519-sha256
StrictModes no
PasswordAuthentication no
SetEnv HOME={home}
ForceCommand {enter}
"""

_ENTER = """#!/bin/sh
# Whoever logs in is at home in this folder, with whatever is wrong with this host.
cd {home} || exit 1
. {fault}
exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"
"""


class Host:
    """One of the hosts. `home` is where a login begins."""

    def __init__(self, folder: Path, address: str, port: int, sshd: Path) -> None:
        self.address = address
        self.home = folder / address
        self.home.mkdir()
        self._sshd, self._port = sshd, port
        self._fault, enter = folder / f"fault-{address}", folder / f"enter-{address}"
        self._config = folder / f"config-{address}"
        self._fault.write_text("")
        enter.write_text(
            _ENTER.format(home=shlex.quote(str(self.home)), fault=shlex.quote(str(self._fault)))
        )
        enter.chmod(0o755)
        self._config.write_text(
            _CONFIG.format(
                port=port,
                address=address,
                host_key=folder / "host_key",
                keys=folder / "key.pub",
                enter=enter,
                home=self.home,
            )
        )
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Answer."""
        log = self._config.with_suffix(".log")
        argv = [str(self._sshd), "-D", "-f", str(self._config), "-E", str(log)]
        self._server = subprocess.Popen(argv, stdin=subprocess.DEVNULL)
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection((self.address, self._port)).close()
            except ConnectionRefusedError:
                assert time.monotonic() < until, log.read_text()
                time.sleep(0.01)
            else:
                break

    def stop(self) -> None:
        """Refuse every connection."""
        if self._server:
            self._server.terminate()
            self._server.wait()
            self._server = None

    def break_by(self, script: str) -> None:
        """Have a shell script run at the begin of every login."""
        self._fault.write_text(script)

    def mend(self) -> None:
        """Have nothing wrong any more, and answer."""
        self._fault.write_text("")
        if self._server is None:
            self.start()

    def clear(self) -> None:
        """Have an empty home."""
        shutil.rmtree(self.home)
        self.home.mkdir()


class Hosts:
    """The hosts, in the order of their addresses. `ssh` is how to reach them, as options."""

    def __init__(self, folder: Path, components: Components) -> None:
        _make_key(folder / "key")
        _make_key(folder / "host_key")
        port = _free_port()
        sshd = components.require("sshd")
        self.every = [Host(folder, address, port, sshd) for address in ADDRESSES]
        host_key = (folder / "host_key.pub").read_text()
        known = folder / "known hosts"  # a blank in a path is quoted twice: for OpenSSH, for rsync
        known.write_text("".join(f"[{each}]:{port} {host_key}" for each in ADDRESSES))
        self.ssh = {
            "user": pwd.getpwuid(os.geteuid()).pw_name,
            "port": port,
            "identity": str(folder / "key"),
            "known-hosts": str(known),
            "options": ["GlobalKnownHostsFile=/dev/null"],
        }


@contextmanager
def three_hosts(folder: Path, components: Components) -> Iterator[Hosts]:
    """The hosts, as long as the block goes."""
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where its unprivileged part lives
    hosts = Hosts(folder, components)
    try:
        for host in hosts.every:
            host.start()
        yield hosts
    finally:
        for host in hosts.every:
            host.stop()


def _make_key(path: Path) -> None:
    argv = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", str(path)]
    subprocess.run(argv, check=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((ADDRESSES[0], 0))
        return int(probe.getsockname()[1])
