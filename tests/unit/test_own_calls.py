"""A team's own functions are called, heard and explained."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from invoke.context import Context

from release.adapters.secrets import Secrets
from release.deployment import Call, PhaseName, Shipment
from release.errors import CommandError, StateError
from release.tasks.own import Function, Own
from release.tasks.own_calls import Calls, prints_told

RELEASE = Shipment("web", "web", "apps/web", "1.1.0", "web@1.1.0", "c" * 40, "local")
ROLL_OUT = Call("web", "roll out")


@dataclass
class Signal:
    why: str = ""

    def wait(self, seconds: float) -> bool:
        time.sleep(seconds)
        return bool(self.why)


class Scene:
    """Functions of web, and all that was heard of them."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.stop = Signal()
        self.own: list[Own] = []
        self.context = Context()

    def has(
        self, function: Function, *, phase: PhaseName = "roll out", undo: Function | None = None
    ) -> None:
        self.own.append(Own("web", phase, function, undo, "tasks.py", 1))

    def say(self, app: str, line: str) -> None:
        print(f"[{app}] {line}", file=sys.stderr)  # as everybody does who tells people
        self.heard.append((app, line))

    def call(self, call: Call = ROLL_OUT, **values: str) -> None:
        calls = Calls(
            Path(__file__).parent,
            self.own,
            self.context,
            self.say,
            Secrets(("hunter2",)),
            self.stop,
            grace=0.2,
        )
        calls(call, RELEASE, values)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_function_gets_invokes_context_and_what_is_shipped(scene: Scene) -> None:
    got: list[tuple[object, Shipment]] = []
    scene.has(lambda context, release: got.append((context, release)))

    scene.call(digest="sha256:1")

    ((context, release),) = got
    assert isinstance(context, Context)
    assert RELEASE._replace(values={"digest": "sha256:1"}) == release


def test_the_function_of_the_phase_is_called_or_what_takes_it_back(scene: Scene) -> None:
    called: list[str] = []
    scene.has(lambda *_: called.append("built"), phase="build")
    scene.has(lambda *_: called.append("out"), undo=lambda *_: called.append("back"))

    scene.call()
    scene.call(ROLL_OUT._replace(undoes=True))
    scene.call(Call("web", "build"))

    assert ["out", "back", "built"] == called


def test_its_programs_are_heard_line_by_line_and_know_no_secrets(scene: Scene) -> None:
    def upload(context: Context, release: Shipment) -> None:
        context.run(f"echo to {release.version}; echo hunter2 >&2; printf end")

    scene.has(upload)

    scene.call()

    assert [("web", "***"), ("web", "end"), ("web", "to 1.1.0")] == sorted(scene.heard)


def test_what_invoke_was_told_holds_for_its_context(scene: Scene) -> None:
    scene.context.config.load_overrides({"run": {"dry": True, "env": {"WHO": "ada"}}})
    scene.has(lambda context, _: context.run("echo $WHO; exit 1"))

    with prints_told():
        scene.call()

    assert ["\x1b[1;37mecho $WHO; exit 1\x1b[0m"] == [line for _, line in scene.heard]


def test_what_functions_print_at_the_same_time_is_told_apart(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    both = threading.Barrier(2)

    def talk(_: Context, release: Shipment) -> None:
        both.wait(10)
        print(f"hello {release.version}")
        print("and more", end="", file=sys.stderr)

    scene.has(talk)
    with prints_told():
        threads = [threading.Thread(target=scene.call) for _ in range(2)]
        for each in threads:
            each.start()
        for each in threads:
            each.join(10)
        print("not theirs")
        alike = (sys.stdout.encoding, sys.stdout.isatty())
    print("data")

    assert [("web", "and more")] * 2 + [("web", "hello 1.1.0")] * 2 == sorted(scene.heard)
    printed = capsys.readouterr()
    assert "data\n" == printed.out
    assert ["[web] and more"] * 2 + ["[web] hello 1.1.0"] * 2 + ["not theirs"] == sorted(
        printed.err.splitlines()
    )
    assert (sys.stderr.encoding, sys.stderr.isatty()) == alike


def fails(_: Context, __: Shipment) -> None:
    raise KeyError("port")


def exits(_: Context, __: Shipment) -> None:
    sys.exit(3)


def refuses(_: Context, __: Shipment) -> None:
    raise StateError("not today")


def tells_all(_: Context, __: Shipment) -> None:
    raise ValueError(f"no {'hunter'}2")


def runs_false(context: Context, _: Shipment) -> None:
    context.run("echo why >&2; exit 7")


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (fails, "`fails` failed: KeyError: 'port'\n    raise KeyError(\"port\")"),
        (exits, "`exits` failed: SystemExit: 3\n    sys.exit(3)"),
        (
            tells_all,
            "`tells_all` failed: ValueError: no ***\n    raise ValueError(f\"no {'hunter'}2\")",
        ),
        (runs_false, "`runs_false`: `echo why >&2; exit 7` failed: exit code 7\n    why"),
    ],
)
def test_a_failure_is_told_with_the_line_of_theirs(
    function: Function, told: str, scene: Scene
) -> None:
    scene.has(function)

    with pytest.raises(CommandError) as error:
        scene.call()

    assert told == error.value.problems[0].message
    if function is not runs_false:
        assert error.value.problems[0].where is not None
        assert Path(__file__).name == error.value.problems[0].where.path


def test_what_they_refuse_in_our_words_stays_as_it_is(scene: Scene) -> None:
    scene.has(refuses)

    with pytest.raises(CommandError, match="not today"):
        scene.call()


def stops_soon(scene: Scene) -> threading.Timer:
    def stop() -> None:
        scene.stop.why = "SIGTERM"

    timer = threading.Timer(0.1, stop)
    timer.start()
    return timer


def test_an_interrupt_ends_its_programs_and_all_that_they_started(
    scene: Scene, tmp_path: Path
) -> None:
    def upload(context: Context, _: Shipment) -> None:
        context.run(f"(sleep 60; touch {tmp_path / 'late'}) & sleep 60; true")

    scene.has(upload)
    timer = stops_soon(scene)
    began = time.monotonic()

    with pytest.raises(CommandError, match="`upload`"):
        scene.call()

    timer.join()
    assert time.monotonic() - began < 40  # much less than 60, however busy this machine is


def test_what_does_not_end_is_left(scene: Scene) -> None:
    is_over = threading.Event()
    scene.has(lambda *_: is_over.wait(60))
    timer = stops_soon(scene)

    with pytest.raises(CommandError, match=r"did not end within 0\.2 s of SIGTERM, and was left"):
        scene.call()

    timer.join()
    is_over.set()
