"""A post: what somebody asks for or shares."""

import secrets
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Need
from members.models import Person, Pod
from members.speaking import spoken_for
from mutualaid.base.bands import whole_square_or_none
from mutualaid.base.grid import Band
from mutualaid.base.ids import public_id
from mutualaid.base.network import local_today

from ..visibility import visible_q
from .moves import move

if TYPE_CHECKING:
    from members.viewers import Viewer

    from .occurrence import Occurrence


def random_place() -> int:
    """A place among the posts of one band and one day, drawn once, so that order tells nothing."""
    return secrets.randbelow(2**31)


class PostQuerySet(models.QuerySet["Post"]):
    def open(self) -> "PostQuerySet":
        return self.filter(status=Post.Status.OPEN, hidden_at=None)

    def visible_to(self, viewer: "Viewer") -> "PostQuerySet":
        """What this viewer may open: what is on their board, their own, what they swap about or come to."""
        seen = Q(pk__isnull=False) if viewer.is_organizer else visible_q(viewer, "row__")
        if me := viewer.person:
            seen |= spoken_for(me, "person")
            parties = Q(occurrences__exchanges__giver=me) | Q(occurrences__exchanges__receiver=me)
            seen |= Q(pk__in=Post.objects.filter(parties).values("pk"))
            comes = spoken_for(me, "occurrences__comings__person") & Q(
                occurrences__comings__status__in=["coming", "waiting"]
            )
            seen |= Q(pk__in=Post.objects.filter(comes).values("pk"))
        return self.filter(seen).exclude(person__in=viewer.blocked)


class Post(models.Model):
    """A neighbour's request or offer of a service or a resource. Its times are `Occurrence` rows."""

    class Kind(models.TextChoices):
        REQUEST = "request", _("Request")
        OFFER = "offer", _("Offer")

    class Form(models.TextChoices):
        SERVICE = "service", _("Something to do")
        RESOURCE = "resource", _("A thing")

    class Mode(models.TextChoices):
        GIVE = "give", _("to give")
        LEND = "lend", _("to lend")
        TOGETHER = "together", _("to do together")

    class Audience(models.TextChoices):
        EVERYBODY = "everybody", _("Everybody")
        MEMBERS = "members", _("Members only")
        POD = "pod", _("My pod")
        ORGANIZERS = "organizers", _("Organizers only")

    class Handover(models.TextChoices):
        PICK_UP = "pick_up", _("Pick up")
        DROP_OFF = "drop_off", _("Drop off")
        AT_YOURS = "at_yours", _("At yours")
        REMOTE = "remote", _("By phone or online")

    class Urgency(models.IntegerChoices):
        WHENEVER = 0, _("Whenever it suits")
        SOON = 1, _("This week")
        URGENT = 2, _("Urgent")

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        PAUSED = "paused", _("put away for now")
        CLOSED = "closed", _("settled")
        WITHDRAWN = "withdrawn", _("taken back")
        EXPIRED = "expired", _("has had its time")

    class Decides(models.TextChoices):
        """Who says yes, where the author posts for somebody else."""

        AUTHOR = "author", _("I decide for them")
        THEM = "them", _("They decide, I pass it on")

    class HiddenReason(models.TextChoices):
        SAFETY = "safety", _("somebody was not safe")
        AGREEMENT = "agreement", _("against what we agreed on")
        PRIVATE = "private", _("it tells too much about somebody")
        SELLING = "selling", _("it sells something")
        MISTAKE = "mistake", _("a mistake or misunderstanding")
        OTHER = "other", _("something else")
        REPORTED = "reported", _("somebody reported it, and an organizer looks at it first")
        HELD = "held", _("some words in it wait for an organizer, who looks at it first")

    # The reasons that an organizer chooses from: all but the last two, for which it waits for one.
    BY_HAND = HiddenReason.choices[:-2]
    WAITING = (HiddenReason.REPORTED, HiddenReason.HELD)
    TRANSITIONS = {
        "pause": move(Status.OPEN, to=Status.PAUSED),
        "reopen": move(Status.PAUSED, Status.CLOSED, Status.WITHDRAWN, Status.EXPIRED, to=Status.OPEN),
        "close": move(Status.OPEN, Status.PAUSED, to=Status.CLOSED),
        "withdraw": move(Status.OPEN, Status.PAUSED, to=Status.WITHDRAWN),
        "expire": move(Status.OPEN, Status.PAUSED, to=Status.EXPIRED),
    }
    OVER = frozenset({Status.CLOSED, Status.WITHDRAWN, Status.EXPIRED})
    MAX_PHOTOS = 4

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    form = models.CharField(_("form"), max_length=10, choices=Form)
    mode = models.CharField(_("how"), max_length=10, choices=Mode, default=Mode.GIVE)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("neighbour"), related_name="posts")
    entered_by = models.ForeignKey(
        Person, models.SET_NULL, verbose_name=_("entered by"), null=True, blank=True, related_name="+"
    )
    is_anonymous = models.BooleanField(_("without my name"), default=False)
    # For somebody else, who said yes to it.
    for_someone = models.BooleanField(_("for someone else"), default=False)
    consent_at = models.DateTimeField(_("they said yes"), null=True, blank=True)
    decides = models.CharField(
        _("who decides"), max_length=10, choices=Decides, default=Decides.AUTHOR, blank=True
    )
    needs = models.ManyToManyField(Need, verbose_name=_("needs"), related_name="posts")
    title = models.CharField(_("title"), max_length=100)
    text = models.TextField(_("more about it"), blank=True)
    language = models.CharField(_("written in"), max_length=12, default="en")
    unit = models.CharField(_("counted in"), max_length=30, blank=True)
    is_standing = models.BooleanField(_("always, until I take it down"), default=False)
    # An RFC 5545 rule ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630") whose days are this post's occurrences.
    # It is counted from `rule_start`; what each of them begins with is in `each_...`.
    rule = models.CharField(_("how often"), max_length=200, blank=True)
    rule_start = models.DateField(_("first day"), null=True, blank=True)
    each_quantity = models.PositiveIntegerField(_("how many each time"), null=True, blank=True)
    each_from_time = models.TimeField(_("from"), null=True, blank=True)
    each_until_time = models.TimeField(_("until"), null=True, blank=True)
    is_gathering = models.BooleanField(_("several people at once"), default=False)
    bring = models.CharField(_("what to bring"), max_length=300, blank=True)
    # How far from their square the author would go; "" where they did not say.
    goes = models.CharField(_("how far I would go"), max_length=10, choices=Band, blank=True)
    access_note = models.CharField(_("good to know for getting there"), max_length=140, blank=True)
    handover = ArrayField(
        models.CharField(max_length=10, choices=Handover),
        verbose_name=_("how it is handed over"),
        default=list,
    )
    languages = ArrayField(models.CharField(max_length=12), verbose_name=_("languages"), default=list)
    audience = models.CharField(_("who may see it"), max_length=10, choices=Audience)
    pod = models.ForeignKey(Pod, models.PROTECT, verbose_name=_("pod"), null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(_("how soon"), choices=Urgency, default=Urgency.WHENEVER)
    urgency_reason = models.CharField(_("why"), max_length=140, blank=True)
    # The only place that is stored for a post: a square of the grid (mutualaid.base.grid).
    cell_m = models.PositiveSmallIntegerField(_("size of the square, metres"), null=True, blank=True)
    cell_x = models.IntegerField(null=True, blank=True)
    cell_y = models.IntegerField(null=True, blank=True)
    # Where a ride goes to: a square too.
    to_cell_m = models.PositiveSmallIntegerField(_("size of the square it goes to"), null=True, blank=True)
    to_cell_x = models.IntegerField(null=True, blank=True)
    to_cell_y = models.IntegerField(null=True, blank=True)
    random = models.IntegerField(default=random_place, editable=False)
    # Hidden by an organizer, whatever its author does with it.
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True)
    hidden_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    hidden_reason = models.CharField(_("why hidden"), max_length=10, choices=HiddenReason, blank=True)
    created_at = models.DateTimeField(_("posted"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # "Still so?": when its author last said yes (or posted it), and when they were last asked.
    confirmed_at = models.DateTimeField(_("still so"), default=timezone.now)
    asked_at = models.DateTimeField(_("asked whether still so"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["person", "status"], name="post_by_person")]
        constraints = [
            models.CheckConstraint(
                name="post_has_whole_square_or_none", condition=whole_square_or_none("cell")
            ),
            models.CheckConstraint(
                name="post_goes_to_whole_square_or_none", condition=whole_square_or_none("to_cell")
            ),
            models.CheckConstraint(
                name="post_for_someone_with_their_ok",
                condition=Q(for_someone=False) | Q(consent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="post_only_things_are_lent", condition=~Q(mode="lend") | Q(form="resource")
            ),
            models.CheckConstraint(
                name="post_closed_at_when_closed",
                condition=Q(status__in=["open", "paused"], closed_at__isnull=True)
                | Q(status__in=["closed", "withdrawn", "expired"], closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="post_for_a_pod_names_it",
                condition=Q(audience="pod", pod__isnull=False) | (~Q(audience="pod") & Q(pod__isnull=True)),
            ),
            models.CheckConstraint(
                name="post_gathering_is_done_together", condition=Q(is_gathering=False) | Q(mode="together")
            ),
            models.CheckConstraint(
                name="post_recurring_is_counted_from_a_day",
                condition=Q(rule="", rule_start__isnull=True) | (~Q(rule="") & Q(rule_start__isnull=False)),
            ),
            models.CheckConstraint(
                name="post_recurring_or_standing", condition=Q(rule="") | Q(is_standing=False)
            ),
            models.CheckConstraint(
                name="post_hidden_with_a_reason",
                condition=Q(hidden_at__isnull=True, hidden_reason="")
                | (Q(hidden_at__isnull=False) & ~Q(hidden_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exchanges:post_detail", args=[self.public_id])

    @property
    def is_request(self) -> bool:
        return self.kind == self.Kind.REQUEST

    @property
    def is_recurring(self) -> bool:
        return bool(self.rule)

    @property
    def is_open(self) -> bool:
        """Takes answers: open, and hidden by nobody."""
        return self.status == self.Status.OPEN and self.hidden_at is None

    @property
    def is_over(self) -> bool:
        return self.status in self.OVER

    @property
    def needs_new_day(self) -> bool:
        """Its only day is over: it can be on the board again on another one."""
        once = not (self.is_recurring or self.is_gathering)
        return once and self.occurrence.is_past(local_today())

    @property
    def cell(self) -> tuple[int, int, int] | None:
        """The square `(cell_m, x, y)`, or none for what needs no place."""
        return None if self.cell_m is None else (self.cell_m, self.cell_x, self.cell_y)  # type: ignore[return-value]

    @property
    def to_cell(self) -> tuple[int, int, int] | None:
        """The square a ride goes to, if its author said."""
        return None if self.to_cell_m is None else (self.to_cell_m, self.to_cell_x, self.to_cell_y)  # type: ignore[return-value]

    @property
    def occurrence(self) -> "Occurrence":
        """The time that is next: the first that is to come and has something left, or else the last one.

        A one-off post has only one. A gathering that is full still has a waiting list.
        """
        today = local_today()
        times = list(self.occurrences.all())
        coming = [time for time in times if not time.is_skipped and not time.is_past(today)]
        return next((time for time in coming if self.is_gathering or time.left != 0), (coming or times)[-1])
