"""What the repository's owner says: Changesets' own configuration, and ours."""

TABLES = {"release.toml": (), "pyproject.toml": ("tool", "release")}
"""The files that may hold our configuration, and where in them it stands."""
