"""Posts and swaps for tests, in any state. They write the tables themselves; actions are tested with them."""

from datetime import time, timedelta
from typing import Any

import factory
from django.db.models import F
from django.utils import timezone

from directory.models import Need
from exchanges.calendar import recurrence
from exchanges.models import Coming, Exchange, Message, Occurrence, Post, Thread, project
from mutualaid.base.network import local_today
from tests.factories.members import PersonFactory


class PostFactory(factory.django.DjangoModelFactory):
    """An open offer of a thing for members, with one occurrence, one need and its row on the board.

    `quantity=`, `promised=`, `done=`, `from_day=`... go to the occurrence; `needs=[slug, ...]`.
    """

    class Meta:
        model = Post
        skip_postgeneration_save = True

    kind = Post.Kind.OFFER
    form = Post.Form.RESOURCE
    person = factory.SubFactory(PersonFactory)
    entered_by = factory.SelfAttribute("person")
    title = factory.Sequence(lambda n: f"Jars of soup {n}")
    text = ""
    languages = ["en"]
    status = Post.Status.OPEN
    audience = Post.Audience.MEMBERS
    cell_m = 1000
    cell_x = 0
    cell_y = 0
    closed_at = factory.LazyAttribute(lambda post: timezone.now() if post.status in Post.OVER else None)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Post:
        names = {field.name for field in Occurrence._meta.fields} - {"id", "post"}
        time = {name: kwargs.pop(name) for name in list(kwargs) if name in names}
        slugs = kwargs.pop("needs", ["groceries"])
        if kwargs.get("rule"):
            kwargs.setdefault("rule_start", time.get("from_day") or local_today())
        post = super()._create(model_class, *args, **kwargs)
        Occurrence.objects.create(post=post, **time)
        post.needs.set(Need.objects.filter(slug__in=slugs))
        project([post.pk])
        return post


class RequestFactory(PostFactory):
    kind = Post.Kind.REQUEST
    title = factory.Sequence(lambda n: f"A lift to the shops {n}")


class RecurringFactory(PostFactory):
    """An offer of every Tuesday from 9 to 12, counted from today, with the times that are near.

    `each_quantity=`, `each_from_time=`... go to each of them.
    """

    title = factory.Sequence(lambda n: f"Tea and company {n}")
    rule = "FREQ=WEEKLY;BYDAY=TU"
    each_quantity = 1
    each_from_time = time(9)
    each_until_time = time(12)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Post:
        today = local_today()
        kwargs.setdefault("rule_start", today)
        rule, start = recurrence.parse(kwargs["rule"]), kwargs["rule_start"]
        each = {name: kwargs[f"each_{name}"] for name in ("quantity", "from_time", "until_time")}
        first, *others = [
            {"rule_day": day, "from_day": day, "until_day": day, **each}
            for day in recurrence.coming(rule, start, today)
        ]
        post = super()._create(model_class, *args, **first, **kwargs)
        Occurrence.objects.bulk_create(Occurrence(post=post, **other) for other in others)
        project([post.pk])
        return post


class ExchangeFactory(factory.django.DjangoModelFactory):
    """A proposal to an offer; `post=` or `occurrence=`, `proposer=`, `status=`. Counters follow it."""

    class Meta:
        model = Exchange

    quantity = 1
    status = Exchange.Status.PROPOSED

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Exchange:
        occurrence = kwargs.pop("occurrence", None)
        post = occurrence.post if occurrence else kwargs.pop("post", None) or PostFactory()
        proposer = kwargs.pop("proposer", None) or PersonFactory()
        giver, receiver = (proposer, post.person) if post.is_request else (post.person, proposer)
        now, status = timezone.now(), kwargs["status"]
        held = {"accepted", "lent", "done", "not_done"}
        exchange = super()._create(
            model_class,
            *args,
            occurrence=occurrence or post.occurrence,
            giver=giver,
            receiver=receiver,
            proposer=proposer,
            accepted_at=now if status in held else None,
            **{
                "mode": "lend" if status == "lent" else post.mode,
                "closed_at": None if status in Exchange.OPEN else now,
                **kwargs,
            },
        )
        Thread.objects.create(exchange=exchange)
        _hold(exchange)
        return exchange


def _hold(exchange: Exchange) -> None:
    counter = {"accepted": "promised", "lent": "promised", "done": "done"}.get(exchange.status)
    if counter:
        occurrence = exchange.occurrence
        setattr(occurrence, counter, getattr(occurrence, counter) + exchange.quantity)
        occurrence.save()
        project([occurrence.post_id])


class MessageFactory(factory.django.DjangoModelFactory):
    """`exchange=`: whose conversation it is in."""

    class Meta:
        model = Message

    class Params:
        exchange = factory.SubFactory(ExchangeFactory, status="accepted")

    thread = factory.SelfAttribute("exchange.thread")
    author = factory.SelfAttribute("exchange.giver")
    text = "Hello, shall we say Thursday?"
    language = "en"


class GatheringFactory(RequestFactory):
    """Six people are wanted on a day in a week; without anybody who comes."""

    form = Post.Form.SERVICE
    mode = Post.Mode.TOGETHER
    is_gathering = True
    title = factory.Sequence(lambda n: f"Six hands for a wall {n}")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Post:
        day = kwargs.pop("day", None) or local_today() + timedelta(days=7)
        kwargs = {"quantity": 6, "from_day": day, "until_day": day, **kwargs}
        return super()._create(model_class, *args, **kwargs)


class ComingFactory(factory.django.DjangoModelFactory):
    """Somebody comes; `post=` or `occurrence=`, `status=`. Counters and conversation follow the status."""

    class Meta:
        model = Coming

    person = factory.SubFactory(PersonFactory)
    status = Coming.Status.COMING

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Coming:
        post = kwargs.pop("post", None)
        time = kwargs.pop("occurrence", None) or (post or GatheringFactory()).occurrence
        coming = super()._create(model_class, *args, occurrence=time, **kwargs)
        if coming.status == Coming.Status.COMING:
            Occurrence.objects.filter(pk=time.pk).update(promised=F("promised") + coming.people)
            Thread.objects.get_or_create(occurrence=time)
            project([time.post_id])
        return coming
