"""Every check of this repository. `nox` alone runs what CI runs; `nox --list` tells them all.

What stands after `--` goes to the program of the session: `nox -s tests -- -k ranges`.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import nox

nox.needs_version = ">=2026.7"
nox.options.default_venv_backend = "uv"  # it installs what uv.lock says
nox.options.download_python = "never"  # the interpreters of this machine, and no other

ROOT = Path(__file__).parent
PROJECT = nox.project.load_toml("pyproject.toml")
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
PYTHONS = [*nox.project.python_versions(PROJECT)]
if RUNNING not in PYTHONS:
    PYTHONS.append(RUNNING)
NODE_MODULES = ROOT / "tests" / "components" / "node_modules"
CRATES = Path(os.environ.get("RELEASE_TEST_CRATES") or "/usr/share/cargo/registry")

nox.options.sessions = ["lint", "types", "rust_sync", "published", "package"]


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The tests, against this tree, on every Python that is here: for the day's work."""
    sync(session, "--group=test")
    session.run("pytest", *(session.posargs or ("--numprocesses", "auto")))


@nox.session
def lint(session: nox.Session) -> None:
    """Format and lint with ruff; hold uv.lock against pyproject.toml."""
    sync(session, "--only-group=lint")
    session.run("uv", "lock", "--check", external=True)
    session.run("ruff", "format", "--check", *session.posargs)
    session.run("ruff", "check", *session.posargs)


@nox.session
def types(session: nox.Session) -> None:
    """Strict types, everywhere."""
    sync(session, "--group=types", "--no-install-project")
    session.run("mypy", *session.posargs)


@nox.session
def rust_sync(session: nox.Session) -> None:
    """Release a Rust workspace with real dependencies, and have real cargo judge it."""
    need(session, shutil.which("cargo"), "cargo is not here: install Rust")
    need(session, any(CRATES.glob("serde-[0-9]*")), f"no crates in {CRATES}: .ci/run installs them")
    install_wheel(session)
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        shutil.copytree(ROOT / "tests" / "rust_workspace", workspace)
        crate = workspace / "apps" / "desk" / "src-tauri"
        offline(workspace)
        with session.chdir(crate):
            session.run("cargo", "generate-lockfile", external=True)
        commit(session, workspace)
        with session.chdir(workspace):
            session.run("release", "changeset.version")
            session.run("release", "cargo.sync", "--check")
            session.run("release", "cargo.sync", "--verify")
        with session.chdir(crate):
            said = session.run("cargo", "run", "--locked", "--quiet", external=True, silent=True)
    if '{"core":"1.1.0","desk":"1.1.0"}' not in str(said):
        session.error(f"cargo built {said}")


@nox.session
def published(session: nox.Session) -> None:
    """This package, released by its own train: to an index of this machine, and to work from it."""
    sync(session, "--group=test")
    session.run("python", "-m", "tests.published")


@nox.session
def package(session: nox.Session) -> None:
    """The tests, against the built wheel, where no source tree can be imported."""
    install_wheel(session, "--group=test")
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        for name in files(session):
            if not name.startswith("release/"):
                (tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, tree / name, follow_symlinks=False)
        commit(session, tree)
        with session.chdir(tree):
            session.run(
                "pytest",
                *(session.posargs or ("--numprocesses", "auto")),
                env={
                    "RELEASE_TEST_WHEEL": "1",
                    "RELEASE_TEST_NODE_MODULES": os.environ.get(
                        "RELEASE_TEST_NODE_MODULES", str(NODE_MODULES)
                    ),
                },
            )


@nox.session(default=False)
def ledger(session: nox.Session) -> None:
    """Random lives of two branches: `nox -s ledger -- --histories 500 --seed 0`."""
    sync(session, "--group=test")
    session.run("python", "-m", "tests.exactly_once", *session.posargs)


@nox.session(default=False)
def backmerge(session: nox.Session) -> None:
    """The same, merged back by staging.sync: `nox -s backmerge -- --histories 600`."""
    sync(session, "--group=test")
    session.run("python", "-m", "tests.back_merges", *session.posargs)


@nox.session(default=False)
def parity(session: nox.Session) -> None:
    """Hold random monorepos against the real CLI: `nox -s parity -- --cases 2000 --cli 2`."""
    sync(session, "--group=test")
    session.run("python", "-m", "tests.search", *session.posargs)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """How fast the everyday commands are, against the Changesets CLI and plain Invoke."""
    install_wheel(session, "--group=test")  # the local GitHub of its deployments is a test's
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session(default=False)
def kill(session: nox.Session) -> None:
    """Kill `changeset.version`, or have the disk fail it, at every single write; print a table."""
    need(session, shutil.which("strace"), "strace is not here: run `apt-get install strace`")
    sync(session, "--group=test")
    session.run("python", "-m", "tests.e2e.killer", *session.posargs)


@nox.session(default=False)
def faults(session: nox.Session) -> None:
    """Everything that can go wrong with each request to GitHub: `nox -s faults -- --pairs`."""
    sync(session, "--group=test")
    session.run("python", "-m", "tests.faults", *session.posargs)


@nox.session(default=False)
def deploys(session: nox.Session) -> None:
    """Everything that can go wrong in a deployment: `nox -s deploys -- --each 7`."""
    sync(session, "--group=test")
    session.run("python", "-m", "tests.deploy_faults", *session.posargs)


@nox.session(default=False)
def proxy(session: nox.Session) -> None:
    """The whole train behind mitmproxy, which loses requests: `nox -s proxy -- --every 4`."""
    sync(session, "--group=test")
    session.run("python", "-m", "tests.proxied", *session.posargs)


@nox.session(default=False)
def board(session: nox.Session) -> None:
    """The board in pictures: `nox -s board -- --releases 200 --output FOLDER`."""
    sync(session, "--group=test")
    session.run("python", "-m", "tests.board", *session.posargs)


@nox.session(default=False)
def replay(session: nox.Session) -> None:
    """The past releases of real repositories, by the real CLI and by us: `-- CLONE ...`."""
    sync(session, "--group=test")
    session.run("python", "-m", "tests.replay", *session.posargs)


def sync(session: nox.Session, *what: str) -> None:
    """Make the session's environment what uv.lock says, and nothing else."""
    python = f"--python={session.virtualenv.location}"
    session.run_install(
        *("uv", "sync", "--quiet", "--locked", "--no-default-groups", python, *what),
        env={
            "UV_PROJECT_ENVIRONMENT": session.virtualenv.location,
            "UV_COMPILE_BYTECODE": "1",  # once here, or again in each process of a test
        },
    )


def install_wheel(session: nox.Session, *what: str) -> None:
    """Build the wheel and install it, with what uv.lock has for it; its metadata must agree."""
    sync(session, *what, "--no-install-project")
    # Not in session.create_tmp(): that moves TMPDIR, and with it every test, into this repository.
    folder = Path(session.virtualenv.location) / "wheel"
    shutil.rmtree(folder, ignore_errors=True)
    build = ("hatchling", "build", "-t", "wheel", "-d", str(folder))
    session.run_install(
        *("uv", "run", "--quiet", "--isolated", "--locked", "--only-group=build", *build)
    )
    session.install("--no-deps", str(next(folder.glob("*.whl"))))
    session.run_install("uv", "pip", "check", "--quiet")


def need(session: nox.Session, there: object, reason: str) -> None:
    """Skip the session unless `there`; under CI, fail it."""
    if not there:
        (session.error if os.environ.get("CI") else session.skip)(reason)


def files(session: nox.Session) -> list[str]:
    """Every file of this tree that git has, or would take."""
    listed = git(session, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return [name for name in listed.split("\0") if name and os.path.lexists(name)]


def commit(session: nox.Session, folder: Path) -> None:
    """Make `folder` a repository with one commit, whoever runs this."""
    ident = (
        "-c",
        "user.name=Ada",
        "-c",
        "user.email=ada@example.org",
        "-c",
        "commit.gpgsign=false",
    )
    with session.chdir(folder):
        git(session, "init", "--quiet", "--initial-branch=main")
        git(session, "add", "--all", "--force")
        git(session, *ident, "commit", "--quiet", "--no-verify", "--message=Start")


def git(session: nox.Session, *arguments: str) -> str:
    """Run git; return what it says."""
    return str(session.run("git", *arguments, external=True, silent=True, log=False))


def offline(workspace: Path) -> None:
    """Have cargo take every crate in `workspace` from this machine, and none from the network."""
    (workspace / ".cargo").mkdir()
    (workspace / ".cargo" / "config.toml").write_text(
        f"""\
[source.crates-io]
replace-with = "here"

[source.here]
directory = {str(CRATES)!r}

[net]
offline = true
""",
        encoding="utf-8",
    )
