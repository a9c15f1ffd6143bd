"""What a person is told: `notify(person, kind)`, of a kind that `register` made known."""

from .kinds import register, register_group, title_of
from .telling import mark_read, notify, purge
from .wishes import language_of

__all__ = ["language_of", "mark_read", "notify", "purge", "register", "register_group", "title_of"]
