from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    label = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        from mutualaid.base import retention

        from . import models, moderation, notices

        retention.declare(models.User, kept=_("as long as the account is used"), on_leaving="erased")
        retention.declare(models.Person, kept=_("as long as the account is used"), on_leaving="erased")
        retention.declare(models.Block, kept=_("as long as both are here"), on_leaving="erased")
        retention.declare(models.Notice, kept=_("90 days"), on_leaving="erased", purge=notices.purge)
        retention.declare(models.Report, kept=_("12 months, 24 for safety"), on_leaving="anonymised")
        moderation.register(
            models.Person,
            name="person",
            url=models.Person.get_absolute_url,
            person_of=lambda person: person,
            find=moderation.find_person,
        )
        notices.register("report.waits", title=_("Something waits for an organizer"))
