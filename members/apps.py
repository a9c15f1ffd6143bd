from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    label = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        from . import notices, pods, reportable, retention, rounds
        from .joining import registered as joining
        from .notices import sms
        from .talk import registered

        retention.declare_all()
        reportable.register_all()
        sms.refuse_nonsense()
        notices.register_group(
            "organizers", title=_("Reports and other work of organizers"), for_organizers=True
        )
        notices.register("report.waits", title=_("Something waits for an organizer"), group="organizers")
        notices.register(
            "report.safety",
            title=_("Somebody needs an organizer now"),
            group="organizers",
            is_urgent=True,
        )
        notices.register(
            "profiles.many", title=_("Somebody looks at very many people"), group="organizers", is_timely=True
        )
        notices.register_group("decisions", title=_("What organizers decide about you"))
        for kind, title in {
            "decision.made": _("Organizers wrote to you"),
            "decision.answer": _("You have an answer"),
            "decision.over": _("Something is over"),
            "decision.talk": _("Somebody offers to talk"),
        }.items():
            notices.register(kind, title=title, group="decisions", is_timely=True, is_decision=True)
        registered.register_all()
        joining.register_all()
        pods.register_all()
        rounds.register_all()
