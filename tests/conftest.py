"""What every test stands on: a quiet environment, no network, and the real components.

`@pytest.mark.needs("node", "cargo")` marks a test that runs real components (`real_components`
names them, and says how they are found). Where one is missing the test is skipped, with what to
install; under CI it fails, so that no green run hides a test that did not run.

`RELEASE_TEST_WHEEL=1` says that the installed wheel is what is tested: the run ends at once when
`release` would come from a source tree.
"""

from __future__ import annotations

import ipaddress
import os
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

import release
from tests.real_components import REMEDIES, Components

BEFORE: Mapping[str, str] = dict(os.environ)
IN_CI = bool(BEFORE.get("CI"))
COMPONENTS = Components(BEFORE)
NOWHERE = "http://127.0.0.1:9"  # the discard port: a child that reaches out fails at once
LOUD = {
    "CI",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "EDITOR",
    "FORCE_COLOR",
    "VIRTUAL_ENV",
    "VISUAL",
}
LOUD_FAMILIES = (
    *("ACTIONS_", "GITHUB_", "RUNNER_"),  # a job is not to see what its tests publish
    *("BUN_", "CARGO_", "GIT_", "INVOKE_", "NPM_", "PIP_", "PNPM_", "UV_", "YARN_"),
    *("npm_", "pnpm_"),
)

settings.register_profile("tests", deadline=None, derandomize=IN_CI, print_blob=True)
settings.load_profile("tests")


@pytest.fixture(scope="session")
def components() -> Components:
    """The real programs; the test also carries a `needs` marker with their names."""
    return COMPONENTS


@pytest.fixture(scope="session", autouse=True)
def _quiet_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give the tests an environment in which nothing of this machine's user shows."""
    above = tmp_path_factory.getbasetemp().parents
    if around := [folder for folder in above if (folder / "package.json").exists()]:
        pytest.exit(f"the tests' own folders would be found in the workspace {around[0]}", 1)
    with pytest.MonkeyPatch.context() as environment:
        for name in BEFORE:
            if name in LOUD or name.startswith(LOUD_FAMILIES):
                environment.delenv(name)
        for name, text in quiet(tmp_path_factory.mktemp("home")).items():
            environment.setenv(name, text)
        yield


def quiet(home: Path) -> dict[str, str]:
    """The variables that make git, cargo, uv and the JavaScript tools answer alike everywhere."""
    user = Path(BEFORE.get("HOME", "/"))
    programs = Path(sys.executable).parent  # `inv` and `release`, also when no one activated them
    who = {"NAME": "Ada", "EMAIL": "ada@example.org", "DATE": "2026-01-02T03:04:05+00:00"}
    return {
        "PATH": f"{programs}{os.pathsep}{BEFORE.get('PATH', os.defpath)}",
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "NO_COLOR": "1",
        # Not os.devnull: `git config --global` puts a file in its place, for everybody.
        "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        **{
            f"GIT_{role}_{key}": text
            for role in ("AUTHOR", "COMMITTER")
            for key, text in who.items()
        },
        "HTTP_PROXY": NOWHERE,
        "HTTPS_PROXY": NOWHERE,
        "http_proxy": NOWHERE,
        "https_proxy": NOWHERE,
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        "CARGO_HOME": str(home / ".cargo"),
        "CARGO_NET_OFFLINE": "true",
        "RUSTUP_HOME": BEFORE.get("RUSTUP_HOME", str(user / ".rustup")),  # where cargo itself is
        "UV_OFFLINE": "1",
        "UV_PYTHON": sys.executable,
        "UV_PYTHON_DOWNLOADS": "never",
        "YARN_ENABLE_GLOBAL_CACHE": "0",
        "YARN_ENABLE_NETWORK": "0",
        "YARN_ENABLE_TELEMETRY": "0",
        "npm_config_audit": "false",
        "npm_config_fund": "false",
        "npm_config_offline": "true",
        "npm_config_update_notifier": "false",
    }


def pytest_configure() -> None:
    """Close the network, and make sure that the right `release` is tested."""
    sys.addaudithook(_refuse_the_network)
    if BEFORE.get("RELEASE_TEST_WHEEL"):
        installed = Path(sysconfig.get_path("purelib")) / "release"
        found = Path(release.__file__ or "").parent
        if found != installed:
            raise pytest.UsageError(f"`release` comes from {found}, not from the wheel")


def pytest_report_header() -> str:
    """Tell which components there are."""
    there = [name for name in REMEDIES if COMPONENTS.find(name)]
    missing = [name for name in REMEDIES if name not in there]
    return f"components: {', '.join(there)}; missing: {', '.join(missing) or 'none'}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a marker that names no component, before a single test runs."""
    named = {name for item in items for mark in item.iter_markers("needs") for name in mark.args}
    if unknown := named - set(REMEDIES):
        raise pytest.UsageError(f"no such component: {', '.join(sorted(unknown))}")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose components are missing; under CI, fail it."""
    named = [name for mark in item.iter_markers("needs") for name in mark.args]
    missing = [f"{name} ({REMEDIES[name]})" for name in named if not COMPONENTS.find(name)]
    if missing and IN_CI:
        pytest.fail(f"CI must have every component; missing: {', '.join(missing)}", pytrace=False)
    if missing:
        pytest.skip(f"missing: {', '.join(missing)}")


def _refuse_the_network(event: str, arguments: tuple[object, ...]) -> None:
    """Stop whatever in this process would leave the machine."""
    if event in {"socket.connect", "socket.bind", "socket.sendto"}:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode()
    if isinstance(host, str) and not _is_here(host):
        raise PermissionError(f"a test must not reach `{host}`: only this machine is there")


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
