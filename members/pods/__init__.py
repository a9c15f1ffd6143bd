"""Pods: 5 to 30 neighbours who look after each other."""


def register_all() -> None:
    """Called once, from the app's `ready()`: what is told, what can be reported, who drops out when."""
    from .. import moderation, standing
    from ..models import Pod
    from . import actions, notices, pages, sections, talking

    notices.register_all()
    talking.register_all()
    sections.register("members/pods/_emergency.html", pages.emergency_section)
    standing.when_changed(actions.drop_out)
    standing.when_changed(actions.go_on_asking)
    moderation.register(
        Pod,
        name="pod",
        url=Pod.get_absolute_url,
        hide=actions.hide_pod,
        show=actions.restore_pod,
        is_hidden=lambda pod: pod.is_hidden,
        excerpt=lambda pod, reporter: "\n".join(filter(None, [pod.name, pod.area])),
        person_of=lambda pod, reporter: pages.point_of(pod),
    )
