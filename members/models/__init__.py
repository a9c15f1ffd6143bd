"""Accounts and persons, whom they block, what they are told and what they report."""

from .addresses import FormerAddress
from .agreement import Agreement, AgreementAccepted
from .blocks import Block
from .decisions import APPEAL_WITHIN, Decision, Mediation, RemovedAddress, StandardText
from .joining import Application, Invitation, Vouch
from .leaving import Leaving
from .lists import KeptList
from .notices import Channel, Delivery, Device, Mobile, Notice, NoticeSwitch
from .people import NEW_FOR, Person, PersonQuerySet, User, UserManager
from .pod_doors import PodAsk, PodInvitation, PodLink
from .pods import Pod, PodMembership, PodNeighbour, PodSkills, PodSquare
from .portrait import Portrait
from .reports import Report, ReportPicture
from .rounds import CheckIn, PhoneTree, PodReach, Round
from .sessions import Session
from .tables import SignUpTable
from .talk import Talk, TalkMessage, TalkReading

__all__ = [
    "APPEAL_WITHIN",
    "NEW_FOR",
    "Agreement",
    "AgreementAccepted",
    "Application",
    "Block",
    "Channel",
    "CheckIn",
    "Decision",
    "Delivery",
    "Device",
    "FormerAddress",
    "Invitation",
    "KeptList",
    "Leaving",
    "Mediation",
    "Mobile",
    "Notice",
    "NoticeSwitch",
    "Person",
    "PersonQuerySet",
    "PhoneTree",
    "Pod",
    "PodAsk",
    "PodInvitation",
    "PodLink",
    "PodMembership",
    "PodNeighbour",
    "PodReach",
    "PodSkills",
    "PodSquare",
    "Portrait",
    "RemovedAddress",
    "Report",
    "ReportPicture",
    "Round",
    "Session",
    "SignUpTable",
    "StandardText",
    "Talk",
    "TalkMessage",
    "TalkReading",
    "User",
    "UserManager",
    "Vouch",
]
