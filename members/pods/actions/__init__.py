"""Everything that changes pods, a file a subject."""

from .asking import ask_to_join, decline_ask, go_on_asking, let_in, take_back_ask
from .dividing import split_pod
from .emergency import set_skills
from .inviting import invite, revoke, use_code
from .linking import agree_link, ask_link, end_link
from .making import change_pod, create_pod, hide_pod, rename_pod, restore_pod, start_pod
from .neighbours import (
    add_neighbour,
    change_neighbour,
    reach_neighbour,
    remind_to_ask_again,
    remove_neighbour,
    still_yes,
    stop_reaching,
)
from .people import appoint, drop_out, leave_pod, put_in_pod, set_role, take_out_of_pod
from .turns import remind_to_rotate

__all__ = [
    "add_neighbour",
    "agree_link",
    "appoint",
    "ask_link",
    "ask_to_join",
    "change_neighbour",
    "change_pod",
    "create_pod",
    "decline_ask",
    "drop_out",
    "end_link",
    "go_on_asking",
    "hide_pod",
    "invite",
    "leave_pod",
    "let_in",
    "put_in_pod",
    "reach_neighbour",
    "remind_to_ask_again",
    "remind_to_rotate",
    "remove_neighbour",
    "rename_pod",
    "restore_pod",
    "revoke",
    "set_role",
    "set_skills",
    "split_pod",
    "start_pod",
    "still_yes",
    "stop_reaching",
    "take_back_ask",
    "take_out_of_pod",
    "use_code",
]
