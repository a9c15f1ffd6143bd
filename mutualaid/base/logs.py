"""A log that says what failed and never whose row it was, nor an address that is a secret."""

import logging
import re

# PostgreSQL's own words on a failed constraint, in which the row stands ("Key (email)=(...) exists").
_ROW = re.compile(r"^(DETAIL|CONTEXT|HINT|LINE \d+):.*(\n[^\S\n].*)*$", re.MULTILINE)
# What of an address is as long as a signed link or a secret: whoever reads it could use it.
_SECRET = re.compile(r"(?<=/)[\w:.-]{24,}")


class Terse(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return _ROW.sub(r"\1: (left out)", super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:
        return _SECRET.sub("(left out)", super().formatMessage(record))
