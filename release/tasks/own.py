"""A team's own Python, registered in its tasks.py for a phase of an app's deployment.

```python
from release.tasks import namespace as ns
from release.tasks.own import deploys

@deploys("cloudprint", "roll out")
def upload(context, release):
    context.run(f"./upload.sh {release.version}")
```
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from release.deployment import Call, PhaseName, Shipment
from release.deployment.own import Registration
from release.errors import Where

if TYPE_CHECKING:
    from invoke.context import Context

Function = Callable[["Context", Shipment], object]
"""Called with Invoke's context and what is shipped; it fails by raising something."""

_F = TypeVar("_F", bound=Function)


class Own(NamedTuple):
    """A registered function, the one that takes back what it did, and where it is registered."""

    app: str
    phase: PhaseName
    function: Function
    undo: Function | None
    file: str
    line: int

    def registration(self, root: Path) -> Registration:
        """The same as data, for a plan; in the repository at `root`."""
        path = Path(self.file)
        shown = path.relative_to(root) if path.is_relative_to(root) else path
        where = Where(shown.as_posix(), self.line)
        names = (_name(self.function), _name(self.undo) if self.undo else "")
        return Registration(self.app, self.phase, self.undo is not None, where, names)


_REGISTERED: list[Own] = []


def deploys(app: str, phase: PhaseName, *, undo: Function | None = None) -> Callable[[_F], _F]:
    """Have a function called in a phase of an app's deployments, after what its target does then.

    An app without a target has its functions alone. In `build` and `publish` nothing may change
    in the environment yet. A rollback calls those of `roll out` and `verify`.

    Args:
        app: its name in the configuration.
        phase: `build`, `publish`, `roll out` or `verify`.
        undo: takes back what the function did, however far it came. It is called when this phase
            or a later one fails.
    """
    frame = inspect.currentframe()
    caller = frame.f_back if frame else None
    file, line = (caller.f_code.co_filename, caller.f_lineno) if caller else ("", 0)

    def register(function: _F) -> _F:
        _REGISTERED.append(Own(app, phase, function, undo, file, line))
        return function

    return register


def registered(root: Path) -> tuple[Own, ...]:
    """The functions of the repository at `root`, in the order in which they were registered.

    `inv` has imported tasks.py; the command `release` does without that file, so that it is
    imported here.

    Raises:
        CommandError: it failed.
    """
    if not _REGISTERED and _registers(root):
        from invoke.loader import FilesystemLoader

        from release.adapters.python_code import explained

        with explained(root, "tasks.py"):
            FilesystemLoader(start=str(root)).load("tasks")
    return tuple(_REGISTERED)


def _registers(root: Path) -> bool:
    files = (root / "tasks.py", *root.glob("tasks/**/*.py"))
    return any(file.is_file() and __name__.encode() in file.read_bytes() for file in files)


def named(own: Own, call: Call) -> tuple[str, Function]:
    """The function that a call is about, and its name."""
    function = own.undo if call.undoes and own.undo else own.function
    return _name(function), function


def _name(function: Function) -> str:
    return str(getattr(function, "__name__", function))


def registrations(root: Path) -> tuple[Registration, ...]:
    """What is registered as data, for a plan; in the repository at `root`."""
    return tuple(each.registration(root) for each in registered(root))
