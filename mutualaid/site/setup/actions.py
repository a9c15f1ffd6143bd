"""The one-time link, and the one action behind it."""
