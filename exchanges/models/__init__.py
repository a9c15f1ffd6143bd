"""Posts, their times, the swaps that come of them and what two neighbours say to each other."""

from .exchange import Exchange, ExchangeEvent, Message
from .moves import Move, allowed
from .occurrence import Occurrence
from .photo import Photo
from .post import Post
from .row import PostRow, project, project_person

__all__ = [
    "Exchange",
    "ExchangeEvent",
    "Message",
    "Move",
    "Occurrence",
    "Photo",
    "Post",
    "PostRow",
    "allowed",
    "project",
    "project_person",
]
