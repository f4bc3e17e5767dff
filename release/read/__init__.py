"""The doors in: the only rooms that look at files and turn them into the model."""
