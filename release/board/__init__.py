"""The release board: what runs where, what is on its way, what happened, how well it goes.

It is decided from what was read, once (`model.Board`), and told in four ways that say the same:
a page (`page`), JSON (`document`), lines for Prometheus (`metrics`), tables for a terminal
(`blocks`).
"""
