"""A check-in of the author's pod, and its phone tree: for those in the pod, and each only their part."""

from typing import Any

from django.utils import timezone

from members.models import CheckIn, Person, PodMembership, PodReach
from members.rounds import actions, links
from tests.factories.members import PersonFactory


def pod_round(world: Any, author: Person) -> None:
    """The author looks after it; the counterpart calls somebody who has not answered."""
    carla = world.people["counterpart"]
    pod = author.pods.get()
    number = world.canary("the number of somebody to call", "counterpart")
    cora = PersonFactory(name=world.canary("who is to be called", "author", "counterpart", "admin"))
    PodMembership.objects.create(pod=pod, person=cora)
    for place in pod.memberships.select_related("person"):
        said = {
            "reached": "call",
            "number": number if place.person == cora else "555 0100",
            "calls_in": ["en"],
        }
        PodReach.objects.create(membership=place, **said)
    about = world.canary("what a check-in is about", "author", "counterpart", "admin")
    one = actions.start_round(by=author, pod=pod, words=about)
    actions.answer(
        by=carla, subject=one, state="need", words=world.canary("what she needs", "author", "counterpart")
    )
    called = one.check_ins.filter(person=cora)
    called.update(caller=carla, shown_at=timezone.now(), tries=1)
    at = {"pod": pod.public_id}
    token = links.path_to(CheckIn.objects.select_related("person").get(round=one, person=carla)).split("/")[
        -2
    ]
    world.things |= {
        "pod's tree": at,
        "check-in": {**at, "public_id": one.public_id},
        "one to call": {**at, "public_id": one.public_id, "check_in": called.get().public_id},
        "check-in link": {"token": token},
    }
    world.sent |= {
        "pod's tree": {"reached": ""},
        "check-in": {"state": "ok"},
        "one to call": {"state": "ok"},
        "check-in link": {"state": "ok"},
    }
