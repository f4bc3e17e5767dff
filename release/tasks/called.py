"""What tasks are called: by whoever types, in a list, and by us."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from invoke.util import helpline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from invoke.collection import Collection
    from invoke.parser.context import ParserContext
    from invoke.tasks import Task


def groups_of(collection: Collection, above: str) -> Iterator[list[tuple[str, str | None]]]:
    """The tasks of each namespace by what people type, with what they do; the nearest first."""
    before = f"{above}." if above else ""
    own: list[tuple[str, str | None]] = []
    for name, task in collection.tasks.items():
        called = above if above and name == collection.default else before + name
        others = ", ".join(before + collection.transform(each) for each in sorted(task.aliases))
        own.append((f"{called} ({others})" if others else called, helpline(task)))
    if own:
        yield own
    for name, inner in collection.collections.items():
        yield from groups_of(inner, before + name)


def our_name(task: Task[Any]) -> str | None:
    """What a task of ours is called in our own namespace; None for anybody else's."""
    from release.tasks.manual import has_page
    from release.tasks.namespace import namespace
    from release.tasks.step import Step

    if not isinstance(task, Step):  # theirs can be in our namespace, too
        return None
    found = (each for each in namespace.to_contexts() if namespace[each.name] == task)
    return next((name for name in map(typed_for, found) if has_page(name)), None)


def typed_for(context: ParserContext) -> str:
    """What people type for a task: the default one of a namespace goes by that one's name."""
    name = context.name or ""
    return next((alias for alias in context.aliases if name.startswith(f"{alias}.")), name)
