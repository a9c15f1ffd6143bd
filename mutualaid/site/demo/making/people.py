"""Sixty persons: most join by themselves, neighbours by phone are entered by an organizer."""

from datetime import datetime, timedelta

from django.utils import timezone

from members import actions
from members.agreement import actions as agreement
from members.agreement import starting
from members.joining import applications
from members.models import Person, Report, User
from mutualaid.base.grid import Cell

from ..people import PEOPLE
from ..words import PersonText
from .again import clock_at, without_mail

Neighbours = dict[str, Person]
AGREED, HALF_A_YEAR = timedelta(days=100), timedelta(days=182)


def bring_in(now: datetime) -> Neighbours:
    """Everybody, the longest here first, organizers before those whom they enter."""
    people: Neighbours = {}
    for text in sorted(PEOPLE, key=lambda text: (bool(text.by), -text.since)):
        with clock_at(now - timedelta(days=text.since)):
            people[text.key] = _enter(text, people[text.by]) if text.by else _join(text)
    _set_what_no_action_sets(people, now)
    return people


def agree(people: Neighbours, now: datetime) -> None:
    """What all of them agreed on, in the words that ship."""
    with clock_at(now - AGREED), without_mail():
        review_on = (now - AGREED + HALF_A_YEAR).date()
        made = agreement.publish(by=people["olu"], texts=starting.texts(), review_on=review_on)
        for person in people.values():
            if person.user and person.status == Person.Status.ACTIVE:
                agreement.accept(by=person, version=made.version)


def settle(people: Neighbours, now: datetime) -> None:
    """What came later than everything else: who still waits, who was paused, who does not see whom."""
    for person in [people[text.key] for text in PEOPLE if text.status == "pending"]:
        Person.objects.filter(pk=person.pk).update(status=Person.Status.PENDING)
        applications.wait(person)
    with clock_at(now - timedelta(days=9)):
        actions.block(by=people["wren"], person=people["perry"])
        for text in PEOPLE:
            if text.status == "suspended":
                reason = Report.Reason.AGREEMENT
                actions.suspend_person(by=people["olu"], subject=people[text.key], reason=reason)


def _join(text: PersonText) -> Person:
    user = actions.open_account(email=text.email)
    if text.organizer:
        User.objects.filter(pk=user.pk).update(is_staff=True)
        user.is_staff = True
    return actions.join(user=user, name=text.name, cell=_cell(text), languages=list(text.languages))


def _enter(text: PersonText, by: Person) -> Person:
    return actions.enter_person(
        by=by,
        name=text.name,
        phone=text.phone,
        cell=_cell(text),
        languages=list(text.languages),
        consent=True,
        now=timezone.now(),
    )[0]


def _set_what_no_action_sets(people: Neighbours, now: datetime) -> None:
    for text in PEOPLE:
        person = people[text.key]
        person.about = text.about
        person.last_seen_on = (now - timedelta(days=text.seen)).date()
    Person.objects.bulk_update(people.values(), ["about", "last_seen_on"])


def _cell(text: PersonText) -> Cell:
    square = Cell(1000, *text.square)
    return square.coarser(2000) if text.coarse else square
