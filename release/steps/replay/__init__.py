"""Releases of the past, made once more with what is prepared, and compared with what was made."""

from release.steps.replay.again import past_releases, replay, trouble

__all__ = ["past_releases", "replay", "trouble"]
