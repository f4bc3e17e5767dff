"""How fast the everyday commands are; `nox -s bench` runs it."""
