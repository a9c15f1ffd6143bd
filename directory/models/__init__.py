"""Needs, communities, places and listings."""

from .terms import Access, Community, Need, Term

__all__ = ["Access", "Community", "Need", "Term"]
