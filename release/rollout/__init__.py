"""Decides what one deployment does: which apps, in which order, by what, and what undoes it."""
