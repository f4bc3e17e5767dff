"""The outside world: the disk, git, processes, and what a job publishes."""
