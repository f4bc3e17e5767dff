"""How a repository comes to this tool: what it has, what it had before, what is made of it."""
