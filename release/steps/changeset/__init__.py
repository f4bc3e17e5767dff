"""`changeset.*`, one module a task."""
