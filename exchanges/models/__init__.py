"""Posts, their times, the swaps that come of them and what neighbours say to each other."""

from .answer import MailedAnswer
from .arrangement import Handover, Reveal
from .calendar_key import CalendarKey
from .coming import Coming
from .draft import Draft
from .exchange import Exchange, ExchangeEvent
from .match import Asked, Match
from .moves import Move, allowed
from .occurrence import Occurrence
from .photo import Photo
from .post import Post
from .ring import Ring, RingPart
from .row import PostRow, project, project_person
from .saved import SavedSearch
from .thread import Message, MessageImage, Reading, Thread
from .wall import WallLine

__all__ = [
    "Asked",
    "CalendarKey",
    "Coming",
    "Draft",
    "Exchange",
    "ExchangeEvent",
    "Handover",
    "MailedAnswer",
    "Match",
    "Message",
    "MessageImage",
    "Move",
    "Occurrence",
    "Photo",
    "Post",
    "PostRow",
    "Reading",
    "Reveal",
    "Ring",
    "RingPart",
    "SavedSearch",
    "Thread",
    "WallLine",
    "allowed",
    "project",
    "project_person",
]
