"""The shape of what people fill in. What may be done with it is asked in the actions."""

from .exchange import ProposeForm, ThanksForm
from .gathering import ComingForm, JoinForm
from .photos import PhotoSlots
from .post import PostForm
from .ring import RingForm
from .search import SearchForm
from .thread import MessageForm, ReadForm
from .welcome import WelcomeForm

__all__ = [
    "ComingForm",
    "JoinForm",
    "MessageForm",
    "PhotoSlots",
    "PostForm",
    "ProposeForm",
    "ReadForm",
    "RingForm",
    "SearchForm",
    "ThanksForm",
    "WelcomeForm",
]
