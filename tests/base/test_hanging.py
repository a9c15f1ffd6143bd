"""What hangs on rows comes in one statement, the same as by `prefetch_related`."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import Count, F
from django.db.models.functions import Lower
from django.forms.models import model_to_dict

from directory.models import CostOption, Guide, Service
from exchanges.models import Exchange, Occurrence, Post
from mutualaid.base import hanging
from tests.factories.directory import (
    AddressFactory,
    GuideFactory,
    OrganizationFactory,
    PhoneFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)
from tests.factories.exchanges import ExchangeFactory, MessageFactory, PostFactory

pytestmark = pytest.mark.django_db
PATHS = (
    *("organization__phones", "needs", "phones", "schedules", "cost_options"),
    *("at_locations__phones", "at_locations__location__addresses"),
)


@pytest.fixture
def services():
    for number in (1, 2):
        service = ServiceFactory(needs=["food", "groceries"], organization=OrganizationFactory())
        PhoneFactory.create_batch(number, service=service)
        PhoneFactory(service=None, organization=service.organization)
        ScheduleFactory(service=service, valid_from=dt.date(2026, 3, 1), timezone=-8.5)
        CostOption.objects.create(service=service, amount=Decimal("5.00"))
        for _place in range(number):
            at = ServiceAtLocationFactory(service=service)
            PhoneFactory(service=None, service_at_location=at)
            AddressFactory(location=at.location)
    ServiceFactory()


def told(rows, path):
    """All values of what a path leads to, from each row."""
    name, _, rest = path.partition("__")
    said = []
    for row in rows:
        value = getattr(row, name)
        found = list(value.all()) if hasattr(value, "all") else [value] if value else []
        below = told(found, rest) if rest else []
        said.append(([(type(one), model_to_dict(one), str(one)) for one in found], below))
    return said


@pytest.mark.parametrize("path", PATHS)
def test_the_same_as_by_prefetch_related(services, path):
    plain = Service.objects.order_by("pk").prefetch_related(path)
    assert told(hanging.fetch(Service.objects.order_by("pk"), *PATHS), path) == told(plain, path)
    assert any(told(plain, path))


def test_one_statement_however_much_hangs(services, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = hanging.fetch(Service.objects.order_by("pk"), *PATHS)
        assert [told(found, path) for path in PATHS]
    [first, _second, bare] = found
    assert first.phones.all()[0].service is first
    assert bare.organization is None
    assert list(bare.at_locations.all()) == []


def test_what_is_asked_further_is_of_this_row_only(services):
    first, second, _bare = hanging.fetch(Service.objects.order_by("pk"), "phones", "needs")
    assert first.phones.filter(number="555-0119").count() == 1
    assert second.phones.exclude(number="").count() == 2
    assert set(first.needs.order_by("-pk").values_list("slug", flat=True)) == {"food", "groceries"}


def test_what_is_encrypted_is_read():
    MessageFactory(text="Shall we say Thursday?", exchange=ExchangeFactory(status="accepted"))
    [swap] = hanging.fetch(Exchange.objects.all(), "thread__messages", "proposer")
    assert [one.text for one in swap.thread.messages.all()] == ["Shall we say Thursday?"]
    assert swap.proposer == Exchange.objects.get().proposer


def test_only_rows_that_say_so():
    swap = ExchangeFactory(status="accepted")
    MessageFactory(exchange=swap, text="As a note", kind="note")
    MessageFactory(exchange=swap, text="Later")
    [found] = hanging.fetch(Exchange.objects.all(), thread__messages={"kind": "note"})
    assert [one.text for one in found.thread.messages.all()] == ["As a note"]


def test_rows_are_in_the_order_of_their_model():
    post = PostFactory(from_day=dt.date(2026, 5, 2))
    post.occurrences.create(from_day=dt.date(2026, 5, 1), until_day=None)
    post.occurrences.create(from_day=None)
    [found] = hanging.fetch(Post.objects.all(), "occurrences")
    assert list(found.occurrences.all()) == list(post.occurrences.all())
    assert found.created_at == post.created_at


def test_several_lists_in_one_statement(services, django_assert_num_queries):
    """Each in its order, with what was annotated and what hangs on it, as if it had been asked alone."""
    PostFactory(quantity=7, from_day=dt.date(2026, 5, 2))
    named = Service.objects.order_by("-pk").annotate(has=Count("phones"), word=Lower("name"))
    with django_assert_num_queries(1):
        found, dated, none = hanging.together(
            hanging.Rows(named[:2], *PATHS),
            hanging.Rows(Occurrence.objects.filter(quantity=7), "post__person"),
            hanging.Rows(Post.objects.none(), "occurrences"),
        )
        persons = [one.post.person for one in dated]
    assert [told(found, path) for path in PATHS] == [told(named[:2], path) for path in PATHS]
    assert [(one.pk, one.has, one.word) for one in found] == [
        (one.pk, one.has, one.word) for one in named[:2]
    ]
    assert list(map(model_to_dict, dated)) == list(map(model_to_dict, Occurrence.objects.filter(quantity=7)))
    assert (persons, none) == ([Post.objects.get().person], [])


def test_what_is_deferred_is_not_read():
    PostFactory(title="Soup")
    [[found]] = hanging.together(hanging.Rows(Post.objects.defer("title"), "occurrences"))
    assert (found.get_deferred_fields(), found.title) == ({"title"}, "Soup")


def test_one_end_knows_the_other(django_assert_num_queries):
    ExchangeFactory()
    [swap] = hanging.fetch(Exchange.objects.all(), "thread")
    with django_assert_num_queries(0):
        assert swap.thread.exchange is swap


def test_values_are_what_they_would_be_alone(services, django_assert_num_queries):
    """Columns of the table and of others, what was annotated, and one list made of two."""
    PostFactory(from_day=dt.date(2026, 5, 2), from_time=dt.time(18, 30), needs=["groceries"])
    dates = Occurrence.objects.annotate(day=F("from_day")).values("pk", "day", "from_time", "post__languages")
    named = Service.objects.order_by("-pk").values(word=Lower("name"))[:2]
    both = dates.filter(quantity=None).union(dates.exclude(quantity=None)).order_by("-pk")
    asked = [dates, named, both, dates.none()]
    with django_assert_num_queries(1):
        found = hanging.together(*map(hanging.Values, asked))
    assert found == [list(one) for one in asked]
    assert [len(one) for one in found] == [1, 2, 1, 0]


def test_keys_alone():
    guide = GuideFactory(needs=["food", "groceries"])
    found = Guide.objects.annotate(need_ids=hanging.keys(Guide, "needs")).get()
    assert sorted(found.need_ids) == sorted(need.pk for need in guide.needs.all())
