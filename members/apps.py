from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    label = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        from . import moderation, notices, pods, retention
        from .models import Person
        from .notices import sms
        from .talk import registered

        retention.declare_all()
        moderation.register(
            Person,
            name="person",
            url=Person.get_absolute_url,
            person_of=lambda person, reporter: person,
            find=moderation.find_person,
        )
        sms.refuse_nonsense()
        notices.register_group(
            "organizers", title=_("Reports and other work of organizers"), for_organizers=True
        )
        notices.register("report.waits", title=_("Something waits for an organizer"), group="organizers")
        registered.register_all()
        pods.register_all()
