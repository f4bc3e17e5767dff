"""`release TASK`: the same tasks as a command, for a repository without a tasks.py."""

from __future__ import annotations

from invoke.program import Program

from release.tasks import namespace


class _Release(Program):
    def print_version(self) -> None:
        from importlib.metadata import version

        print(f"monorepo-release {version('monorepo-release')}")


program = _Release(namespace=namespace, name="release", binary="release", binary_names=["release"])
