import pytest
from django.utils import timezone

from tests.factories.exchanges import PostFactory, RequestFactory
from tests.factories.members import PersonFactory

OPEN = {"audience": "everybody"}


@pytest.fixture
def board(alder):
    """Two posts that a newcomer sees, and beside them all that must not leave; `(titles, secrets)`."""
    ana = PersonFactory(name="Anabel Smit")
    suspended = PersonFactory(status="suspended")
    more = {"text": "Ring at the blue door", "urgency_reason": "He limps", "needs": ["rides"], **OPEN}
    when = {"from_day": "2036-05-01", "until_day": "2036-05-02"}
    RequestFactory(title="A lift & a hand", person=ana, **more, **when)
    PostFactory(title="Plum jam", person=ana, is_anonymous=True, **OPEN)
    PostFactory(title="for members")
    PostFactory(title="for organizers", audience="organizers")
    PostFactory(title="of a pod", audience="pod", pod=a_pod())
    PostFactory(title="hidden one", hidden_at=timezone.now(), hidden_reason="other", **OPEN)
    PostFactory(title="put away", status="paused", **OPEN)
    PostFactory(title="settled one", status="closed", **OPEN)
    PostFactory(title="had its time", status="expired", **OPEN)
    PostFactory(title="nothing left", quantity=2, done=2, **OPEN)
    PostFactory(title="day is over", until_day="2020-01-01", **OPEN)
    PostFactory(title="of nobody here", person=suspended, **OPEN)
    words = ["Anabel Smit", "Ring at the blue door", "He limps", ana.public_id]
    hidden = ["for members", "for organizers", "of a pod", "hidden one", "put away", "settled one"]
    return ["A lift & a hand", "Plum jam"], [
        *words,
        *hidden,
        *("had its time", "nothing left", "day is over", "of nobody here"),
    ]


def a_pod():
    from members.models import Pod

    return Pod.objects.create(name="The yard of nine")
