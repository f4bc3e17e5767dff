"""Real registries on loopback, and a workshop in which real tools build and run images for them."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.real_components import Components

USER, PASSWORD = "ada", "open-sesame-7391"
_HTPASSWD = "ada:$2y$04$abcdefghijklmnopqrstuuIspTDLd6XoXtUS2B7JF0phfBRbUedJu"
_LISTENS = re.compile(r"listening on (127\.0\.0\.1:[0-9]+)")

_CONFIGURATION = """\
version: 0.1
log: {{level: info, formatter: text, accesslog: {{disabled: true}}}}
http: {{addr: "127.0.0.1:0", secret: s}}
storage: {{filesystem: {{rootdirectory: "{folder}"}}, delete: {{enabled: true}}}}
auth: {{htpasswd: {{realm: tests, path: "{folder}/htpasswd"}}}}
"""

_STORAGE = """\
[storage]
driver = "vfs"
runroot = "{folder}/run"
graphroot = "{folder}/graph"
"""

# No control groups of its own, no limits that only root of the machine may set, and the network
# of the machine: what a container inside a container can have.
_CONTAINERS = """\
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
netns = "host"
[engine]
cgroup_manager = "cgroupfs"
runtime = "runc"
events_logger = "file"
"""


class RealRegistry(NamedTuple):
    """A registry that runs, and wants USER's PASSWORD. `folder` is where it keeps its images."""

    host: str
    folder: Path

    def repository(self, name: str) -> str:
        """A repository here."""
        return f"{self.host}/{name}"

    def raw(self, digest: str) -> bytes:
        """The manifest of an image, as it is kept."""
        return self._kept(digest).read_bytes()

    def tamper(self, digest: str) -> None:
        """Keep another manifest under the digest of an image."""
        path = self._kept(digest)
        path.write_bytes(path.read_bytes() + b" ")

    def remove(self, digest: str) -> None:
        """Keep the manifest of an image no longer."""
        self._kept(digest).unlink()

    def _kept(self, digest: str) -> Path:
        blobs = self.folder / "docker" / "registry" / "v2" / "blobs" / "sha256"
        hexadecimal = digest.removeprefix("sha256:")
        return blobs / hexadecimal[:2] / hexadecimal / "data"


@contextmanager
def a_registry(folder: Path, components: Components) -> Iterator[RealRegistry]:
    """A registry that keeps its images in `folder`, until the end of the block."""
    folder.mkdir(parents=True)
    (folder / "htpasswd").write_text(f"{_HTPASSWD}\n", "utf-8")
    configuration = folder / "registry.yml"
    configuration.write_text(_CONFIGURATION.format(folder=folder), "utf-8")
    argv = [str(components.require("docker-registry")), "serve", str(configuration)]
    log = folder / "log"  # a pipe that nobody reads on would fill, and stop it
    with log.open("wb") as said, subprocess.Popen(argv, stdout=said, stderr=said) as process:
        try:
            yield RealRegistry(_where_it_listens(log, process), folder)
        finally:
            process.kill()


def _where_it_listens(log: Path, process: subprocess.Popen[bytes]) -> str:
    while not (found := _LISTENS.search(log.read_text("utf-8"))):
        assert process.poll() is None, log.read_text("utf-8")
        time.sleep(0.01)
    return found[1]


class Workshop(NamedTuple):
    """Where images are built and run: `environment` keeps the tools' own files in `folder`."""

    folder: Path
    environment: dict[str, str]

    def logins(self, *registries: RealRegistry, password: str = PASSWORD) -> str:
        """A file with USER's logins."""
        token = base64.b64encode(f"{USER}:{password}".encode()).decode()
        folder = self.folder / password
        folder.mkdir(exist_ok=True)
        path = folder / "config.json"
        auths = {registry.host: {"auth": token} for registry in registries}
        path.write_text(json.dumps({"auths": auths}), "utf-8")
        return str(path)

    def run(self, *argv: str) -> str:
        """Run a program to its end, which must be a good one; its stdout."""
        ran = subprocess.run(
            argv, env=self.environment, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout.strip()


def a_workshop(folder: Path) -> Workshop:
    """A workshop in `folder`, which begins empty."""
    folder.mkdir(parents=True)
    storage, containers = folder / "storage.conf", folder / "containers.conf"
    storage.write_text(_STORAGE.format(folder=folder), "utf-8")
    containers.write_text(_CONTAINERS, "utf-8")
    own = {
        "BUILDAH_ISOLATION": "chroot",
        "CONTAINERS_CONF": str(containers),
        "CONTAINERS_STORAGE_CONF": str(storage),
        "TMPDIR": str(folder),
    }
    return Workshop(folder, {**os.environ, **own})
