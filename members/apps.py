from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    label = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        from mutualaid.base import retention

        from . import models, notices

        retention.declare(models.User, kept=_("as long as the account is used"), on_leaving="erased")
        retention.declare(models.Person, kept=_("as long as the account is used"), on_leaving="erased")
        retention.declare(models.Block, kept=_("as long as both are here"), on_leaving="erased")
        retention.declare(models.Notice, kept=_("90 days"), on_leaving="erased", purge=notices.purge)
