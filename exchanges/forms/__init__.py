"""The shape of what people fill in. What may be done with it is asked in the actions."""

from .again import AgainForm
from .answers import AcceptForm, DeclineForm, NotDoneForm, ReasonForm
from .date import DateForm
from .exchange import ProposeForm, ThanksForm, WorkedForm, propose_form
from .gathering import ComingForm, JoinForm
from .loan import KeepForm, ReturnForm
from .post import PostForm
from .ring import RingForm
from .search import SearchForm
from .thread import HandoverForm, MessageForm, ReadForm, TellForm
from .welcome import WelcomeForm
from .writing import Writing

__all__ = [
    "AcceptForm",
    "AgainForm",
    "ComingForm",
    "DateForm",
    "DeclineForm",
    "HandoverForm",
    "JoinForm",
    "KeepForm",
    "MessageForm",
    "NotDoneForm",
    "PostForm",
    "ProposeForm",
    "ReadForm",
    "ReasonForm",
    "ReturnForm",
    "RingForm",
    "SearchForm",
    "TellForm",
    "ThanksForm",
    "WelcomeForm",
    "WorkedForm",
    "Writing",
    "propose_form",
]
