"""The repository's own Python: imported from its root, called, and its failures explained."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from importlib import import_module
from importlib.machinery import PathFinder
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import Any

from release.config.changesets import PATH
from release.errors import CommandError, ConfigError, ReleaseError, Where, did_you_mean


def load(root: Path, name: str, options: object, functions: Sequence[str]) -> Loaded:
    """What `name` leads to, as `release.own_code.LoadCode` says."""
    module_name, _, attribute = name.partition(":")
    module = _import(root, module_name, name)
    try:
        found: Any = attrgetter(attribute)(module)
    except AttributeError:
        raise ConfigError(
            f"`{name}`: module `{module_name}` has no `{attribute}`",
            Where(PATH),
            did_you_mean(attribute, vars(module)) or "define it at the top of the module",
        ) from None
    if isinstance(found, type) or not _has(found, functions):
        if not callable(found):
            raise _lacks(name, functions)
        with _theirs(root, name):
            found = found(options)
        if not _has(found, functions):
            raise _lacks(name, functions)
    return Loaded(root, name, found)


@dataclass(frozen=True, slots=True)
class Loaded:
    """An object of theirs, found by `name`."""

    root: Path
    name: str
    found: object

    def text(self, function: str, *arguments: object) -> str:
        """What its `function` makes of `arguments`.

        Raises:
            CommandError: it failed, at the line of theirs that is told, or gave no text.
        """
        with _theirs(self.root, f"{self.name}.{function}"):
            answer = getattr(self.found, function)(*arguments)
        if not isinstance(answer, str):
            raise CommandError(
                f"`{self.name}.{function}` gave {type(answer).__name__}",
                hint="it must give a string; `''` is no line",
            )
        return answer


def _has(found: object, functions: Sequence[str]) -> bool:
    return all(callable(getattr(found, function, None)) for function in functions)


def _lacks(name: str, functions: Sequence[str]) -> ConfigError:
    words = " and ".join(f"`{function}`" for function in functions)
    return ConfigError(
        f"`{name}` does not have the functions {words}",
        Where(PATH),
        "name an object that has them, or a class that is made with the options",
    )


def _import(root: Path, module_name: str, name: str) -> ModuleType:
    _refuse_a_taken_name(root, module_name)
    try:
        with _theirs(root, name):
            return import_module(module_name)
    except CommandError as error:
        cause = error.__cause__
        if isinstance(cause, ModuleNotFoundError) and _is_of(cause.name or "", module_name):
            raise ConfigError(
                f"`{name}`: there is no module `{cause.name}`",
                Where(PATH),
                "it is looked for at the root of the repository, then among what is installed",
            ) from None
        raise


def _refuse_a_taken_name(root: Path, module_name: str) -> None:
    """Refuse a module of the repository whose name belongs to another that is loaded already."""
    top = module_name.partition(".")[0]
    loaded, own = sys.modules.get(top), PathFinder.find_spec(top, [str(root)])
    if loaded is None or own is None or own.origin is None:
        return
    if getattr(loaded, "__file__", None) != own.origin:
        raise ConfigError(
            f"module `{top}` cannot be loaded: its name is that of another module",
            Where(Path(own.origin).relative_to(root).as_posix()),
            "give it a name of its own",
        )


def _is_of(missing: str, module_name: str) -> bool:
    return missing == module_name or module_name.startswith(f"{missing}.")


@contextmanager
def _importable(root: Path) -> Iterator[None]:
    """The root first on Python's path, and no bytecode written into the repository."""
    path, bytecode = sys.path, sys.dont_write_bytecode
    sys.path, sys.dont_write_bytecode = [str(root), *path], True
    try:
        yield
    finally:
        sys.path, sys.dont_write_bytecode = path, bytecode


@contextmanager
def _theirs(root: Path, name: str) -> Iterator[None]:
    """Run code of theirs: stdout is ours, what they print is talk, and failures are told."""
    with explained(root, name), _importable(root), redirect_stdout(sys.stderr):
        yield


@contextmanager
def explained(root: Path, name: str) -> Iterator[None]:
    """Tell a failure of code of theirs, which is called `name`, at the line of theirs.

    Raises:
        CommandError: it failed.
    """
    try:
        yield
    except ReleaseError:
        raise
    except (Exception, SystemExit) as error:
        message, where = f"`{name}` failed: {_words(error)}", None
        if frame := _last_frame(error, root):
            where = Where(Path(frame.filename).relative_to(root).as_posix(), frame.lineno)
            message += f"\n    {frame.line}"
        raise CommandError(message, where, "mend it, and run the command again") from error


def _words(error: BaseException) -> str:
    return "".join(traceback.format_exception_only(error)).strip().splitlines()[-1]


def _last_frame(error: BaseException, root: Path) -> traceback.FrameSummary | None:
    """The last line of the traceback that is theirs."""
    frames = traceback.extract_tb(error.__traceback__)
    if isinstance(error, SyntaxError) and error.filename:
        text = (error.text or "").strip()
        frames.append(traceback.FrameSummary(error.filename, error.lineno, "", line=text))
    own = [each for each in frames if Path(each.filename).is_relative_to(root)]
    return next((each for each in reversed(own) if "site-packages" not in each.filename), None)
