"""What the repository's owner says: Changesets' own configuration, and ours."""

from release.config.train import Config, parse_train_config

__all__ = ["Config", "parse_train_config"]
