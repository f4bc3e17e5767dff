"""The board for programs: everything that the page shows, and every event."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from release.board import words
from release.board.measures import MEASURES, Measured
from release.board.model import Board, Train


def document(board: Board) -> dict[str, object]:
    """The board as JSON. Times are in UTC, durations in seconds, shares between 0 and 1."""
    return {
        "schema": 1,
        "at": words.exact(board.at),
        "name": board.name,
        "simulated": board.is_simulated,
        "commit": board.commit or None,
        "page": board.page or None,
        "records": dict(board.books),
        "apps": [_plain(each) for each in board.cells],
        "train": _train(board.train),
        "measures": [_measured(each) for each in board.measured],
        "definitions": {key: each._asdict() for key, each in MEASURES.items()},
        "weeks": [{**each._asdict(), "begin": f"{each.begin:%Y-%m-%d}"} for each in board.weeks],
        "health": [_plain(each) for each in board.signs],
        "token_expires": words.exact(board.token_expires) if board.token_expires else None,
        "gaps": list(board.gaps),
        "events": [_plain(each) for each in board.events],
    }


def as_json(board: Board) -> str:
    """The same as text, in which a byte that no encoding has is the escape of a surrogate."""
    text = json.dumps(document(board), indent=2, ensure_ascii=False) + "\n"
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _train(train: Train) -> dict[str, object]:
    return {
        "main": train.main,
        "staging": train.staging,
        "pull_request": _plain(train.pull) if train.pull else None,
        "asked": train.asked,
        "upcoming": _rows(train.upcoming),
        "changesets": [{**_plain(each), "bumps": dict(each.bumps)} for each in train.intents],
        "waiting": None if train.changes is None else _rows(train.changes),
    }


def _measured(found: Measured) -> dict[str, object]:
    return {
        "app": found.app or None,
        "days": found.days,
        "unknown": found.unknown,
        "not_recovered": found.open,
        **{each.key: {"value": each.value, "n": each.n} for each in found.measures},
    }


def _rows(rows: Sequence[NamedTuple]) -> list[dict[str, object]]:
    return [_plain(each) for each in rows]


def _plain(row: NamedTuple) -> dict[str, object]:
    """The fields of a row; no text is none."""
    return {
        key: words.exact(each) if isinstance(each, datetime) else (None if each == "" else each)
        for key, each in row._asdict().items()
    }
