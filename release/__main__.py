"""`release TASK`, and `python -m release TASK`."""

from __future__ import annotations

from release.collector import without_collector


def main() -> None:
    """Run the command line and exit with the task's code."""
    with without_collector():
        from release.tasks.program import program  # noqa: PLC0415  all that it loads, too

        program.run()


if __name__ == "__main__":
    main()
