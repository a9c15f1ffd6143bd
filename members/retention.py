"""How long what concerns persons and accounts is kept."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext_lazy as _

from mutualaid.base.belongings import columns
from mutualaid.base.retention import Row, declare

from . import notices
from .actions.addresses import purge_addresses
from .actions.leaving import erase_blanks
from .decisions import retention as decisions_retention
from .models import (
    Agreement,
    AgreementAccepted,
    Block,
    Delivery,
    Device,
    FormerAddress,
    KeptList,
    Leaving,
    Mobile,
    Notice,
    NoticeSwitch,
    Person,
    Portrait,
    Report,
    ReportPicture,
    Session,
    User,
)
from .notices import delivering
from .pods import retention as pods_retention
from .rounds import retention as rounds_retention

UNJOINED = timedelta(days=14)
UNPROVED = timedelta(days=1)
LOG = timedelta(days=365)
REPORTS = timedelta(days=365)
SAFETY_REPORTS = 2 * REPORTS


def purge_unjoined(now: datetime) -> int:
    """Accounts that never said what they are called, and do not organize."""
    return User.objects.filter(person=None, is_staff=False, date_joined__lt=now - UNJOINED).delete()[0]


def purge_numbers(now: datetime) -> int:
    """Numbers whose code nobody typed."""
    return Mobile.objects.filter(confirmed_at=None, asked_at__lt=now - UNPROVED).delete()[0]


def purge_reports(now: datetime) -> int:
    """Reports after a year, those about safety after two."""
    safety = Report.objects.filter(category=Report.Category.SAFETY)
    others = Report.objects.exclude(category=Report.Category.SAFETY)
    return (
        safety.filter(created_at__lt=now - SAFETY_REPORTS).delete()[0]
        + others.filter(created_at__lt=now - REPORTS).delete()[0]
    )


def purge_sessions(now: datetime) -> int:
    """Sessions that ended."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]


def purge_log(now: datetime) -> int:
    """The admin's own log, as old as the audit."""
    return LogEntry.objects.filter(action_time__lt=now - LOG).delete()[0]


def reports_of(person: Person) -> Iterable[Row]:
    """What they told organizers, without what it was about: those are somebody else's words."""
    for row in person.reports_made.order_by("pk"):
        told = columns(row)
        yield {name: told[name] for name in ("created_at", "kind", "category", "words", "status")}


def forget_reporter(person: Person) -> None:
    """What they wrote to organizers goes; that something was reported, and what of, stays its time."""
    person.reports_made.update(words="", reporter=None)


def second_steps(person: Person) -> Iterable[Row]:
    """Which kinds, and since when; never their secrets."""
    return Authenticator.objects.filter(user__person=person).values("type", "created_at", "last_used_at")


def declare_all() -> None:
    """Called once, from the app's `ready()`. The models of the packages that keep accounts for us, too."""
    declare_persons()
    declare_notices()
    declare_accounts()


def declare_persons() -> None:
    """Who somebody is, and whom they have to do with."""
    declare(
        Person,
        kept=_("as long as the account is used"),
        on_leaving="erased",
        purge=erase_blanks,
        export=lambda person: [columns(person)],
    )
    declare(
        Leaving,
        kept=_("7 days"),
        on_leaving="erased",
        not_exported=_("it is what you were called before you left"),
    )
    declare(Block, kept=_("until it is taken back"), on_leaving="erased", mine="blocker")
    pods_retention.declare_all()
    rounds_retention.declare_all()
    declare(
        Report,
        kept=_("12 months, 24 for safety"),
        on_leaving="anonymised",
        purge=purge_reports,
        export=reports_of,
        erase=forget_reporter,
    )
    decisions_retention.declare_all()
    declare(
        ReportPicture,
        kept=_("as long as its report"),
        on_leaving="anonymised",
        not_exported=_("it was handed to organizers by whoever reported it"),
    )
    declare(Portrait, kept=_("until you take it away"), on_leaving="erased")
    declare(
        Agreement,
        kept=_("as long as the network is there"),
        on_leaving="kept",
        not_exported=_("everybody can read it"),
    )
    declare(AgreementAccepted, kept=_("as long as the account is used"), on_leaving="erased")
    declare(KeptList, kept=_("until you let it go"), on_leaving="erased")


def declare_notices() -> None:
    """What somebody is told, and how it reaches them."""
    declare(Notice, kept=_("90 days"), on_leaving="erased", purge=notices.purge)
    declare(Device, kept=_("until you remove it, or the browser forgets it"), on_leaving="erased")
    declare(
        Mobile,
        kept=_("until you remove it; a day where its code was never typed"),
        on_leaving="erased",
        purge=purge_numbers,
    )
    declare(NoticeSwitch, kept=_("as long as the account is used"), on_leaving="erased")
    declare(
        Delivery,
        kept=_("7 days; the links in it until it is sent"),
        on_leaving="erased",
        purge=delivering.purge,
    )


def declare_accounts() -> None:
    """What signs in. All of it goes with the account's own row."""
    used = _("as long as the account is used; 14 days where nobody went on to join")
    declare(User, kept=used, on_leaving="erased", purge=purge_unjoined, mine="person")
    declare(EmailAddress, kept=_("as long as the account is used"), on_leaving="erased", mine="user__person")
    declare(
        FormerAddress,
        kept=_("72 hours, while the change can be undone"),
        on_leaving="erased",
        purge=purge_addresses,
        mine="user__person",
    )
    declare(
        Authenticator,
        kept=_("until you take the second step away"),
        on_leaving="erased",
        export=second_steps,
    )
    declare(
        Session,
        kept=_("30 days, or until you sign out there; an hour for somebody who only asked for a code"),
        on_leaving="erased",
        purge=purge_sessions,
        not_exported=_("there is nothing in it but that you signed in"),
    )
    declare(
        LogEntry,
        kept=_("12 months; ids only"),
        on_leaving="erased",
        purge=purge_log,
        mine="user__person",
    )
