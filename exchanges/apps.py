from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangesConfig(AppConfig):
    name = "exchanges"
    label = "exchanges"
    verbose_name = _("Exchanges")

    def ready(self) -> None:
        from members import joining, standing
        from members.pods import sections
        from members.rounds import requests

        from . import moderation, notices, retention
        from .actions import (
            begin_posts,
            end_all,
            leave_all,
            lock_all_of,
            lock_between,
            part,
            part_at_gatherings,
            part_rings,
            take_back_between,
        )
        from .models import project_person
        from .pages import pod
        from .still import telling

        joining.continue_at("exchanges:welcome")
        joining.continue_call_at("exchanges:post_create")
        requests.continue_at("exchanges:post_create")
        standing.when_changed(lock_all_of)
        standing.when_changed(project_person)
        standing.when_changed(begin_posts)
        standing.when_changed(leave_all)
        standing.when_changed(end_all)
        standing.when_blocked(lock_between)
        standing.when_blocked(part_rings)
        standing.when_blocked(part)
        standing.when_blocked(part_at_gatherings)
        standing.when_blocked(take_back_between)
        sections.register("exchanges/_pod_board.html", pod.section)
        moderation.register_all()
        notices.register_all()
        telling.register_all()
        retention.declare_all()
