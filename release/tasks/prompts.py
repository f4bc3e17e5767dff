"""The questions of `changeset.add`, on a terminal: which packages, how far, and what to say.

The questions go to stderr, like all talk. Control-C and Escape end them with KeyboardInterrupt.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from release.actions import Decision
from release.authoring import Answers, Choices, Offer
from release.changeset import render_changeset
from release.consequences import Foresight, foresight_lines
from release.ecmascript import trim
from release.errors import CommandError, StateError
from release.model import Bump
from release.tasks.asking import MANY, answer_to, ask_line, ask_some, can_ask, confirm, on_stderr
from release.tasks.terminal import clean, one_line, show, tell, warn

if TYPE_CHECKING:
    from questionary import Choice, Separator

_FLAGS = 'say it with flags: --package "NAME:BUMP" --message "..."'
_EDITED = (
    "Please enter a summary of your changes: what the users of the packages will read.",
    "The first line is the headline. Markdown is welcome.",
    "Lines that start with `#` are left out; an empty text asks again.",
    "",
)
_MEANINGS = {
    Bump.PATCH: "something is mended",
    Bump.MINOR: "something is new",
    Bump.MAJOR: "something breaks",
}


def ask(
    choices: Choices,
    message: str | None,
    edit: Callable[[str], str],
    preview: Callable[[Mapping[str, Bump]], Foresight],
) -> Answers | None:
    """Ask for a changeset; None when its author, shown the file, does not want it.

    Args:
        choices: what there is to choose from.
        message: the summary; None asks for it.
        edit: opens an editor on a text, and returns what became of it.
        preview: what bumps will cause; told before the summary is asked for.

    Raises:
        StateError: there is no terminal to ask on.
        KeyboardInterrupt: the author has left.
    """
    if not can_ask():
        raise StateError("there is no terminal to ask on", hint=_FLAGS)
    if choices.unknown:
        tell(f"only uncommitted changes are known: {choices.unknown}")
    affected = choices.offers if len(choices.offers) == 1 else _affected(choices)
    bumps = {affected[0].name: _bump(affected[0])} if len(affected) == 1 else _bumps(affected)
    foreseen = foresight_lines(preview(bumps))
    for line in foreseen:
        tell(line)
    summary = _summary(bumps, foreseen, edit) if message is None else message
    _show(bumps, summary)
    return Answers(bumps, summary) if confirm("Write this changeset?", default=True) else None


def agree(decision: Decision) -> bool:
    """Show what would be written and what it causes, and ask whether to write it.

    Raises:
        KeyboardInterrupt: the author has left.
    """
    for warning in decision.warnings:
        warn(warning)
    show(decision.blocks, sys.stderr)
    for line in decision.afterword:
        tell(line)
    number = len(decision.actions)
    return confirm(
        f"Write {'this changeset' if number == 1 else f'these {number} changesets'}?", default=True
    )


def _affected(choices: Choices) -> list[Offer]:
    since = "" if choices.unknown else f" since {one_line(choices.since)}"
    changed = [offer for offer in choices.offers if offer.changed]
    if len(choices.offers) >= MANY:
        tell(f"changed packages{since} ({len(changed)} of {len(choices.offers)}) come first")
    groups = {
        f"changed packages{since}": changed,
        "unchanged packages": [offer for offer in choices.offers if not offer.changed],
    }
    return _some_of(
        "Which packages does the change affect?",
        groups,
        lambda chosen: bool(chosen) or "Select at least one package with the space bar.",
    )


def _bumps(offers: Iterable[Offer]) -> dict[str, Bump]:
    """The bump of each package: majors first, then minors; the rest are patches."""
    left = sorted(offers, key=lambda offer: (offer.name.casefold(), offer.name))
    bumps: dict[str, Bump] = {}
    for bump, where in ((Bump.MAJOR, "X.x.x"), (Bump.MINOR, "x.X.x")):
        if left:
            question = f"Which of them need a {bump} bump ({where})?"
            chosen = _some_of(question, {"all packages": left}, lambda _: True)
            agreed = [offer for offer in chosen if bump is not Bump.MAJOR or _is_sure(offer)]
            bumps.update({offer.name: bump for offer in agreed})
            left = [offer for offer in left if offer.name not in bumps]
    if left:
        tell(f"Patch bump (x.x.X): {', '.join(_label(offer) for offer in left)}")
    bumps.update({offer.name: Bump.PATCH for offer in left})
    return bumps


def _bump(offer: Offer) -> Bump:
    """The bump of the only package, with what each means and leads to."""
    from questionary import Choice, select

    titles = [
        Choice(f"{bump} -> {offer.next.get(bump, '?')}  {meaning}", value=bump)
        for bump, meaning in _MEANINGS.items()
    ]
    while True:
        question = select(
            f"What kind of change is this for {_label(offer)}?",
            titles,
            instruction="(enter selects)",
            **on_stderr(),
        )
        bump: Bump = answer_to(question)
        if bump is not Bump.MAJOR or _is_sure(offer):
            return bump


def _is_sure(offer: Offer) -> bool:
    """Whether a first major release is meant; any other major is."""
    if not offer.is_before_1:
        return True
    name = one_line(offer.name)
    return confirm(f"Is {name} ready for 1.0.0, its first major release?", default=False)


def _summary(bumps: Mapping[str, Bump], foreseen: Iterable[str], edit: Callable[[str], str]) -> str:
    if Bump.MAJOR in bumps.values():
        tell("A major change: say what breaks, why, and how to adapt to it.")
    typed = ask_line("Summary for the changelogs", "(leave empty to open an editor)")
    if typed:
        return typed
    try:
        edited = _without_comments(edit(_template(bumps, foreseen)))
    except (OSError, CommandError) as error:
        tell(f"the editor did not work: {error}")
        edited = ""
    return edited or ask_line("Summary for the changelogs", "", needed=True)


def _template(bumps: Mapping[str, Bump], foreseen: Iterable[str]) -> str:
    """What the editor opens: an empty text, and what there is to know as comments."""
    chosen = [f"{one_line(name)}: {bump}" for name, bump in bumps.items()]
    lines = [*_EDITED, *chosen, "", *map(clean, foreseen)]
    return "\n\n" + "".join(f"# {line}".rstrip() + "\n" for line in lines)


def _without_comments(text: str) -> str:
    return trim(re.sub(r"^#.*\n?", "", text, flags=re.MULTILINE))


def _show(bumps: Mapping[str, Bump], summary: str) -> None:
    tell("")
    for line in render_changeset(bumps, summary).splitlines():
        tell(f"  {line}".rstrip())
    tell("")


def _some_of(
    question: str,
    groups: Mapping[str, Sequence[Offer]],
    validate: Callable[[list[str]], bool | str],
) -> list[Offer]:
    """The offers that are chosen, in the groups' order; an empty group is not shown."""
    from questionary import Choice, Separator

    # A filter leaves no room for headings: it would show them as if they were packages.
    many = sum(map(len, groups.values())) >= MANY
    lines: list[Choice | Separator] = []
    for heading, offers in groups.items():
        if offers and not many:
            lines.append(Separator(f"{heading} ({len(offers)})"))
        lines += [Choice(_line_of(offer), value=offer.name) for offer in offers]
    chosen = ask_some(question, lines, is_long=many, validate=validate)
    return [offer for offers in groups.values() for offer in offers if offer.name in chosen]


def _label(offer: Offer) -> str:
    private = " (private)" if offer.private else ""
    return one_line(f"{offer.name}@{offer.version}{private}")


def _line_of(offer: Offer) -> str:
    """An offer in a list, with why its package is thought changed."""
    return f"{_label(offer)}  {one_line(str(offer.changed))}" if offer.changed else _label(offer)
