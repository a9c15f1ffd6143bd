from django.apps import AppConfig
from django.forms import Field
from django.utils.translation import gettext_lazy as _

# Whatever is left empty, in every form: what to do about it. Said before any app is made ready: a form takes
# over the words that there are when it is imported.
Field.default_error_messages["required"] = _("Please fill this in.")


class BaseConfig(AppConfig):
    name = "mutualaid.base"
    label = "base"
    verbose_name = _("The network")

    def ready(self) -> None:
        from . import audit, limits, mail, models, retention, watch

        retention.declare(models.Network, kept=_("as long as the network lives"), on_leaving="kept")
        retention.declare(
            models.AuditEntry,
            kept=_("12 months; ids only, no names or words"),
            on_leaving="anonymised",
            purge=audit.purge,
            export=audit.of,
        )
        retention.declare(
            models.Mail,
            kept=_("7 days; its words only until it is sent"),
            on_leaving="erased",
            purge=mail.purge,
            erase=mail.forget,
            not_exported=_("you have it: it is in your mailbox"),
        )
        retention.declare(
            models.JobRun,
            kept=_("as long as there is such a job; nothing of anybody"),
            on_leaving="kept",
            purge=watch.purge,
        )
        retention.declare(
            models.Salt, kept=_("until the end of the next day"), on_leaving="erased", purge=limits.purge
        )
        retention.declare(
            models.Bucket,
            kept=_("until the end of the next day; a number that only that day's key could tie to anyone"),
            on_leaving="erased",
        )
        retention.declare(
            models.Word, kept=_("as long as listings use it; never from people's posts"), on_leaving="kept"
        )
