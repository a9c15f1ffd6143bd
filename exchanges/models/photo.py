"""A picture of what is asked for or shared."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Person
from mutualaid.base.ids import public_id

from .draft import Draft
from .post import Post


def place(photo: "Photo", name: str) -> str:
    """Where the file goes: nothing of the name that it came with."""
    return f"photos/{photo.public_id}.webp"


class Photo(models.Model):
    """Drawn anew by us (exchanges.photos): no EXIF, no GPS. Without a post while its form is being filled.

    `draft`: who began the form goes on with it later, and finds the photo still chosen.
    """

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="photos")
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, blank=True, related_name="photos")
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    file = models.FileField(upload_to=place, max_length=60)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    alt = models.CharField(_("what it shows"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="photo_not_larger_than_1600", condition=Q(width__lte=1600, height__lte=1600)
            )
        ]

    def __str__(self) -> str:
        return f"photo {self.public_id}"
