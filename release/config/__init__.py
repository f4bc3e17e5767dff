"""What the repository's owner says: Changesets' own configuration, and ours."""
