"""The HTTP service that cloudprint and frachter talk to."""
