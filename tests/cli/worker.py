"""The real Changesets CLI in one long-lived node: what a long search for differences runs."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.cli.parity import PLAIN, Outcome, Step, play, quiet_environment
from tests.real_components import Components

_SCRIPT = Path(__file__).with_name("worker.mjs")


class CliWorker:
    """The CLI as a `Program`; leaving the context ends its node."""

    def __init__(self, components: Components) -> None:
        entry = components.node_modules / "@changesets" / "cli" / "dist" / "index.mjs"
        self._node = subprocess.Popen(
            [components.node, str(_SCRIPT), str(entry)],
            env=quiet_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._node.communicate()

    def __call__(self, words: Sequence[str], cwd: Path) -> tuple[str, str] | None:
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.write(json.dumps({"cwd": str(cwd), "words": list(words)}) + "\n")
        self._node.stdin.flush()
        answer = json.loads(self._node.stdout.readline())
        return (answer["said"], "") if answer["code"] else None

    def take(self, root: Path, steps: Sequence[Step] = PLAIN, directory: str = "") -> Outcome:
        """Take the CLI through `steps`, as `run_theirs` does."""
        return play(self, root, steps, directory)
