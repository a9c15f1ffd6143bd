from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangesConfig(AppConfig):
    name = "exchanges"
    label = "exchanges"
    verbose_name = _("Exchanges")

    def ready(self) -> None:
        from members import joining, standing

        from . import moderation, notices, retention
        from .actions import part, part_rings
        from .models import project_person

        joining.continue_at("exchanges:welcome")
        joining.continue_call_at("exchanges:post_create")
        standing.when_changed(project_person)
        standing.when_blocked(part_rings)
        standing.when_blocked(part)
        moderation.register_all()
        notices.register_all()
        retention.declare_all()
