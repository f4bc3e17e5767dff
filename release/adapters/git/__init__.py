"""git, by its program: what it knows, what it keeps, and other repositories over the network."""
