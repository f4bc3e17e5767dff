"""The steps, one module a namespace: each takes a view of the world and returns a Decision."""
