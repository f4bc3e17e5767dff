"""Commands of a deployment, as real processes: they talk while they run, and are ended in time."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from release.adapters.commands import LAST_LINES, NOT_STARTED, CommandRunner
from release.adapters.hearing import LONGEST_LINE
from release.deployment import OURS, Command
from release.deployment.ports import Ran
from tests.deploys.world import Wish

PATIENT = "import time; print('here', flush=True); time.sleep(60)"
SOON = 40.0  # seconds: much less than the 60 for which it would sleep, however busy this machine is


class Shop:
    """Runs Python programs in a directory, and hears what they say."""

    def __init__(self, root: Path, environment: Mapping[str, str] | None = None) -> None:
        self.root = root
        self.stop = Wish()
        self.heard: list[str] = []
        self.run = CommandRunner(
            root, {"PATH": os.environ["PATH"], **(environment or {})}, self.stop
        )

    def python(
        self,
        code: str,
        *arguments: str,
        say: Callable[[str], None] | None = None,
        **fields: Any,
    ) -> Ran:
        argv = (sys.executable, "-c", code, *arguments)
        command = Command(argv)._replace(**fields)
        return self.run(command, argv, say or self.heard.append)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def is_alive(pid: int) -> bool:
    """Whether the process still runs; one that nobody has waited for yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_lines_are_told_while_the_program_runs(shop: Shop) -> None:
    """The program ends only once its line was heard."""
    code = (
        "import os, time; print('ready', flush=True)\n"
        "while not os.path.exists('heard'): time.sleep(0.01)"
    )

    def hear(line: str) -> None:
        shop.heard.append(line)
        (shop.root / "heard").touch()

    assert shop.python(code, say=hear, timeout=20.0).code == 0
    assert shop.heard == ["ready"]


def test_both_streams_are_heard_in_their_order(shop: Shop) -> None:
    code = "import os\nfor n in range(4): os.write(1 + n % 2, b'%d\\n' % n)"

    ran = shop.python(code)

    assert (shop.heard, ran.lines, ran.stdout) == (["0", "1", "2", "3"], ("0", "1", "2", "3"), "")


def test_a_captured_value_is_stdout_alone(shop: Shop) -> None:
    code = "import sys; print('sha256:1'); print('pushed', file=sys.stderr)"

    ran = shop.python(code, captures="digest")

    assert ran.stdout == "sha256:1"
    assert sorted(shop.heard) == ["pushed", "sha256:1"]


def test_what_failed_tells_its_code_and_its_last_lines(shop: Shop) -> None:
    ran = shop.python("import sys; [print(n) for n in range(100)]; sys.exit(3)")

    assert (ran.code, ran.why) == (3, "")
    assert ran.lines == tuple(str(n) for n in range(100 - LAST_LINES, 100))


def test_a_signal_is_a_negative_code(shop: Shop) -> None:
    assert shop.python("import os; os.kill(os.getpid(), 9)") == Ran(-9)


def test_a_program_that_is_not_there_is_told(shop: Shop) -> None:
    ran = shop.run(Command(("no-such-program",)), ["no-such-program"], shop.heard.append)

    assert ran == Ran(NOT_STARTED, why="there is no program `no-such-program`")


@pytest.mark.parametrize("argument", ["a\0b"])
def test_an_argument_that_no_program_can_have_is_told(shop: Shop, argument: str) -> None:
    ran = shop.python("", argument)

    assert (ran.code, "null byte" in ran.why) == (NOT_STARTED, True)


def test_a_directory_that_is_not_there_is_told(shop: Shop) -> None:
    ran = shop.python("", directory="apps/nowhere")

    assert ran.code == NOT_STARTED
    assert ran.why.endswith("apps/nowhere` is not a directory")


def test_arguments_and_variables_arrive_as_they_are(shop: Shop) -> None:
    code = "import os, sys; print(sys.argv[1:], os.environ['MODE'], os.getcwd())"
    (shop.root / "app").mkdir()

    shop.python(code, "$HOME", "; exit 1", variables=(("MODE", "a b"),), directory="app")

    place = os.path.realpath(shop.root / "app")
    assert shop.heard == [f"['$HOME', '; exit 1'] a b {place}"]


def test_nobody_answers_a_question(shop: Shop) -> None:
    assert shop.python("import sys; print(repr(sys.stdin.read()))").lines == ("''",)


def test_tokens_are_withheld_unless_they_are_needed(tmp_path: Path) -> None:
    shop = Shop(tmp_path, {"GH_PAT": "pat-of-ours", "GITHUB_TOKEN": "token-of-ours", "HOME": "/h"})
    code = "import os; print(sorted(os.environ.keys() & {'GH_PAT', 'GITHUB_TOKEN', 'HOME'}))"

    shop.python(code)
    shop.python(code, needs_token=True)

    assert shop.heard == ["['HOME']", "['GH_PAT', 'GITHUB_TOKEN', 'HOME']"]


def test_secrets_are_hidden_wherever_a_program_prints_them(tmp_path: Path) -> None:
    shop = Shop(tmp_path, {"REGISTRY_PASSWORD": "correct horse", "GH_PAT": "pat-of-ours"})
    code = (
        "import sys; print('user:correct horse@host', flush=True)\n"
        "print('pat-of-ours', file=sys.stderr)"
    )

    ran = shop.python(code)

    assert list(ran.lines) == shop.heard == ["user:***@host", "***"]


def test_a_secret_is_no_value(tmp_path: Path) -> None:
    """It would stand in the records, for everybody to read."""
    shop = Shop(tmp_path, {"REGISTRY_TOKEN": "correct horse"})

    ran = shop.python("print('correct horse')", captures="digest")

    assert (ran.stdout, "a secret" in ran.why) == ("***", True)


def test_what_takes_too_long_is_ended_with_all_that_it_started(shop: Shop) -> None:
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen(['sleep', '60'])\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    begun = time.monotonic()

    ran = shop.python(code, timeout=2.0)

    assert (ran.code, ran.why) == (-signal.SIGTERM, "took longer than 2 s, and was ended")
    assert time.monotonic() - begun < SOON
    assert not is_alive(int(shop.heard[0]))


def test_an_interrupt_ends_what_runs(shop: Shop) -> None:
    def hear(_: str) -> None:
        shop.stop.why = "SIGTERM"

    ran = shop.python(PATIENT, say=hear)

    assert ran == Ran(-signal.SIGTERM, lines=("here",), why="interrupted by SIGTERM")


def test_what_does_not_hear_sigterm_is_killed(shop: Shop) -> None:
    code = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {PATIENT}"
    begun = time.monotonic()

    def hear(_: str) -> None:
        shop.stop.why = "SIGINT"

    assert shop.python(code, say=hear).code == -signal.SIGKILL
    assert time.monotonic() - begun < SOON


def test_nothing_is_started_after_an_interrupt(shop: Shop) -> None:
    shop.stop.why = "SIGINT"

    assert shop.python("print('x')") == Ran(NOT_STARTED, why="interrupted by SIGINT")
    assert shop.heard == []


def test_whoever_had_enough_leaves_no_program_behind(shop: Shop) -> None:
    pids = []

    def hear(line: str) -> None:
        pids.append(int(line))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shop.python(f"import os; print(os.getpid(), flush=True); {PATIENT}", say=hear)
    assert not is_alive(pids[0])


def test_a_server_that_a_command_starts_may_stay(shop: Shop) -> None:
    """It holds the command's stdout open, and is not waited for."""
    code = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid)"
    )
    begun = time.monotonic()

    ran = shop.python(code)

    assert (ran.code, time.monotonic() - begun < SOON) == (0, True)
    assert is_alive(int(shop.heard[0]))
    os.kill(int(shop.heard[0]), signal.SIGKILL)


def test_several_run_at_once(shop: Shop) -> None:
    """Each waits for the other."""
    code = (
        "import os, sys, time, pathlib; mine, other = sys.argv[1:]; pathlib.Path(mine).touch()\n"
        "while not os.path.exists(other): time.sleep(0.01)"
    )
    names = [("one", "two"), ("two", "one")]
    ran: list[int] = []
    threads = [
        threading.Thread(
            target=lambda both=both: ran.append(shop.python(code, *both, timeout=20.0).code)
        )
        for both in names
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert ran == [0, 0]


def test_of_a_line_without_end_the_beginning_is_told(shop: Shop) -> None:
    ran = shop.python("import sys; sys.stdout.write('x' * 3_000_000); print(); print('end')")

    assert [len(line) for line in shop.heard] == [LONGEST_LINE + 2, 3]
    assert ran.lines == tuple(shop.heard)


def test_of_a_bar_that_is_drawn_over_the_last_state_is_told(shop: Shop) -> None:
    shop.python("print('\\r'.join(f'{n:5} %' + ' ' * 100 for n in range(10_000)), end='')")

    assert shop.heard[-1].rpartition("\r")[2].strip() == "9999 %"


def test_half_a_secret_is_not_told_either(tmp_path: Path) -> None:
    """Where a line is cut, a secret may be as well."""
    secret = "s3cret" * 20
    shop = Shop(tmp_path, {"API_TOKEN": secret})

    shop.python(f"print({secret!r} * 20_000)")

    assert "s3cret" not in shop.heard[0]


def test_what_is_no_text_is_told_as_far_as_it_is(shop: Shop) -> None:
    shop.python("import sys; sys.stdout.buffer.write(b'caf\\xe9\\r\\nend')")

    assert shop.heard == ["caf\ufffd", "end"]


def test_our_own_program_is_the_one_that_runs(tmp_path: Path) -> None:
    """Whatever the PATH has, and whatever lies in the directory that it is started in."""
    (tmp_path / "release.py").write_text("raise SystemExit('not this one')\n", "utf-8")
    runner = CommandRunner(tmp_path, {"PATH": "/nowhere"}, Wish())
    command = Command((OURS, "--version"), captures="version")

    ran = runner(command, ["release", "--version"], print)

    assert (0, f"monorepo-release {version('monorepo-release')}") == (ran.code, ran.stdout)
