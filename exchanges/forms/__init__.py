"""The shape of what people fill in. What may be done with it is asked in the actions."""

from .answers import AcceptForm, DeclineForm, NotDoneForm, ReasonForm
from .exchange import ProposeForm, ThanksForm
from .gathering import ComingForm, JoinForm
from .photos import PhotoSlots
from .post import PostForm
from .ring import RingForm
from .search import SearchForm
from .thread import MessageForm, ReadForm
from .welcome import WelcomeForm

__all__ = [
    "AcceptForm",
    "ComingForm",
    "DeclineForm",
    "JoinForm",
    "MessageForm",
    "NotDoneForm",
    "PhotoSlots",
    "PostForm",
    "ProposeForm",
    "ReadForm",
    "ReasonForm",
    "RingForm",
    "SearchForm",
    "ThanksForm",
    "WelcomeForm",
]
