"""The target `directory`, on this machine: its scripts are run by the real shell."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from release.deployment import Command, Running, Shipment
from release.targets import directory
from tests.recipes import Failed, carry_out, failures
from tests.shipments import COMMIT, EARLIER, a_shipment

NEW, OLD = f"1.2.0-{COMMIT[:12]}", f"1.1.0-{EARLIER[:12]}"
BEFORE = Running("1.1.0", EARLIER)


class Scene:
    """A repository whose app is built already, and the folder that it is released into."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.source = root / "apps" / "web" / "dist"
        self.site = root / "www" / "site"
        self.source.mkdir(parents=True)
        self.options: dict[str, Any] = {"path": "www/site", "source": "dist"}

    def deploy(self, version: str = "1.2.0", **changes: Any) -> Failed | None:
        """Deploy a version, whose one file says which it is."""
        (self.source / "index.html").write_text(version)
        return carry_out(
            directory.deploy(self.shipment(version, **changes), self.options), self.root
        )

    def shipment(self, version: str = "1.2.0", commit: str | None = None, **more: Any) -> Shipment:
        own = commit or (EARLIER if version == "1.1.0" else COMMIT)
        return a_shipment(version=version, commit=own, **more)

    @property
    def current(self) -> str | None:
        """The release that is served."""
        link = self.site / "current"
        return str(link.readlink()) if link.is_symlink() else None

    @property
    def served(self) -> str:
        return (self.site / "current" / "index.html").read_text()

    @property
    def releases(self) -> list[str]:
        return sorted(each.name for each in (self.site / "releases").iterdir())

    @property
    def log(self) -> list[str]:
        """The lines of the log, without their times and who it was."""
        text = (self.site / "revisions.log").read_text()
        return [line.split(": ", 1)[1] for line in text.splitlines()]


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def test_a_release_has_a_folder_of_its_own_and_current_leads_to_it(scene: Scene) -> None:
    assert scene.deploy() is None

    assert scene.current == f"releases/{NEW}"
    assert scene.served == "1.2.0"
    assert (scene.site / "current" / "REVISION").read_text() == f"{COMMIT}\n"
    assert scene.log == [f"{NEW} runs in production"]
    assert sorted(each.name for each in scene.site.iterdir()) == [
        "current",
        "releases",
        "revisions.log",
        "shared",
    ]


def test_modes_times_and_links_stay(scene: Scene) -> None:
    tool = scene.source / "bin" / "tool"
    tool.parent.mkdir()
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o750)
    os.utime(tool, (1_000_000_000, 1_000_000_000))
    (scene.source / ".hidden").symlink_to("bin/tool")
    (scene.source / "nowhere").symlink_to("/does/not/exist")

    scene.deploy()

    there = scene.site / "current"
    assert (there / "bin" / "tool").stat().st_mode & 0o7777 == 0o750
    assert (there / "bin" / "tool").stat().st_mtime == 1_000_000_000
    assert str((there / ".hidden").readlink()) == "bin/tool"
    assert str((there / "nowhere").readlink()) == "/does/not/exist"


def test_it_is_built_before_anything_else_in_the_folder_of_its_package(scene: Scene) -> None:
    scene.options["build"] = {"shell": "mkdir -p dist/v && pwd > dist/v/$RELEASE_VERSION"}

    scene.deploy()

    built = (scene.site / "current" / "v" / "1.2.0").read_text()
    assert built == f"{scene.root.resolve()}/apps/web\n"


def test_restart_is_run_in_what_is_served_now(scene: Scene) -> None:
    scene.options["restart"] = [["sh", "-c", "pwd -P >> ../../restarts"], {"shell": "touch again"}]
    scene.deploy()

    assert (scene.site / "restarts").read_text() == f"{scene.site.resolve()}/releases/{NEW}\n"
    assert (scene.site / "current" / "again").exists()


def test_a_restart_that_fails_brings_back_what_ran_before(scene: Scene) -> None:
    scene.options["restart"] = ["sh", "-c", "cat index.html >> ../../restarts; test -e good"]
    (scene.source / "good").touch()
    scene.deploy("1.1.0")
    (scene.source / "good").unlink()

    failed = scene.deploy(previous=BEFORE)

    assert failed == Failed("roll out", {"": ""}, {})
    assert (scene.current, scene.served) == (f"releases/{OLD}", "1.1.0")
    assert (scene.site / "restarts").read_text() == "1.1.01.2.01.1.0"
    assert scene.log == [
        f"{OLD} runs in production",
        f"{NEW} runs in production",
        f"{OLD} runs again in production, and {NEW} does not",
    ]


def test_after_a_first_deployment_that_fails_nothing_is_served_and_it_is_stopped(
    scene: Scene,
) -> None:
    scene.options |= {"restart": ["false"], "stop": ["sh", "-c", "pwd -P > stopped"]}

    assert scene.deploy() == Failed("roll out", {"": ""}, {})

    assert scene.current is None
    assert (scene.site / "stopped").read_text() == f"{scene.site.resolve()}\n"


def test_what_others_served_before_us_is_served_again_after_a_failure(scene: Scene) -> None:
    theirs = scene.site / "releases" / "20260101"
    theirs.mkdir(parents=True)
    (scene.site / "current").symlink_to(theirs)
    scene.options["restart"] = ["test", "!", "-e", "REVISION"]

    assert scene.deploy() == Failed("roll out", {"": ""}, {})

    assert scene.current == str(theirs)


@pytest.mark.parametrize("left", ["nothing", "part", "other"])
def test_a_release_that_came_in_half_is_made_whole_by_the_next_run(scene: Scene, left: str) -> None:
    scene.deploy("1.1.0")
    incoming = scene.site / "incoming"
    if left != "nothing":
        incoming.mkdir()
        (incoming / ("index.html" if left == "part" else "stranger")).write_text("1.")

    assert scene.deploy(previous=BEFORE) is None

    there = sorted(each.name for each in (scene.site / "current").iterdir())
    assert (scene.served, there) == ("1.2.0", ["REVISION", "index.html"])
    assert not incoming.exists()


def test_a_release_whose_build_was_mended_replaces_the_one_of_its_name(scene: Scene) -> None:
    scene.deploy("1.1.0")
    scene.options["restart"] = ["test", "-e", "good"]
    assert scene.deploy(previous=BEFORE) is not None
    (scene.source / "good").touch()

    assert scene.deploy(previous=BEFORE) is None

    assert (scene.current, scene.releases) == (f"releases/{NEW}", [OLD, NEW])


def test_what_is_served_goes_on_while_a_release_of_its_name_comes_in(scene: Scene) -> None:
    scene.deploy()
    (scene.source / "index.html").write_text("again")
    build, publish, *_ = directory.deploy(scene.shipment(), scene.options).phases

    for group in (*build.work, *publish.work):
        assert {} == failures(group, scene.root)

    assert (scene.current, scene.served) == (f"releases/{NEW}.replaced", "1.2.0")
    assert scene.deploy() is None
    assert (scene.current, scene.releases) == (f"releases/{NEW}", [NEW])


def test_an_interrupted_attempt_costs_no_release_and_no_way_back(scene: Scene) -> None:
    scene.options["keep"] = 2
    scene.deploy("1.1.0")
    build, publish, roll_out, _ = directory.deploy(scene.shipment(), scene.options).phases
    for group in (*build.work, *publish.work, *roll_out.work):
        assert {} == failures(group, scene.root)

    assert scene.deploy(previous=BEFORE) is None

    assert (scene.current, scene.releases) == (f"releases/{NEW}", [OLD, NEW])
    assert str((scene.site / "before").readlink()) == f"releases/{OLD}"


DEADLY = """#!/bin/sh
[ "$1" = --help ] || echo >> "$CALLS"
[ "$(wc -l < "$CALLS")" -ne "$LAST" ] || kill -9 "$PPID"
exec {program} "$@"
"""


class Killer:
    """Kills the shell that is about to run its `last` program that changes something."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        for name in ("mkdir", "rm", "cp", "mv", "ln", "touch"):
            (folder / name).write_text(DEADLY.format(program=shutil.which(name)))
            (folder / name).chmod(0o755)
        self.calls = folder / "calls"

    @contextmanager
    def at(self, last: int) -> Iterator[None]:
        self.calls.write_text("")
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("PATH", f"{self.folder}{os.pathsep}{os.environ['PATH']}")
            environment.setenv("CALLS", str(self.calls))
            environment.setenv("LAST", str(last))
            yield

    @property
    def called(self) -> int:
        return len(self.calls.read_text())


@pytest.mark.parametrize(("runs", "moments"), [("1.1.0", 13), ("1.2.0", 19)])
def test_whatever_kills_it_a_whole_release_is_served_and_the_next_run_ends_clean(
    scene: Scene, tmp_path: Path, runs: str, moments: int
) -> None:
    scene.deploy("1.1.0")
    if runs == "1.2.0":
        scene.deploy("1.2.0", previous=BEFORE)
    shutil.copytree(scene.site, tmp_path / "before", symlinks=True)
    killer = Killer(tmp_path / "deadly")

    for last in range(1, moments + 1):
        shutil.rmtree(scene.site)
        shutil.copytree(tmp_path / "before", scene.site, symlinks=True)
        with killer.at(last):
            assert scene.deploy(previous=BEFORE) is not None
        assert scene.served in {"1.1.0", "1.2.0"}
        assert (scene.site / "current" / "REVISION").is_file()

        with killer.at(0):
            assert scene.deploy(previous=BEFORE) is None
        assert (scene.current, scene.releases) == (f"releases/{NEW}", [OLD, NEW])
        assert not (scene.site / "incoming").exists()


def test_the_last_releases_are_kept_and_the_current_one_always(scene: Scene) -> None:
    scene.options["keep"] = 2
    foreign = scene.site / "releases" / "by-hand"
    foreign.mkdir(parents=True)
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        scene.deploy(version)
    assert scene.releases == [OLD, NEW, "by-hand"]

    os.utime(scene.site / "current", (0, 0))
    prune = directory.deploy(scene.shipment(), {**scene.options, "keep": 1}).afterwards
    assert [{}] == [failures(group, scene.root) for group in prune]

    assert scene.releases == [NEW, "by-hand"]


def test_shared_folders_and_files_are_linked_into_every_release(scene: Scene) -> None:
    scene.options["shared"] = ["data/", "etc/app.ini"]
    (scene.site / "shared" / "etc").mkdir(parents=True)
    (scene.site / "shared" / "etc" / "app.ini").write_text("[app]")
    (scene.source / "data").mkdir()
    (scene.source / "data" / "of the build").touch()
    for version in ("1.1.0", "1.2.0"):
        assert scene.deploy(version) is None
        (scene.site / "current" / "data" / version).touch()

    there = scene.site / "current"
    assert (there / "etc" / "app.ini").read_text() == "[app]"
    assert sorted(each.name for each in (there / "data").iterdir()) == ["1.1.0", "1.2.0"]
    assert (scene.source / "data" / "of the build").exists()


def test_a_shared_file_that_is_missing_is_told_before_anything_is_copied(scene: Scene) -> None:
    scene.options["shared"] = ["app.ini"]

    assert scene.deploy() == Failed(
        "publish", {"": "shared/app.ini is not there: put it there, once"}, {}
    )
    assert not (scene.site / "incoming").exists()


def test_nothing_is_shared_through_a_link_that_a_build_made(scene: Scene) -> None:
    """A link in a release to somewhere else is not followed to remove what is there."""
    outside = scene.root / "outside"
    (outside / "data").mkdir(parents=True)
    (scene.source / "var").symlink_to(outside)
    (scene.source / "REVISION").symlink_to(outside / "revision")
    scene.options["shared"] = ["var/data/"]

    failed = scene.deploy()

    said = "var/data cannot be shared: the release has a link above it"
    assert failed == Failed("publish", {"": said}, {})
    assert [each.name for each in outside.iterdir()] == ["data"]


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (lambda scene: scene.source.rename(scene.root / "x"), "there is no folder"),
        (lambda scene: (scene.source / "index.html").unlink(), "the folder"),
        (
            lambda scene: (scene.site / "current").mkdir(parents=True),
            "www/site/current is not a link: move it away",
        ),
    ],
)
def test_what_cannot_be_released_is_told_before_anything_changes(
    scene: Scene, prepare: Callable[[Scene], object], said: str
) -> None:
    (scene.source / "index.html").touch()
    prepare(scene)

    failed = carry_out(directory.deploy(scene.shipment(), scene.options), scene.root)

    assert failed is not None
    assert (failed.phase, said in failed.said[""]) == ("publish", True)
    assert not (scene.site / "revisions.log").exists()


def test_a_version_is_brought_back_by_its_release(scene: Scene) -> None:
    scene.deploy("1.1.0")
    scene.deploy("1.2.0", previous=BEFORE)
    now = Running("1.2.0", COMMIT)
    recipe = directory.restore(scene.shipment("1.1.0", previous=now), scene.options)

    assert {} == failures(recipe.present, scene.root)
    assert carry_out(recipe, scene.root) is None

    assert (scene.current, scene.served) == (f"releases/{OLD}", "1.1.0")
    assert scene.log[-1] == f"{OLD} runs in production"


def test_a_version_without_a_release_cannot_be_brought_back(scene: Scene) -> None:
    scene.deploy()
    recipe = directory.restore(scene.shipment("0.9.0"), scene.options)

    assert failures(recipe.present, scene.root) == {
        "": f"there is no ./www/site/releases/0.9.0-{COMMIT[:12]}"
    }
    assert carry_out(recipe, scene.root) is not None
    assert scene.current == f"releases/{NEW}"


@pytest.mark.parametrize(
    "version", ["../../../x", "-rf", "$(touch x)", "`touch x`", "a b\nc", "1.0.0+build.1"]
)
def test_a_version_of_any_text_makes_one_folder_and_nothing_else(
    scene: Scene, version: str
) -> None:
    assert scene.deploy(version) is None

    assert len(scene.releases) == len(scene.log) == 1
    assert scene.served == version
    assert sorted(each.name for each in scene.root.iterdir()) == ["apps", "www"]


def test_the_switch_is_one_rename(scene: Scene, tmp_path: Path) -> None:
    """Whoever opens `current` all the time never misses it."""
    scene.deploy("1.1.0")
    looks = "while [ ! -e stop ]; do cat www/site/current/index.html >> seen || exit 1; done"
    with subprocess.Popen(["sh", "-c", looks], cwd=tmp_path) as looking:
        while not (tmp_path / "seen").exists():
            assert looking.poll() is None
        for version in ("1.2.0", "1.1.0", "1.2.0"):
            scene.deploy(version)
        (tmp_path / "stop").touch()

    assert looking.returncode == 0
    assert {"1.1.0", "1.2.0"} == set((tmp_path / "seen").read_text().replace("01.", "0 1.").split())


def on_hosts(**more: Any) -> list[Command]:
    """All commands of a deployment to two hosts that concern `web-1`."""
    options = {"path": "/srv/web", "source": "dist", "hosts": ["web-1", "ops@web-2"], **more}
    recipe = directory.deploy(a_shipment(), options)
    groups = [*(group for phase in recipe.phases for group in phase.work), *recipe.afterwards]
    found = [each for group in groups for each in group if isinstance(each, Command)]
    assert {"", "web-1", "ops@web-2"} == {each.host for each in found}
    return [each for each in found if each.host == "web-1"]


def test_other_hosts_are_reached_by_ssh_and_rsync_alone() -> None:
    commands = on_hosts(restart=["systemctl", "restart", "it's"], ssh={"port": 2222})

    assert {each.argv[0] for each in commands} == {"ssh", "rsync"}
    assert [each.title for each in commands] == [
        "prepare the folder",
        "upload the source",
        f"complete {NEW}",
        f"switch to {NEW}",
        """restart: systemctl restart 'it'"'"'s'""",
        "keep 5 releases",
    ]
    restart = commands[4].argv
    assert ("-p", "2222") == restart[restart.index("-p") : restart.index("-p") + 2]
    assert "BatchMode=yes" in restart
    assert ("-n", "--", "web-1") == restart[-4:-1]
    assert str(restart[-1]).endswith(""" restart /srv/web systemctl restart 'it'"'"'s'""")


def test_what_is_uploaded_is_told_by_its_content_and_goes_where_nothing_is_served() -> None:
    upload = on_hosts(ssh={"identity": "/keys/a b"})[1].argv

    assert upload[:6] == (
        "rsync",
        "-rlpt",
        "-s",
        "--checksum",
        "--delete",
        "--copy-dest=../current/",
    )
    assert str(upload[7]).endswith("-o IdentitiesOnly=yes -i '/keys/a b'")
    assert upload[8:] == ("--", "./apps/web/dist/", "web-1:/srv/web/incoming/")


@pytest.mark.parametrize(
    ("changes", "key", "message"),
    [
        ({"path": "/"}, "path", "is `/`, which is no folder of its own"),
        ({"path": "."}, "path", "is `.`, which is no folder of its own"),
        ({"path": "a/../.."}, "path", "is `a/../..`, which is no folder of its own"),
        ({"path": "~/web"}, "path", "is `~/web`, and nothing expands the `~`"),
        ({"path": "{apps}"}, "path", "has `{apps}`, which stands for nothing"),
        ({"source": "{digest}"}, "source", "has `{digest}`, which stands for nothing"),
        ({"source": "a\nb"}, "source", "has a new line in it"),
        ({"shared": ["/etc"]}, "shared", "has `/etc`, which is not a path in a release"),
        ({"shared": ["../x"]}, "shared", "has `../x`, which is not a path in a release"),
        ({"shared": ["REVISION"]}, "shared", "has `REVISION`, which tells a release's own commit"),
        ({"shared": ["a/", "a/b"]}, "shared", "has `a/b`, which is in another one of it"),
        ({"restart": ["x", "{nope}"]}, "restart", "has `{nope}`, which stands for nothing"),
        (
            {"restart": {"run": ["x"], "capture": "x"}},
            "restart",
            "has `capture`, which has no meaning where the app runs",
        ),
        (
            {"stop": ["x", "{version}"]},
            "stop",
            "has the version, whatever it is that `current` leads to",
        ),
        ({"hosts": ["-oProxyCommand=x"]}, "hosts", "has `-oProxyCommand=x`, which is not "),
        ({"hosts": ["a@-b"]}, "hosts", "has `a@-b`, which is not "),
        ({"hosts": ["a:22"]}, "hosts", "has `a:22`, which is not "),
        ({"hosts": ["a b"]}, "hosts", "has `a b`, which is not "),
        ({"hosts": ["a", "a"]}, "hosts", "has `a` more than once"),
        ({"ssh": {"prot": 1}}, "ssh", "has `prot`, which is not a key of it"),
        ({"ssh": {"port": 0}}, "ssh", "has a `port` that is not a number from 1 to 65535"),
        ({"ssh": {"user": "-x"}}, "ssh", "has the `user` `-x`, which is no login"),
        ({"ssh": {"known-hosts": 'a"b'}}, "ssh", 'has a `known-hosts` with `"` in it'),
        ({"ssh": {"options": ["x"]}}, "ssh", "has the option `x`, which is not `Name=value`"),
    ],
)
def test_what_is_wrong_is_told(changes: dict[str, Any], key: str, message: str) -> None:
    ((found, said, _),) = directory.problems({"path": "/srv/web", "source": "dist", **changes})

    assert (found, said[: len(message)]) == (key, message)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"hosts": ["web", "ops@web.example.org", "10.0.0.1", "::1", "ops@fe80::1%eth0"]},
        {"path": "srv/{app}/{environment}", "shared": ["data/", "data-2", "etc/x"]},
        {"ssh": {"user": "x", "port": 22, "identity": "~/k", "options": ["ProxyJump=b"]}},
        {"restart": [["x", "{app}"], {"shell": "y", "env": {"A": "b"}, "timeout": 3}]},
    ],
)
def test_what_is_right_is_not_mentioned(changes: dict[str, Any]) -> None:
    assert list(directory.problems({"path": "/srv/web", "source": "dist", **changes})) == []
