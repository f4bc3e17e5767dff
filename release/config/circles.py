"""What waits for itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter


def circles(needs: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """The circles in `needs`, each from its first name back to it; opened one by one.

    Args:
        needs: what each name needs; what is needed but has no entry needs nothing.
    """
    order = list(needs)
    open_needs = {name: [need for need in needs[name] if need in needs] for name in order}
    while True:
        try:
            TopologicalSorter(open_needs).prepare()
        except CycleError as error:
            circle = error.args[1][:0:-1]  # told backwards, and with its first name at both ends
        else:
            return
        first = circle.index(min(circle, key=order.index))
        circle = (*circle[first:], *circle[:first])
        open_needs[circle[0]].remove((*circle, circle[0])[1])
        yield (*circle, circle[0])
