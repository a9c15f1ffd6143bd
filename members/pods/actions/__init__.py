"""Everything that changes pods, a file a subject."""

from .asking import ask_to_join, decline_ask, go_on_asking, let_in, take_back_ask
from .inviting import invite, revoke, use_code
from .making import change_pod, create_pod, hide_pod, rename_pod, restore_pod, start_pod
from .people import drop_out, leave_pod, put_in_pod, set_role, take_out_of_pod

__all__ = [
    "ask_to_join",
    "change_pod",
    "create_pod",
    "decline_ask",
    "drop_out",
    "go_on_asking",
    "hide_pod",
    "invite",
    "leave_pod",
    "let_in",
    "put_in_pod",
    "rename_pod",
    "restore_pod",
    "revoke",
    "set_role",
    "start_pod",
    "take_back_ask",
    "take_out_of_pod",
    "use_code",
]
