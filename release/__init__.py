"""The release train for polyglot monorepos."""
