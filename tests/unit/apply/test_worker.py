"""The commands of an app: groups in order, what is in one at once, values from one to the next."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

import pytest

from release.apply.rollout.faltering import Faltered
from release.apply.rollout.values import LONGEST
from release.apply.rollout.worker import Worker
from release.deployment import Call, Command, Group, Late, Shipment, Unless
from release.deployment.ports import Ran
from release.errors import CommandError
from tests.deploys.plans import a_command, a_site, an_update
from tests.deploys.records import MemoryRecords
from tests.deploys.world import Heard, Wish
from tests.deploys.yard import Programs, Yard

ABSENT = Unless(("look", Late("image")), "manifest unknown")


def hands(programs: Programs, **values: str) -> Worker:
    site = a_site(MemoryRecords(), Yard())._replace(run_command=programs)
    return Worker(site, an_update(), values)


def complaint(hands: Worker, *groups: Group) -> Faltered:
    with pytest.raises(Faltered) as faltered:
        hands.work(groups)
    return faltered.value


def message(hands: Worker, *groups: Group) -> str:
    return complaint(hands, *groups).problems[0].message


def on(host: str, *argv: str) -> Command:
    return a_command("ssh", host, *argv, host=host)


def test_groups_go_one_after_another() -> None:
    programs = Programs()

    hands(programs).work([(a_command("one"),), (), (a_command("two"),)])

    assert programs.ran == ["one", "two"]


def test_what_is_in_a_group_goes_at_the_same_time() -> None:
    """Each waits for the others."""
    meeting = threading.Barrier(3, timeout=20)
    programs = Programs({"ssh": lambda _: Ran(meeting.wait() * 0)})

    hands(programs).work([tuple(on(host, "deploy") for host in ("a", "b", "c"))])

    assert sorted(programs.ran) == ["ssh a deploy", "ssh b deploy", "ssh c deploy"]


def test_after_a_group_that_failed_nothing_more_goes() -> None:
    programs = Programs({"one": Ran(1)})

    complaint(hands(programs), (a_command("one"),), (a_command("two"),))

    assert programs.ran == ["one"]


def test_of_several_hosts_all_that_failed_are_told_and_none_is_kept_from_its_end() -> None:
    def deploy(argv: Sequence[str]) -> Ran:
        return Ran(0) if argv[1] == "b" else Ran(255, lines=(f"no route to {argv[1]}",))

    programs = Programs({"ssh": deploy})
    group = tuple(on(host, "deploy") for host in ("a", "b", "c"))

    failed = complaint(hands(programs), group)

    assert failed.problems[0].message == (
        "2 of 3 failed: `ssh a deploy` for a ended with exit code 255; "
        "`ssh c deploy` for c ended with exit code 255"
    )
    assert failed.lines == ("no route to a", "no route to c")
    assert len(programs.ran) == 3


def test_lines_are_told_with_their_host() -> None:
    ours = hands(Programs({"ssh": Ran(0, lines=("linked",))}))

    ours.work([(on("a", "link"),)])

    assert isinstance(ours.site.voice, Heard)
    assert ours.site.voice.lines == [("backend", "linked", "a")]


@pytest.mark.parametrize(
    ("ran", "told"),
    [
        (Ran(3), "`npm run 'a b'` ended with exit code 3"),
        (Ran(-9), "`npm run 'a b'` ended by signal 9"),
        (Ran(127, why="there is no program `npm`"), "`npm run 'a b'`: there is no program `npm`"),
    ],
)
def test_a_command_that_failed_says_how(ran: Ran, told: str) -> None:
    assert message(hands(Programs({"npm": ran})), (a_command("npm", "run", "a b"),)) == told


def test_a_long_command_is_cut_and_a_title_is_told_in_its_place() -> None:
    ours = hands(Programs({"sh": Ran(1), "ssh": Ran(1)}))

    assert len(message(ours, (a_command("sh", "x" * 5000),))) < 250
    titled = a_command("ssh", "a", "x" * 5000, title="link the release")
    assert message(ours, (titled,)) == "`link the release` ended with exit code 1"


# Values


def test_a_captured_value_goes_into_later_arguments() -> None:
    programs = Programs({"push": Ran(0, " sha256:1\n")})
    ours = hands(programs, version="1.1.0")

    ours.work(
        [
            (a_command("push", captures="digest"),),
            (a_command("run", Late("digest", "image@", ":x"), Late("version")),),
        ]
    )

    assert programs.ran[-1] == "run image@sha256:1:x 1.1.0"
    assert ours.values == {"version": "1.1.0", "digest": "sha256:1"}


@pytest.mark.parametrize("output", ["", "sha256:", "sha256:1\nsha256:2", "x" * (LONGEST + 1)])
def test_what_is_no_value_is_told(output: str) -> None:
    ours = hands(Programs({"push": Ran(0, output)}))
    push = a_command("push", captures="digest", pattern="sha256:[0-9]|x+")

    told = message(ours, (push,))

    assert told.startswith("`push` was to print `digest`, which is to match `sha256:[0-9]|x+`")
    assert len(told) < 250
    assert ours.values == {}


def test_a_value_that_nothing_captured_is_told_before_anything_runs() -> None:
    programs = Programs()

    told = message(hands(programs), (a_command("run", Late("digest"), Late("port")),))

    assert told == "`run` needs `digest`, `port`, which nothing has captured"
    assert programs.ran == []


def test_hosts_that_capture_must_agree() -> None:
    programs = Programs({"ssh": lambda argv: Ran(0, argv[1])})
    group = tuple(on(host)._replace(captures="id") for host in ("a", "b"))

    assert message(hands(programs), group) == (
        "`id` was captured more than once, with different values"
    )


# Unless it is done already


def test_what_is_done_already_is_not_done_again() -> None:
    programs = Programs()
    ours = hands(programs, image="app:1.1.0")

    ours.work([(a_command("push", unless=ABSENT),)])

    assert programs.ran == ["look app:1.1.0"]
    assert isinstance(ours.site.voice, Heard)
    assert ours.site.voice.lines == [("backend", "push: done already", "")]


def test_what_is_not_there_is_done() -> None:
    programs = Programs({"look": Ran(1, lines=("Error:", "manifest unknown: no tag"))})

    hands(programs, image="app:1.1.0").work([(a_command("push", unless=ABSENT),)])

    assert programs.ran == ["look app:1.1.0", "push"]


@pytest.mark.parametrize(
    "ran", [Ran(1, lines=("connection refused",)), Ran(-9, lines=("manifest unknown",), why="x")]
)
def test_where_nothing_tells_whether_it_is_done_nothing_is_done(ran: Ran) -> None:
    programs = Programs({"look": ran})

    told = message(hands(programs, image="i"), (a_command("push", unless=ABSENT),))

    assert told.startswith("`look '{image}'`")
    assert programs.ran == ["look i"]


# The team's own functions

PUBLISH = Call("backend", "publish")


def calling(function: Callable[..., None], **values: str) -> Worker:
    ours = hands(Programs(), **values)
    return ours._replace(site=ours.site._replace(call=function))


def test_a_function_gets_the_shipment_and_what_was_captured() -> None:
    got: list[tuple[Call, str, Mapping[str, str]]] = []

    def own(call: Call, shipment: Shipment, values: Mapping[str, str]) -> None:
        got.append((call, shipment.version, dict(values)))

    calling(own, digest="sha256:1").work([(PUBLISH,)])

    assert got == [(PUBLISH, "1.1.0", {"digest": "sha256:1"})]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (CommandError("the shop is closed"), "the shop is closed"),
        (KeyError("price"), "KeyError: 'price'"),
        (SystemExit(0), "the function of `publish` ended with 0"),
    ],
)
def test_a_function_that_fails_is_told(error: BaseException, told: str) -> None:
    def own(*_: object) -> None:
        raise error

    assert message(calling(own), (PUBLISH,)) == told


def test_of_a_message_of_many_lines_the_first_is_the_reason() -> None:
    """The reason is recorded, and told in one line of the audit."""

    def own(*_: object) -> None:
        raise CommandError("`publish`: `twine` failed\n    403\n    forbidden", hint="log in")

    failed = complaint(calling(own), (PUBLISH,))

    assert failed.problems[0].message == "`publish`: `twine` failed"
    assert failed.lines == ("403", "forbidden", "log in")


# Interrupted


def test_nothing_is_begun_after_an_interrupt() -> None:
    programs, stop = Programs(), Wish()
    ours = hands(programs)
    ours = ours._replace(site=ours.site._replace(stop=stop))

    def interrupt(_: Sequence[str]) -> Ran:
        stop.why = "SIGTERM"
        return Ran(0)

    programs.answers["one"] = interrupt

    assert message(ours, (a_command("one"),), (a_command("two"),)) == "interrupted by SIGTERM"
    assert programs.ran == ["one"]


def test_what_ends_a_thread_ends_whoever_waits_for_it() -> None:
    def interrupt(_: Sequence[str]) -> Ran:
        raise KeyboardInterrupt

    ours = hands(Programs({"b": interrupt}))

    with pytest.raises(KeyboardInterrupt):
        ours.work([(a_command("a"), a_command("b"))])
