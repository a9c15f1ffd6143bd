import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from members import notices
from members.models import Delivery, Notice, Person
from members.notices import kinds
from members.viewers import viewer_of
from tests.factories.members import PersonFactory
from tests.outbox import hand_over

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kind(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {})
    notices.register("test.kind", title="You have an answer", group="organizers")


def test_notify_writes_a_notice_and_a_mail():
    person = PersonFactory(name="Anabel")
    notices.notify(person, "test.kind", url="/somewhere/")
    assert list(Notice.objects.values_list("person", "kind", "url")) == [
        (person.pk, "test.kind", "/somewhere/")
    ]
    [mail] = hand_over()
    assert (mail.to, mail.subject) == (person.user.email, "You have an answer")
    assert "http://localhost:8000/somewhere/" in mail.text


def test_notify_a_person_without_an_account_sends_no_mail():
    notices.notify(PersonFactory(user=None), "test.kind")
    assert (Notice.objects.count(), Delivery.objects.count()) == (1, 0)


def test_unknown_kind_is_a_mistake():
    with pytest.raises(KeyError):
        notices.notify(PersonFactory(), "test.other")


def test_a_kind_and_a_group_are_registered_once():
    with pytest.raises(ValueError, match="twice"):
        notices.register("test.kind", title="Again", group="organizers")
    with pytest.raises(ValueError, match="twice"):
        notices.register_group("organizers", title="Again")


def test_unread_is_counted_in_the_viewers_one_statement(django_assert_num_queries):
    person, other = PersonFactory(), PersonFactory()
    for who in (person, person, other):
        notices.notify(who, "test.kind")
    with django_assert_num_queries(1):
        assert viewer_of(person.user).unread == 2
    notices.mark_read(person)
    assert viewer_of(person.user).unread == 0
    assert viewer_of(other.user).unread == 1


@pytest.mark.parametrize(("languages", "spoken"), [([], "en"), (["so", "es", "en"], "es"), (["so"], "en")])
def test_language_of(languages, spoken):
    assert notices.language_of(PersonFactory.build(languages=languages)) == spoken


@pytest.mark.parametrize(
    "hours",
    [{"quiet_from": "22:00"}, {"quiet_until": "07:00"}, {"quiet_from": "08:00", "quiet_until": "08:00"}],
)
def test_quiet_hours_are_whole_or_none(hours):
    with pytest.raises(IntegrityError, match="person_quiet_hours"), transaction.atomic():
        PersonFactory(**hours)


def test_quiet_hours_may_pass_midnight():
    PersonFactory(quiet_from="22:00", quiet_until="07:00", monthly_limit=3)
    assert Person.objects.filter(quiet_from__gt=F("quiet_until"), monthly_limit=3).count() == 1
