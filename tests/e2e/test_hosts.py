"""The target `directory` on three hosts at once, over the real OpenSSH and rsync."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from release.deployment import Recipe, Running
from release.targets import directory
from tests.deploys.recipes import Failed, carry_out, failures
from tests.deploys.shipments import COMMIT, EARLIER, a_shipment
from tests.deploys.ssh_hosts import ADDRESSES, Host, Hosts, three_hosts
from tests.real_components import Components

pytestmark = pytest.mark.needs("sshd", "rsync")

NEW, OLD = f"1.2.0-{COMMIT[:12]}", f"1.1.0-{EARLIER[:12]}"
BEFORE = Running("1.1.0", EARLIER)
FIRST, SECOND, THIRD = ADDRESSES
BIG = bytes(range(256)) * 400  # more than a host takes that is broken in the middle of it


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory, components: Components) -> Iterator[Hosts]:
    with three_hosts(tmp_path_factory.mktemp("hosts"), components) as hosts:
        yield hosts


@pytest.fixture
def hosts(servers: Hosts) -> Iterator[Hosts]:
    """The servers, with empty homes, and whole again after the test."""
    for host in servers.every:
        host.clear()
    yield servers
    for host in servers.every:
        host.mend()


class Scene:
    """An app that is built already, and the hosts it goes to, where 1.1.0 runs."""

    def __init__(self, root: Path, hosts: Hosts) -> None:
        self.root, self.hosts = root, hosts
        self.source = root / "apps" / "web" / "dist"
        (self.source / "bin").mkdir(parents=True)
        (self.source / "bin" / "tool").write_text("#!/bin/sh\n")
        (self.source / "bin" / "tool").chmod(0o750)
        (self.source / "it's a link").symlink_to("bin/tool")
        self.options: dict[str, Any] = {
            "path": "sites/{app} of {environment}",
            "source": "dist",
            "hosts": list(ADDRESSES),
            "ssh": hosts.ssh,
            "shared": ["data/"],
            "restart": ["sh", "-c", 'cat index.html > "../../it runs"'],
            "keep": 2,
        }
        assert self.deploy("1.1.0", previous=None) is None

    def recipe(self, version: str = "1.2.0", previous: Running | None = BEFORE) -> Recipe:
        """How a version is deployed, whose one text says which it is."""
        (self.source / "index.html").write_text(version)
        (self.source / "big").write_bytes(version.encode() + BIG)
        # As builds do that are to be the same bytes every time: what differs looks the same.
        os.utime(self.source / "index.html", (1_000_000_000, 1_000_000_000))
        commit = EARLIER if version == "1.1.0" else COMMIT
        return directory.deploy(
            a_shipment(version=version, commit=commit, previous=previous), self.options
        )

    def deploy(self, version: str = "1.2.0", previous: Running | None = BEFORE) -> Failed | None:
        return carry_out(self.recipe(version, previous), self.root)

    def each(self, look: Callable[[Path], Any]) -> list[Any]:
        """What a look into the app's folder tells, on every host."""
        return [look(host.home / "sites" / "web of production") for host in self.hosts.every]

    def host(self, address: str) -> Host:
        return next(each for each in self.hosts.every if each.address == address)

    @property
    def current(self) -> list[str]:
        return self.each(lambda site: str((site / "current").readlink()))

    @property
    def running(self) -> list[str]:
        """The versions that a restart began."""
        return self.each(lambda site: (site / "it runs").read_text())

    def everything(self) -> list[dict[str, str]]:
        """All that is in the app's folder, host by host, but for the log."""
        return self.each(tree)


def tree(folder: Path) -> dict[str, str]:
    """What is in a folder: modes and contents of files, where links lead."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_file() and name != "revisions.log":
            found[name] = f"{path.stat().st_mode:o} {path.read_bytes()!r}"
    return found


@pytest.fixture
def scene(tmp_path: Path, hosts: Hosts) -> Scene:
    return Scene(tmp_path, hosts)


def test_every_host_has_the_same_release_and_serves_it(scene: Scene) -> None:
    assert scene.deploy() is None

    assert scene.current == [f"releases/{NEW}"] * 3
    assert scene.running == ["1.2.0"] * 3
    first, second, third = scene.everything()
    assert first == second == third
    assert {name: said for name, said in first.items() if NEW in name or "->" in said} == {
        "before": f"-> releases/{OLD}",
        "current": f"-> releases/{NEW}",
        **{f"releases/{each}/data": "-> ../../shared/data" for each in (OLD, NEW)},
        **{f"releases/{each}/it's a link": "-> bin/tool" for each in (OLD, NEW)},
        f"releases/{NEW}/REVISION": f"100644 {COMMIT.encode() + bytes([10])!r}",
        f"releases/{NEW}/big": f"100644 {b'1.2.0' + BIG!r}",
        f"releases/{NEW}/bin/tool": "100750 b'#!/bin/sh\\n'",
        f"releases/{NEW}/index.html": "100644 b'1.2.0'",
    }


BREAKS_OFF = """
case $SSH_ORIGINAL_COMMAND in
  rsync*)
    cd sites/*/ && mkdir incoming && printf 1. > incoming/index.html && touch incoming/other
    exit 1 ;;
esac
"""
BREAK = {
    "refuses every connection": lambda host: host.stop(),
    "takes no more files": lambda host: host.break_by("ulimit -f 10"),
    "breaks off in an upload": lambda host: host.break_by(BREAKS_OFF),
}


@pytest.mark.parametrize("how", BREAK)
def test_one_host_that_fails_before_the_switch_keeps_all_from_switching(
    scene: Scene, how: str
) -> None:
    """Mended and run again, all of them are as if nothing had been wrong."""
    BREAK[how](scene.host(SECOND))

    failed = scene.deploy()

    assert failed is not None
    assert (failed.phase, list(failed.said)) == ("publish", [SECOND])
    assert (scene.current, scene.running) == ([f"releases/{OLD}"] * 3, ["1.1.0"] * 3)

    scene.host(SECOND).mend()
    assert scene.deploy() is None

    assert (scene.current, scene.running) == ([f"releases/{NEW}"] * 3, ["1.2.0"] * 3)
    first, second, third = scene.everything()
    assert first == second == third
    assert not any(name.startswith("incoming") or ".next" in name for name in first)


def test_one_host_whose_restart_fails_takes_every_host_back(scene: Scene) -> None:
    scene.host(THIRD).break_by(
        'case $SSH_ORIGINAL_COMMAND in *" restart "*) echo no such unit >&2; exit 5 ;; esac'
    )

    failed = scene.deploy()

    assert failed == Failed("roll out", {THIRD: "no such unit"}, {})
    assert (scene.current, scene.running) == ([f"releases/{OLD}"] * 3, ["1.1.0"] * 3)

    scene.host(THIRD).mend()
    assert scene.deploy() is None

    assert (scene.current, scene.running) == ([f"releases/{NEW}"] * 3, ["1.2.0"] * 3)
    first, second, third = scene.everything()
    assert first == second == third


def test_a_host_that_cannot_go_back_is_told_and_keeps_no_other_from_it(scene: Scene) -> None:
    scene.host(THIRD).break_by(
        'case $SSH_ORIGINAL_COMMAND in *"it runs"*) echo it is gone >&2; exit 255 ;; esac'
    )

    failed = scene.deploy()

    assert failed == Failed("roll out", {THIRD: "it is gone"}, {THIRD: "it is gone"})
    assert scene.current == [f"releases/{OLD}", f"releases/{OLD}", f"releases/{NEW}"]
    assert scene.running == ["1.1.0", "1.1.0", "1.1.0"]


def test_a_version_is_brought_back_on_every_host_or_on_none(scene: Scene) -> None:
    assert scene.deploy() is None
    now = Running("1.2.0", COMMIT)
    shipment = a_shipment(version="1.1.0", commit=EARLIER, previous=now)
    recipe = directory.restore(shipment, scene.options)

    assert {} == failures(recipe.present, scene.root)
    assert carry_out(recipe, scene.root) is None
    assert (scene.current, scene.running) == ([f"releases/{OLD}"] * 3, ["1.1.0"] * 3)

    other = directory.restore(a_shipment(version="1.0.0"), scene.options)
    assert {*ADDRESSES} == {*failures(other.present, scene.root)}


def test_old_releases_go_on_every_host(scene: Scene) -> None:
    for version in ("1.2.0", "1.3.0"):
        assert scene.deploy(version) is None

    kept = [NEW, f"1.3.0-{COMMIT[:12]}"]
    assert [kept] * 3 == scene.each(
        lambda site: sorted(each.name for each in (site / "releases").iterdir())
    )


def test_a_host_whose_key_is_not_known_is_refused(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    scene.options["ssh"] = {**scene.hosts.ssh, "known-hosts": str(tmp_path / "empty")}

    failed = scene.deploy()

    assert failed is not None
    assert (failed.phase, {*failed.said}) == ("publish", {*ADDRESSES})
    assert "Host key verification failed." in failed.said[FIRST]
