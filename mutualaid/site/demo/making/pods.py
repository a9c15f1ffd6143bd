"""Pods: who began one and who came, what they can do, whom they knock on, what they say to each other, and
how they are since this morning.
"""

import datetime as dt
from contextlib import nullcontext
from typing import Any

from django.utils import translation

from members.models import Pod, PodReach, Talk
from members.pods import actions
from members.rounds import actions as rounds
from members.talk import actions as talks
from mutualaid.base.grid import Cell

from ..pods import PODS
from ..words import PodText, SaidText
from .again import clock_at, waking, without_mail
from .outbox import hand_over
from .people import Neighbours

DAY = dt.timedelta(days=1)
MAILS_OF = 3 * DAY  # as in `happenings`
# So long ago that those who did not answer are called.
CHECKED = dt.timedelta(hours=2, minutes=20)

Pods = dict[str, Pod]


def begin(people: Neighbours, now: dt.datetime) -> Pods:
    """All pods with whom they have today. Nobody is written to: that was long ago."""
    return {text.key: _begin(text, people, now) for text in PODS}


def _begin(text: PodText, people: Neighbours, now: dt.datetime) -> Pod:
    point = people[text.point]
    with clock_at(now - text.ago * DAY), without_mail():
        pod = actions.start_pod(
            by=point,
            name=text.name,
            squares=[Cell(1000, *square) for square in text.squares],
            area=text.area,
            languages=list(text.languages),
            agreed=text.agreed,
            openness=text.openness,
        )
        for key in (text.backup, *text.members):
            if key:
                actions.put_in_pod(by=people["olu"], subject=people[key], pod=pod)
        if text.backup:
            actions.set_role(by=point, subject=people[text.backup], pod=pod, role="backup")
        for key, (codes, words) in text.skills.items():
            actions.set_skills(by=people[key], pod=pod, codes=codes, words=words)
        for name, how, key in text.neighbours:
            actions.add_neighbour(by=people[key], pod=pod, name=name, how=how, consent=True)
        for key, (number, calls_in) in text.reach.items():
            place = pod.memberships.get(person=people[key])
            rounds.say_reach(by=people[key], subject=place, **_reach(number, calls_in))
    return pod


def _reach(number: str, calls_in: tuple[str, ...]) -> dict[str, Any]:
    reached = PodReach.Reached.CALL if number else PodReach.Reached.KNOCK
    return {"reached": reached, "number": number, "calls_in": list(calls_in), "knocks": bool(calls_in)}


def talk(people: Neighbours, pods: Pods, now: dt.datetime) -> None:
    """What was said in them, the oldest first."""
    said = [(now - one.ago * DAY, text, one) for text in PODS for one in text.said]
    for moment, text, one in sorted(said, key=lambda item: item[0]):
        at = waking(moment, now)
        with clock_at(at), without_mail() if at < now - MAILS_OF else nullcontext():
            _say(people, pods[text.key], one)
            hand_over(at)


def _say(people: Neighbours, pod: Pod, one: SaidText) -> None:
    found = talks.open_talk(kind=Talk.Kind.POD, pod=pod)
    with translation.override(one.language):
        talks.say(by=people[one.who], talk=found, text=one.text, is_announcement=one.announced)


def check_in(people: Neighbours, pods: Pods, now: dt.datetime) -> None:
    """The round that is on: some have answered, and the others wait to be called."""
    for text in (text for text in PODS if text.round):
        with clock_at(now - CHECKED), without_mail():
            started = rounds.start_round(by=people[text.point], pod=pods[text.key], words=text.round)
        for minutes, (key, state, words) in enumerate(text.answers, 5):
            with clock_at(now - CHECKED + dt.timedelta(minutes=minutes)), without_mail():
                rounds.answer(by=people[key], subject=started, state=state, words=words)
