"""The database `ENGINE`: Django wants a package with `base.DatabaseWrapper` in it."""
