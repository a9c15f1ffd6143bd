"""A log that says what failed and never whose row it was."""

import logging
import re

# PostgreSQL's own words on a failed constraint, in which the row stands ("Key (email)=(...) exists").
_ROW = re.compile(r"^(DETAIL|CONTEXT|HINT|LINE \d+):.*(\n[^\S\n].*)*$", re.MULTILINE)


class Terse(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return _ROW.sub(r"\1: (left out)", super().format(record))
