"""What somebody began to write and did not post yet."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Person
from mutualaid.base.crypto import EncryptedTextField

from .post import Post


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, by: Person, person: Person) -> "DraftQuerySet":
        """What `by` began for `person`, the latest first. Whoever typed it is the only one who gets at it."""
        return self.filter(by=by, person=person)


class Draft(models.Model):
    """A new post while it is being written, kept with each pause for whoever types. Nobody else sees it.

    `fields` is JSON: a list of the values of each field of the form, as a browser sends them. `public_id` is
    drawn with the page, before anything is kept: a page that is open twice keeps two drafts.
    """

    MOST = 5  # for one who types
    LONGEST = 16_000  # characters of JSON: four times the longest post

    public_id = models.CharField(max_length=12, editable=False)
    by = models.ForeignKey(Person, models.CASCADE, verbose_name=_("who types"), related_name="drafts")
    person = models.ForeignKey(Person, models.CASCADE, verbose_name=_("for whom"), related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Post.Kind, blank=True)
    fields = EncryptedTextField(_("what was typed"))
    updated_at = models.DateTimeField(_("kept"), default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-updated_at", "-pk"]
        constraints = [models.UniqueConstraint(name="draft_once", fields=["by", "public_id"])]

    def __str__(self) -> str:
        return f"draft {self.pk}"
