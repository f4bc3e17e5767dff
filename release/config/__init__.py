"""What the repository's owner says: Changesets' own configuration, and ours."""

TABLES = {"release.toml": (), "pyproject.toml": ("tool", "release")}
"""The files that may hold our configuration, and where in them it stands."""

SCHEMA = (
    "https://raw.githubusercontent.com/monorepo-release/monorepo-release/main/"
    "release/config/schema.json"
)
"""Where editors find the schema of our configuration."""

CARGO_RELEASE = {
    *("allow-branch", "certs-source", "consolidate-commits", "consolidate-pushes"),
    *("dependent-version", "enable-all-features", "enable-features", "metadata", "owners"),
    *("post-release-commit-message", "pre-release-commit-message", "pre-release-hook"),
    *("pre-release-replacements", "publish", "push", "push-options", "push-remote", "rate-limit"),
    *("registry", "release", "shared-version", "sign-commit", "sign-tag", "tag-message"),
    *("tag-name", "tag-prefix", "target", "unstable", "verify"),
}
"""The keys of cargo-release, whose own configuration can have the name of ours, release.toml.

`tag` is a key of both. https://github.com/crate-ci/cargo-release/blob/master/docs/reference.md
"""
