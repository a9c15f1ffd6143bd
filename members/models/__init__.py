"""Accounts and persons, whom they block, what they are told and what they report."""

from .blocks import Block
from .lists import KeptList
from .notices import Channel, Delivery, Device, Mobile, Notice, NoticeSwitch
from .people import NEW_FOR, Person, PersonQuerySet, User, UserManager
from .pods import Pod, PodMembership
from .reports import Report, ReportPicture
from .sessions import Session
from .talk import Talk, TalkMessage, TalkReading

__all__ = [
    "NEW_FOR",
    "Block",
    "Channel",
    "Delivery",
    "Device",
    "KeptList",
    "Mobile",
    "Notice",
    "NoticeSwitch",
    "Person",
    "PersonQuerySet",
    "Pod",
    "PodMembership",
    "Report",
    "ReportPicture",
    "Session",
    "Talk",
    "TalkMessage",
    "TalkReading",
    "User",
    "UserManager",
]
