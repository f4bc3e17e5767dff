"""Somebody who is asked the questions of `changeset.add`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from tests.e2e.prompts.sitting import PROGRAM, Sitting
from tests.e2e.terminals import Author, a_terminal


@pytest.fixture
def sits_down(tmp_path: Path) -> Iterator[Sitting]:
    with ExitStack() as opened:

        def sit(
            *offers: list[Any],
            columns: int = 100,
            environment: Mapping[str, str] = MappingProxyType({}),
            **given: str | None,
        ) -> Author:
            case, outcome = tmp_path / "case.json", tmp_path / "outcome.json"
            asked = {"offers": offers, "message": None, "edited": "", "unknown": "", **given}
            case.write_text(json.dumps(asked))
            command = [sys.executable, str(PROGRAM), str(case), str(outcome)]
            size = (24, columns)
            terminal = opened.enter_context(a_terminal(command, size=size, environment=environment))
            return Author(terminal, outcome)

        yield sit
