"""How often a post comes round: a rule in plain words, RFC 5545 in the database, days on the calendar."""

from .rule import MOST, WEEKS, Every, Rule, aligned, coming, days, parse
from .words import words

__all__ = ["MOST", "WEEKS", "Every", "Rule", "aligned", "coming", "days", "parse", "words"]
