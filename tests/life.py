"""One whole life in the network, with a word of its own in every column that holds words.

Tables and columns are found by introspection, so that new ones are in it, too. What cannot be made or written
by rule stands below, with the reason.
"""

from datetime import date, datetime, timedelta
from itertools import count

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from exchanges.models import Match, Post, PostRow, Ring, RingPart, project
from members.models import Leaving, Person, User
from mutualaid.base import belongings, retention
from mutualaid.base.crypto import EncryptedBinaryField
from tests.factories.exchanges import (
    ComingFactory,
    ExchangeFactory,
    GatheringFactory,
    PostFactory,
    RequestFactory,
)
from tests.personal import is_personal

# Whose words they are, where a row has keys to several.
WRITER = {
    "Report": "reporter",
    "Post": "person",
    "Draft": "by",
    "Block": "blocker",
    "PodNeighbour": "added_by",
}
# Not written to: column -> why.
NOT_PLANTED = {
    "*.public_id": "drawn by lot, it says nothing",
    "*.language": "a code of a language",
    "Agreement.*": "the network's own text",
    "PostRow.*": "written from the post by `project`",
    "LogEntry.object_repr": "the admin writes a model's name and a number",
    "Post.rule": "a rule for a calendar, held by a constraint",
    "WallLine.text": "the same words as `draft`, once both agreed; the row is one",
    "Person.languages": "codes of languages; a post of theirs has its own",
    "Session.session_key": "a hash",
}

# Read as JSON by whoever tells it.
SHAPES = {"Application.answers": '[["What?", "%s"]]'}

PICTURES = (models.FileField, EncryptedBinaryField)


class Life:
    """`person` has a row in every table that can be about somebody; `other` is the other one in them."""

    def __init__(self, person: Person, other: Person) -> None:
        self.person, self.other = person, other
        self.made: dict[type[models.Model], models.Model] = {Person: person, User: person.user}
        self._scene()
        for policy in retention.policies():
            if is_personal(policy.model) and policy.model is not Leaving:  # that is written by leaving
                self.row(policy.model)

    def _scene(self) -> None:
        """What hangs together by more than keys."""
        post = PostFactory(person=self.person)
        swap = ExchangeFactory(post=post, proposer=self.other, status="done")
        offer, asked = PostFactory(person=self.person), RequestFactory(person=self.other, form="resource")
        match, _made = Match.objects.get_or_create(offer=offer, request=asked, defaults={"score": 1})
        ring = Ring.objects.create(status=Ring.Status.ENDED, closed_at=timezone.now())
        part = RingPart.objects.create(
            ring=ring,
            position=0,
            giver=self.person,
            receiver=self.other,
            offer=offer.occurrence,
            request=asked.occurrence,
            is_live=False,
        )
        coming = ComingFactory(occurrence=GatheringFactory(person=self.other).occurrence, person=self.person)
        known = (post, post.occurrence, swap, swap.thread, ring, part, coming, match)
        self.made |= {type(row): row for row in known}
        self.made[PostRow] = PostRow.objects.get(post=post)

    def row(self, model: type[models.Model]) -> models.Model:
        """Theirs of this table, made where there is none."""
        if model not in self.made:
            self.made[model] = self._make(model)
        return self.made[model]

    def _make(self, model: type[models.Model]) -> models.Model:
        for with_optional in (True, False):
            try:
                with transaction.atomic():
                    return model._base_manager.create(**dict(self._values(model, with_optional)))
            except IntegrityError as error:
                refused = error
        if there := model._base_manager.first():  # one for all, as the text that members agree on
            return there
        raise AssertionError(f"{model._meta.label} needs a line in `Life._scene`: {refused}")

    def _values(self, model, with_optional):
        """The person stands where a row has to have one, or else where it may; elsewhere the other one."""
        people = belongings.keys_to(model, Person)
        places = [WRITER.get(model.__name__), *(key.name for key in people if not key.null)]
        place = next(filter(None, places), people[0].name if people else None)
        used: set[type[models.Model]] = set()
        for field in model._meta.concrete_fields:
            if isinstance(field, models.AutoField | models.BigAutoField):
                continue
            if field.is_relation:
                if value := self._related(field, place, with_optional, used):
                    yield field.name, value
            elif not (field.null or field.has_default() or field.blank) or field.name == "session_key":
                yield field.name, example(field)

    def _related(self, field, place, with_optional, used):
        to = field.related_model
        if to is Person:
            return self.person if field.name == place else None if field.null else self.other
        if to is ContentType:
            return ContentType.objects.get_for_model(Post)
        if field.null and not (with_optional and is_personal(to) and to in self.made):
            return None
        is_second = to in used
        used.add(to)
        return self._make(to) if is_second else self.row(to)


class Planted:
    """Every word of a life, by itself: `words` are `{word: "Model.column"}`."""

    def __init__(self, life: Life, start: str) -> None:
        self.words: dict[str, str] = {}
        self.encrypted: set[str] = set()
        self.pictures: set[str] = set()
        self._numbers = (f"{start}{number:04d}" for number in count(1))
        for model, row in life.made.items():
            if is_personal(model):
                self._plant(model, row)
        project()

    def _plant(self, model, row):
        for field in filter(belongings.is_of_words, model._meta.concrete_fields):
            name = f"{model.__name__}.{field.name}"
            if not {name, f"{model.__name__}.*", f"*.{field.name}"} & set(NOT_PLANTED):
                word = next(self._numbers)
                write(row, field, word)
                self.words[word] = name
                if isinstance(field, PICTURES):
                    self.pictures.add(word)
                if belongings.is_encrypted(field):
                    self.encrypted.add(word)


def write(row, field, word):
    """Past all rules of its form, but not past the database's."""
    if isinstance(field, models.FileField):
        getattr(row, field.name).save(f"{word}.webp", ContentFile(word.encode()), save=False)
        value = getattr(row, field.name).name
        row.__class__._base_manager.filter(pk=row.pk).update(**{field.name: value})
        return
    text = SHAPES.get(f"{row.__class__.__name__}.{field.name}", "%s") % word
    value = [word] if isinstance(field, ArrayField) else text
    value = {"x": word} if isinstance(field, models.JSONField) else value
    value = word.encode() if isinstance(field, EncryptedBinaryField) else value
    value = f"{word}@example.org" if isinstance(field, models.EmailField) else value
    row.__class__._base_manager.filter(pk=row.pk).update(**{field.name: value})
    setattr(row, field.name, value)


def example(field):
    """Something that this column takes."""
    if field.choices:
        return field.flatchoices[0][0]
    kinds = [
        (models.DateTimeField, timezone.now() + timedelta(days=1)),
        (models.DateField, date.today()),
        (models.TimeField, datetime.min.time()),
        (models.FileField, ContentFile(b"x", "x")),
        (models.BooleanField, False),
        (models.IntegerField, 1),
        (models.FloatField, 1.0),
        (models.JSONField, {}),
        (ArrayField, []),
        (models.BinaryField, b"x"),
        (models.EmailField, "x@example.org"),
    ]
    return next(
        (value for kind, value in kinds if isinstance(field, kind)), f"x{timezone.now().timestamp()}"[-12:]
    )
