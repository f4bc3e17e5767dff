"""How the files that a release writes come together when `main` is merged back into `staging`.

Texts in, texts out. Git merges lines, and these files say more than lines: a version may not go
backwards, a changeset that was released may not stay, and a changelog tells of everything once.
"""
