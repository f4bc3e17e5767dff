"""The steps of `setup.*`, a module each."""
