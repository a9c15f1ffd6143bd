"""What somebody who waits is told, and what organizers read of them."""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from mutualaid.base.network import current_network

from ..models import Application, Person
from ..viewers import Viewer
from . import rules
from .rules import Joining

# What they wait for, in plain words.
FOR = {
    Joining.OPEN: _("An organizer looks at it soon."),
    Joining.APPROVAL: _("The organizers read what you tell them and let you in, or write to you."),
    Joining.INVITATION: _("People come in by a link from a member. Ask a neighbour who is here for one."),
    Joining.VOUCHING: _(
        "Two members who know you say so, and you are in. Give them your code, or send them the link."
    ),
}
# To whoever was not let in, by the reason that was chosen.
WHY = {
    Application.Reason.ELSEWHERE: _(
        "You live outside of the area that we can look after. There may be a network nearer to you."
    ),
    Application.Reason.TWICE: _("You are here already, with another address. Sign in with that one."),
    Application.Reason.UNKNOWN: _(
        "We could not find out who you are. A neighbour who is here and knows you can tell us."
    ),
    Application.Reason.AGREEMENT: _("What you told us does not go with what we agreed on among us."),
    Application.Reason.FULL: _("We cannot take in more people now. Please come back in some weeks."),
}


def waiting(viewer: Viewer) -> dict[str, Any]:
    """For the pages of somebody who is not in: `application`, what it `waits_for`, `why` not."""
    person = viewer.person
    application = Application.objects.filter(person=person).first() if is_pending(person) else None
    return {
        "application": application,
        "waits_for": FOR[Joining(rules.policy())],
        "is_by_vouching": rules.policy() == Joining.VOUCHING,
        "why": WHY[Application.Reason(application.reason)] if application and application.reason else "",
    }


def is_pending(person: Person | None) -> bool:
    """Whether somebody waits to be let in."""
    return person is not None and person.status == Person.Status.PENDING


def answers(application: Application | None) -> list[tuple[str, str]]:
    """What they answered, question by question."""
    if application is None or not application.answers:
        return []
    return [(question, answer) for question, answer in json.loads(application.answers)]


def questions() -> list[str]:
    """What this network asks, where organizers let people in."""
    return list(current_network().questions) if rules.policy() == Joining.APPROVAL else []
