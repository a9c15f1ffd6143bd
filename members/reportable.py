"""What of persons and listings can be reported, and how it is hidden."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.actions import listings
from directory.models import Service

from . import hiding, moderation
from .actions import hide_line, show_line
from .models import Person, Report
from .viewers import Viewer


def register_all() -> None:
    """Called once, from the app's `ready()`."""
    moderation.register(
        Person,
        name="person",
        url=Person.get_absolute_url,
        hide=hide_line,
        show=show_line,
        is_hidden=lambda person: person.line_hidden_at is not None,
        excerpt=lambda person, reporter: person.about,
        person_of=lambda person, reporter: person,
        find=find_person,
        shows=_("They also read the line about them. It can be hidden; a person never is."),
    )
    moderation.register(
        Service,
        name="listing",
        key="slug",
        url=lambda service: reverse("admin:directory_service_change", args=[service.pk]),
        hide=_hide_listing,
        show=_show_listing,
        is_hidden=lambda service: service.publication == Service.Publication.HIDDEN,
        excerpt=lambda service, reporter: f"{service.name}\n{service.description}",
        find=find_listing,
    )
    hiding.when_met(hiding.share_a_pod)


def find_person(viewer: Viewer, public_id: str) -> Person | None:
    """A person can be reported after a block, too, by either side."""
    return Person.objects.filter(public_id=public_id).exclude(status=Person.Status.PENDING).first()


def find_listing(viewer: Viewer, slug: str) -> Service | None:
    """What stands in the directory."""
    return Service.objects.published().filter(status__in=Service.SHOWN, slug=slug).first()


def _hide_listing(*, by: Person | None, subject: Service, reason: str) -> None:
    """Out of the directory: until an organizer has looked, or for the reason they give."""
    if by is None:
        listings.hide_until_checked(subject=subject)
        return
    is_risk = reason == Report.Reason.SAFETY
    why = Service.HiddenReason.UNSAFE if is_risk else Service.HiddenReason.OTHER
    listings.hide_for(by=by, subject=subject, reason=why)


def _show_listing(*, by: Person, subject: Service) -> None:
    """Back in the directory."""
    listings.restore_listing(by=by, subject=subject)
