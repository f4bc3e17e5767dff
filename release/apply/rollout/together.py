"""What is done at the same time, each in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Thread
from typing import TypeVar

_T = TypeVar("_T")


def together(tasks: Sequence[Callable[[], _T]]) -> list[_T | Exception]:
    """What each of `tasks` returned or raised, once all have ended.

    The threads are daemons: a process that must end waits for none of them.

    Raises:
        BaseException: what one raised that is no Exception, once all have ended.
    """
    ended: dict[int, _T | Exception] = {}
    broke: list[BaseException] = []

    def do(number: int) -> None:
        try:
            ended[number] = tasks[number]()
        except Exception as error:  # noqa: BLE001  whoever asked is told
            ended[number] = error
        except BaseException as error:  # noqa: BLE001  it is raised again, in the other thread
            broke.append(error)

    threads = [Thread(target=do, args=(number,), daemon=True) for number in range(1, len(tasks))]
    for thread in threads:
        thread.start()
    if tasks:
        do(0)
    for thread in threads:
        thread.join()
    for each in broke:
        raise each
    return [ended[number] for number in range(len(tasks))]
