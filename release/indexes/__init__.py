"""Indexes of Python packages: what is built for one, what it lists, and where the two differ.

An index takes a file once, under its name, and never another one in its place. So a version that
came half is completed by the very files that it began with, and what differs is refused.
"""
