"""Everything that changes pods, a file a subject."""

from .making import change_pod, create_pod, hide_pod, rename_pod, restore_pod, start_pod
from .people import drop_out, leave_pod, put_in_pod, set_role, take_out_of_pod

__all__ = [
    "change_pod",
    "create_pod",
    "drop_out",
    "hide_pod",
    "leave_pod",
    "put_in_pod",
    "rename_pod",
    "restore_pod",
    "set_role",
    "start_pod",
    "take_out_of_pod",
]
