"""A swap between two neighbours: from "count me in" to "thank you"."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from members.models import Block, Person
from members.speaking import spoken_for
from mutualaid.base.ids import public_id

from .moves import move
from .occurrence import Occurrence
from .post import Post

if TYPE_CHECKING:
    from members.viewers import Viewer


class ExchangeQuerySet(models.QuerySet["Exchange"]):
    def visible_to(self, viewer: "Viewer") -> "ExchangeQuerySet":
        """Their own, and those of a neighbour by phone for whom they act: nobody else's, organizer or not.

        Somebody who was blocked no longer finds what they had with the other; whoever blocked still does,
        to report it.
        """
        me = viewer.person
        if me is None:
            return self.none()
        mine = spoken_for(me, "giver") | spoken_for(me, "receiver")
        shut_out = Block.objects.filter(blocked=me).values("blocker")
        return self.filter(mine).exclude(giver__in=shut_out).exclude(receiver__in=shut_out)

    def going_on(self) -> "ExchangeQuerySet":
        return self.filter(status__in=Exchange.OPEN)

    def with_blocks(self) -> "ExchangeQuerySet":
        """Each knows already whether it `is_apart`."""
        apart = Block.objects.between(OuterRef("giver"), OuterRef("receiver"))
        return self.annotate(is_apart=Exists(apart))


class Exchange(models.Model):
    """An agreement between a giver and a receiver about an occurrence of a post.

    `met` is an occurrence of the proposer's own post of the other kind, where a request and an offer meet.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("waits for an answer")
        ACCEPTED = "accepted", _("agreed")
        LENT = "lent", _("lent out")
        DECLINED = "declined", _("not this time")
        WITHDRAWN = "withdrawn", _("taken back")
        DONE = "done", _("done")
        NOT_DONE = "not_done", _("did not happen")

    TRANSITIONS = {
        "accept": move(Status.PROPOSED, to=Status.ACCEPTED),
        "decline": move(Status.PROPOSED, to=Status.DECLINED),
        "withdraw": move(Status.PROPOSED, to=Status.WITHDRAWN),
        "hand_over": move(Status.ACCEPTED, to=Status.LENT),
        "done": move(Status.ACCEPTED, Status.LENT, to=Status.DONE),
        "did_not_happen": move(Status.ACCEPTED, Status.LENT, to=Status.NOT_DONE),
    }
    OPEN = frozenset({Status.PROPOSED, Status.ACCEPTED, Status.LENT})
    # While its quantity is promised, and both have said yes.
    HELD = frozenset({Status.ACCEPTED, Status.LENT})
    # The two may write to each other from the moment they agreed; thanks come once it is done.
    TALKING = HELD | {Status.DONE}

    class Worked(models.TextChoices):
        """ "Did it work?", asked of each of the two once it is done."""

        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="exchanges")
    met = models.ForeignKey(Occurrence, models.PROTECT, null=True, blank=True, related_name="met_in")
    giver = models.ForeignKey(Person, models.PROTECT, verbose_name=_("gives"), related_name="gives")
    receiver = models.ForeignKey(Person, models.PROTECT, verbose_name=_("receives"), related_name="receives")
    proposer = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("proposed by"), related_name="proposes"
    )
    quantity = models.PositiveIntegerField(_("how many"), default=1)
    mode = models.CharField(_("how"), max_length=10, choices=Post.Mode, default=Post.Mode.GIVE)
    return_on = models.DateField(_("to be returned on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PROPOSED)
    # The borrower asks to keep it longer. Both were reminded: the day before the return, or the day after.
    asked_return_on = models.DateField(_("asked to keep it until"), null=True, blank=True)
    reminded_of = models.DateField(null=True, blank=True)
    worked_giver = models.CharField(_("did it work?"), max_length=10, choices=Worked, blank=True)
    worked_receiver = models.CharField(_("did it work?"), max_length=10, choices=Worked, blank=True)
    confirmed_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("proposed"), default=timezone.now)
    accepted_at = models.DateTimeField(_("agreed"), null=True, blank=True)
    handed_over_at = models.DateTimeField(_("lent out"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("swap")
        verbose_name_plural = _("swaps")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="exchange_is_between_two", condition=~Q(giver=F("receiver"))),
            models.CheckConstraint(
                name="exchange_proposed_by_one_of_the_two",
                condition=Q(proposer=F("giver")) | Q(proposer=F("receiver")),
            ),
            models.CheckConstraint(name="exchange_of_something", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="exchange_only_loans_return",
                condition=Q(mode="lend")
                | (Q(return_on=None, asked_return_on=None, handed_over_at=None) & ~Q(status="lent")),
            ),
            models.CheckConstraint(
                name="exchange_closed_at_when_closed",
                condition=Q(status__in=["proposed", "accepted", "lent"], closed_at__isnull=True)
                | Q(status__in=["declined", "withdrawn", "done", "not_done"], closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="exchange_agreed_before_done",
                condition=~Q(status__in=["accepted", "lent", "done", "not_done"])
                | Q(accepted_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="exchange_one_open_proposal_each",
                fields=["occurrence", "proposer"],
                condition=Q(status="proposed"),
            ),
        ]

    def __str__(self) -> str:
        return f"swap {self.public_id}"

    def get_absolute_url(self) -> str:
        return reverse("exchanges:exchange_detail", args=[self.public_id])

    @property
    def post(self) -> Post:
        return self.occurrence.post

    @property
    def times(self) -> list[Occurrence]:
        """The one or two occurrences that it takes from."""
        return [time for time in (self.occurrence, self.met) if time]

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @cached_property
    def is_apart(self) -> bool:
        """Did either of the two block the other? Asked once: who locks the swap reads it, and this, anew."""
        return Block.objects.between(self.giver_id, self.receiver_id).exists()

    @property
    def author(self) -> Person:
        """Whose post it is: the one of the two who did not propose."""
        return self.receiver if self.proposer_id == self.giver_id else self.giver

    def other(self, person: Person) -> Person:
        """The one of the two who is not this person."""
        return self.receiver if person.pk == self.giver_id else self.giver

    def worked_field(self, person: Person) -> str:
        """Where the answer to "did it work?" of this one of the two stands."""
        return "worked_giver" if person.pk == self.giver_id else "worked_receiver"


class ExchangeEvent(models.Model):
    """One step of a swap: who, what, when. No words."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="events")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    verb = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("step of a swap")
        verbose_name_plural = _("steps of swaps")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.pk}"
