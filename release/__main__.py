"""`python -m release TASK`."""

from release.tasks.program import main

if __name__ == "__main__":
    main()
