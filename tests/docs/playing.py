"""A page is played: every command is typed, and what it says is what the page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.docs.page import Command, Event, File, Mark, NotRun, events
from tests.docs.scene import ROOT, Scene, scene
from tests.docs.shown import is_shown
from tests.docs.typist import Answer, Typist, typist

PAGES = (
    ROOT / "README.md",
    ROOT / "RELEASE_ARCHITECTURE.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / ".github").glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
)

Told = Callable[[Command, Answer], object]


class StrandedError(Exception):
    """A command ended otherwise than the page says, so what follows means nothing."""


def play(page: Path, folder: Path, told: Told = lambda *_: None) -> Iterator[str]:
    """Play a page in an empty folder; what is not as it says, in words.

    Args:
        page: the Markdown.
        folder: where its scenes are to be.
        told: hears of every command and its answer.
    """
    with ExitStack() as stage:
        at: tuple[Scene, Typist] | None = None
        for number, event in enumerate(events(page)):
            if isinstance(event, Mark) and event.kind == "scene":
                stage.close()
                at = _begin(stage, event.text, folder / str(number))
            elif isinstance(event, NotRun):
                continue
            elif at is None:
                yield f"{_place(page, event)}: no scene has begun"
            else:
                try:
                    yield from _play(page, event, *at, told)
                except StrandedError as end:
                    yield str(end)
                    return


def _begin(stage: ExitStack, name: str, folder: Path) -> tuple[Scene, Typist]:
    found = stage.enter_context(scene(name, folder))
    return found, stage.enter_context(typist(found.root, found.environment))


def _play(page: Path, event: Event, at: Scene, who: Typist, told: Told) -> Iterator[str]:
    if isinstance(event, Mark):
        at.happens(event.text)
    elif isinstance(event, File):
        place = at.root / event.path
        place.parent.mkdir(parents=True, exist_ok=True)
        before = place.read_text("utf-8") if place.exists() else ""
        place.write_text(event.after(before), "utf-8")
    elif isinstance(event, Command):
        answer = who.type(event.text)
        answer = answer._replace(said=at.as_read(answer.said))
        told(event, answer)
        yield from _faults(f"{_place(page, event)}: `{event.text}`", event, answer)


def _faults(what: str, command: Command, answer: Answer) -> Iterator[str]:
    if answer.code != command.code:
        message = f"{what} ends with {answer.code}, not with {command.code}:\n{answer.said}"
        raise StrandedError(message)
    if command.shown is not None and not is_shown(command.shown, answer.said):
        yield f"{what} says\n{answer.said}\nand the page shows\n{command.shown}"


def _place(page: Path, event: Event) -> str:
    return f"{page.relative_to(ROOT)}:{event.line}"
