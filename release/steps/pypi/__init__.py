"""Steps of the target `pypi`: what was built, and what an index has of it."""
