"""The target `container` with real registries, skopeo, buildah and podman."""

from __future__ import annotations

import base64
import shutil
import socket
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from release.adapters.commands import CommandRunner
from release.adapters.probe import Probe
from release.apply.rollout import carry_out
from release.deployment import Check, Command, CommandCheck, HttpCheck, Patience, Running, Shipment
from release.deployment.outcome import Outcome
from release.deployment.plan import DeployPlan
from release.deployment.plan import Stop as Due
from release.deployment.ports import Ran
from release.targets import Options, container
from tests.conftest import COMPONENTS
from tests.deploys.plans import a_site
from tests.deploys.records import MemoryRecords
from tests.deploys.registries import PASSWORD, RealRegistry, Workshop, a_registry, a_workshop
from tests.deploys.shipments import COMMIT, EARLIER, a_shipment
from tests.deploys.world import Heard, Wish
from tests.deploys.yard import Yard

pytestmark = pytest.mark.needs("docker-registry", "skopeo", "buildah")

UNKNOWN = f"sha256:{'0' * 64}"
SOON = Patience(deadline=60.0, successes=1)
AT_ONCE = Patience(deadline=1.0, successes=1)


class Watched(NamedTuple):
    """The real runner; `ran` is every argument list, `notes` everything that was printed."""

    runner: CommandRunner
    ran: list[list[str]]

    def __call__(self, command: Command, argv: Sequence[str], say: Callable[[str], None]) -> Ran:
        self.ran.append([*argv])
        return self.runner(command, argv, say)


class Harbour:
    """A repository with the app `web`, and all that deploys it for real.

    `roll-out` makes a folder named as the image that it is given, `rollback` does nothing.
    """

    def __init__(self, root: Path, workshop: Workshop, registries: Sequence[RealRegistry]) -> None:
        self.package = root / "apps" / "web"
        self.package.mkdir(parents=True)
        self.records = MemoryRecords()
        self.voice = Heard()
        stop = Wish()
        self.watched = Watched(CommandRunner(root, workshop.environment, stop), [])
        self.site = a_site(self.records, Yard())._replace(
            run_command=self.watched, get=Probe(stop), voice=self.voice, stop=stop
        )
        self.logins = workshop.logins(*registries)
        self.write("Containerfile", "FROM scratch\nCOPY . /\n")

    def write(self, name: str, text: str) -> None:
        path = self.package / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")

    def options(self, image: str, **more: object) -> Options:
        """Those of a registry without TLS, and `more`, with `_` for `-`."""
        return {
            "image": image,
            "tool": "buildah",
            "roll-out": ["mkdir", "-p", "rolled/{environment}/{image}"],
            "rollback": ["true", "{version}"],
            "auth-file": self.logins,
            "tls-verify": False,
            **{key.replace("_", "-"): value for key, value in more.items()},
        }

    def deploy(self, shipment: Shipment, options: Options, *checks: Check) -> Outcome:
        """What comes of one deployment."""
        recipe = container.deploy(shipment, options)
        *before, verify = recipe.phases
        recipe = recipe._replace(phases=(*before, verify._replace(checks=checks)))
        due = Due("web", 1, "deploy", shipment.version, "is due", (), shipment, recipe)
        (outcome,) = carry_out(DeployPlan(shipment.environment, (due,)), self.site).outcomes
        return outcome

    def deployed(self, shipment: Shipment, options: Options, *checks: Check) -> Running:
        """A deployment that ends well, as it is recorded."""
        outcome = self.deploy(shipment, options, *checks)
        assert (outcome.state, outcome.reason) == ("deployed", "")
        wanted = self.records.book[-1].wanted
        return Running(wanted.version, wanted.commit, wanted.values)

    @property
    def was_rolled_out(self) -> list[str]:
        """The environments and images with which `roll-out` was run."""
        folder = self.package / "rolled"
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*@*"))


@pytest.fixture(scope="module")
def registries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[RealRegistry]]:
    """Two that want a password."""
    folder = tmp_path_factory.mktemp("registries")
    with (
        a_registry(folder / "one", COMPONENTS) as one,
        a_registry(folder / "two", COMPONENTS) as two,
    ):
        yield [one, two]


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return a_workshop(tmp_path_factory.mktemp("tools") / "workshop")


@pytest.fixture
def harbour(tmp_path: Path, workshop: Workshop, registries: list[RealRegistry]) -> Harbour:
    return Harbour(tmp_path, workshop, registries)


def staged(version: str = "1.2.0") -> Shipment:
    return a_shipment("web", version, environment="staging")


def after(previous: Running, version: str) -> Shipment:
    return staged(version)._replace(previous=previous)


def promoted(staging: Running) -> Shipment:
    """What staging has, on its way to production, whose commit need not be the same."""
    return a_shipment("web", staging.version, commit=EARLIER)._replace(promoted=staging)


@pytest.mark.parametrize(
    ("number", "name"),
    [(1, "promoted/web"), (0, "promoted/elsewhere"), (0, "promoted/{app}")],
    ids=["another registry", "another repository", "the same repository"],
)
def test_production_gets_the_bytes_that_staging_has(
    harbour: Harbour, registries: list[RealRegistry], number: int, name: str
) -> None:
    """Not one of them is built again, wherever production has its images."""
    source = registries[0].repository(f"{number}-{name}".replace("{app}", "web"))
    target = registries[number].repository(f"{number}-{name}".replace("elsewhere", "production"))

    staging = harbour.deployed(staged(), harbour.options(source))
    harbour.write("Containerfile", "FROM nothing that can be built\n")
    production = harbour.deployed(promoted(staging), harbour.options(target, promote="staging"))

    digest = staging.values["digest"]
    assert digest == production.values["digest"]
    assert registries[0].raw(digest) == registries[number].raw(digest)
    assert harbour.was_rolled_out == [
        f"production/{target.format(app='web')}@{digest}",
        f"staging/{source}@{digest}",
    ]


@pytest.mark.parametrize(
    "tool", ["buildah", pytest.param("podman", marks=pytest.mark.needs("podman"))]
)
def test_a_version_is_built_and_pushed_once(
    harbour: Harbour, registries: list[RealRegistry], tool: str
) -> None:
    """Another build of the same commit would have other bytes, and is not made."""
    told = harbour.options(registries[0].repository(f"once/{tool}"), tool=tool)

    first = harbour.deployed(staged(), told)
    harbour.write("news", "which the image does not have")

    assert harbour.deployed(staged(), told) == first
    verbs = [argv[1] for argv in harbour.watched.ran if argv[0] == tool]
    assert verbs == ["build", "push"]


def test_a_version_of_another_commit_or_another_build_is_never_overwritten(
    harbour: Harbour, registries: list[RealRegistry]
) -> None:
    told = harbour.options(registries[0].repository("owned/web"))
    first = harbour.deployed(staged(), told)

    earlier = harbour.deploy(staged()._replace(commit=EARLIER), told)
    another = harbour.deploy(staged(), {**told, "build-args": {"A": "b"}})

    assert [("failed", "publish")] * 2 == [(each.state, each.phase) for each in (earlier, another)]
    assert f"which is to match `{EARLIER}`, and printed `{COMMIT}`" in earlier.reason
    assert "1.2.0 was built as it would be now` was to print" in another.reason
    assert harbour.deployed(staged(), told) == first


def test_what_staging_has_lost_is_not_promoted(
    harbour: Harbour, registries: list[RealRegistry]
) -> None:
    """A digest that is not there, and one under which are other bytes, roll out nothing."""
    source, target = (each.repository("lost/web") for each in registries)
    there = harbour.deployed(staged(), harbour.options(source))
    told = harbour.options(target, promote="staging")
    before = harbour.was_rolled_out

    gone = there._replace(values={"image": f"{source}@{UNKNOWN}", "digest": UNKNOWN})
    missing = harbour.deploy(promoted(gone), told)
    registries[0].tamper(there.values["digest"])
    tampered = harbour.deploy(promoted(there), told)

    assert [("failed", "publish")] * 2 == [(each.state, each.phase) for each in (missing, tampered)]
    assert "manifest unknown" in "".join(missing.lines)
    assert "does not match provided manifest digest" in "".join(tampered.lines)
    assert harbour.was_rolled_out == before


def test_another_image_under_the_version_is_not_promoted_over(
    harbour: Harbour, registries: list[RealRegistry]
) -> None:
    """What production has under the version stays, and is not taken for what staging has."""
    source, target = (each.repository("taken/web") for each in registries)
    other = harbour.deployed(staged(), harbour.options(target))
    harbour.write("news", "other bytes")
    wanted = harbour.deployed(staged(), harbour.options(source))

    outcome = harbour.deploy(promoted(wanted), harbour.options(target, promote="staging"))

    assert (outcome.state, outcome.phase) == ("failed", "publish")
    assert f"match `{wanted.values['digest']}`" in outcome.reason
    assert f"printed `{other.values['digest']}`" in outcome.reason


@pytest.mark.parametrize(
    "tool", ["buildah", pytest.param("podman", marks=pytest.mark.needs("podman"))]
)
def test_a_wrong_password_fails_clearly_and_is_told_nowhere(
    harbour: Harbour, workshop: Workshop, registries: list[RealRegistry], tool: str
) -> None:
    wrong = "not-the-password-5520"
    logins = workshop.logins(*registries, password=wrong)
    told = harbour.options(registries[0].repository("shut/web"), tool=tool, auth_file=logins)

    outcome = harbour.deploy(staged(), told)

    assert (outcome.state, outcome.phase, outcome.runs) == ("failed", "build", "")
    assert "unauthorized: authentication required" in "".join(outcome.lines)
    told_of_it = repr((outcome, harbour.watched.ran, harbour.voice.__dict__, harbour.records.book))
    for secret in (wrong, PASSWORD):
        assert secret not in told_of_it.replace(logins, "LOGINS")
        assert base64.b64encode(f"ada:{secret}".encode()).decode() not in told_of_it


def test_what_was_deployed_can_be_brought_back_as_long_as_it_is_there(
    harbour: Harbour, registries: list[RealRegistry]
) -> None:
    told = harbour.options(registries[0].repository("back/web"))
    values = harbour.deployed(staged(), told).values
    recipe = container.restore(staged()._replace(values=values), told)

    def is_present() -> bool:
        commands = [each for each in recipe.present if isinstance(each, Command)]
        runner = harbour.watched.runner
        return all(
            runner(each, [str(part) for part in each.argv], harbour.voice.audits.append).code == 0
            for each in commands
        )

    assert is_present()
    registries[0].remove(values["digest"])
    assert not is_present()


@pytest.mark.needs("podman", "busybox")
def test_the_old_container_serves_until_the_new_one_is_well(
    harbour: Harbour, workshop: Workshop, registries: list[RealRegistry]
) -> None:
    """A real one: a version that does not get well goes, and what ran before never stopped."""
    shutil.copy(COMPONENTS.require("busybox"), harbour.package / "busybox")
    image = registries[0].repository("served/web")
    run = ["podman", "run", "--detach", "--replace", "--name", "web-{version}"]
    run += ["--authfile", harbour.logins, "--tls-verify=false"]
    serve = ["/busybox", "httpd", "-f", "-h", "/www", "-p"]
    fetch = "CMD /busybox wget -Y off -q -O -"

    def told_of(version: str, port: int, asked: int) -> tuple[Options, Check, Check]:
        harbour.write("www/version.json", f'{{"version": "{version}"}}')
        url = f"http://127.0.0.1:{asked}/version.json"
        health = ["--health-interval", "disable", "--health-cmd", f"{fetch} {url}"]
        told = harbour.options(
            image,
            roll_out=[*run, *health, "{image}", *serve, f"127.0.0.1:{port}"],
            rollback=["podman", "rm", "--force", "--time", "0", "web-{version}"],
            afterwards=["podman", "rm", "--force", "--time", "0", "--ignore", "web-{previous}"],
        )
        patience = SOON if asked == port else AT_ONCE
        return (
            told,
            CommandCheck(Command(("podman", "healthcheck", "run", f"web-{version}")), patience),
            HttpCheck(url, version=version, patience=patience),
        )

    def runs() -> set[str]:
        return {*workshop.run("podman", "ps", "--format", "{{.Names}}").split()}

    one, two, three, nowhere = free_ports(4)
    try:
        first = harbour.deployed(staged("1.0.0"), *told_of("1.0.0", one, one))
        unwell = harbour.deploy(after(first, "1.1.0"), *told_of("1.1.0", two, nowhere))
        after_failure = runs()
        still = Probe(Wish())(f"http://127.0.0.1:{one}/version.json", 5.0)
        harbour.deployed(after(first, "1.2.0"), *told_of("1.2.0", three, three))
        after_success = runs()
    finally:
        workshop.run("podman", "rm", "--all", "--force", "--time", "0")

    assert (unwell.state, unwell.phase, unwell.runs) == ("failed", "verify", "1.0.0")
    assert still.body == '{"version": "1.0.0"}'
    assert after_failure == {"web-1.0.0"}
    assert after_success == {"web-1.2.0"}


def free_ports(number: int) -> list[int]:
    """Ports of this machine that nobody has."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    try:
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
