from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "directory"
    label = "directory"
    verbose_name = _("Directory")

    def ready(self) -> None:
        # The one place where Django offers no call of ours: also after a test has emptied the tables.
        post_migrate.connect(load_terms, sender=self)
        declare_retention()
        declare_vocabulary()


def load_terms(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """The taxonomy and the guides that ship with the project, after every `migrate`."""
    from . import needs, phrases, shipped
    from .models import GuideText

    if GuideText._meta.db_table in connections[using].introspection.table_names():
        needs.load()
        phrases.load()
        shipped.load()


def declare_retention() -> None:
    """Nothing here belongs to a member: the directory is public."""
    from mutualaid.base import retention

    from . import forgetting, models

    told = _("90 days after organizers decided; an email address until they did")
    retention.declare(models.ChangeRequest, kept=told, on_leaving="kept", purge=forgetting.requests)
    retention.declare(models.RequestedChange, kept=told, on_leaving="kept")
    retention.declare(
        models.Check,
        kept=_("what neighbours confirm, without a name, a year; the rest as long as the listing"),
        on_leaving="kept",
        purge=forgetting.checks,
    )
    retention.declare(
        models.Use, kept=_("numbers by month, of nobody, a year"), on_leaving="kept", purge=forgetting.uses
    )
    retention.declare(
        models.ImportRun,
        kept=_("a week: then what was brought is in the directory, or not"),
        on_leaving="kept",
        purge=forgetting.imports,
    )
    done = {models.ChangeRequest, models.RequestedChange, models.Check, models.Use, models.ImportRun}
    kept = _("for as long as organizers keep it: the directory is public")
    for name in models.__all__:
        model: Any = getattr(models, name)
        if name != "RESERVED" and not model._meta.abstract and model not in done:
            retention.declare(model, kept=kept, on_leaving="kept")


def declare_vocabulary() -> None:
    """Public texts that misspelt searches are set right by: of listings, guides, the taxonomy, phrases."""
    from django.db.models import TextField, Value
    from django.db.models.functions import Concat

    from mutualaid.base import words

    from . import models

    def joined(*names: str) -> Concat:
        parts = [part for name in names for part in (name, Value(" "))]
        return Concat(*parts, output_field=TextField())

    def texts(model: Any, condition: dict[str, Any], *names: str) -> Callable[[], Any]:
        return lambda: model.objects.filter(**condition).values_list(joined(*names))

    shown = {"publication": models.Service.Publication.PUBLISHED, "is_confidential": False}
    words.source(texts(models.Service, shown, "name", "alternate_name", "description"))
    for term in (models.Need, models.Community):
        words.source(texts(term, {"is_retired": False}, "name_en", "name_es", "also_en", "also_es"))
    words.source(texts(models.Phrase, {}, "text"))
    now = {
        "guide__publication": models.Guide.Publication.PUBLISHED,
        "pk__in": models.GuideText.objects.current(),
    }
    words.source(texts(models.GuideText, now, "title", "summary"))
