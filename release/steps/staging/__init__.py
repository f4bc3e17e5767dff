"""The steps of `staging.*`."""
