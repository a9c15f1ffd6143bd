"""Everything that changes accounts and persons, a file a subject."""

from .accounts import add_passkey, open_account, remove_passkey, rename_passkey, want_second_step
from .addresses import change_email, undo_email
from .blocks import block, unblock
from .decisions import (
    answer_appeal,
    appeal,
    close_mediation,
    confirm_removal,
    decide,
    end_suspension,
    lift,
    offer_mediation,
)
from .leaving import come_back, erase, erase_due, leave, take_along
from .organizers import (
    change_network,
    make_organizer,
    remove_organizer,
    restore_person,
    reveal_phone,
    suspend_person,
)
from .persons import (
    change_profile,
    count_profile,
    enter_person,
    hear_of,
    hide_line,
    join,
    see,
    show_line,
    slip_hash,
    take_over,
)
from .portraits import end_tour, remove_portrait, set_portrait
from .reports import report, resolve_report
from .tables import close_table, open_table, table_hash
from .texts import change_text, drop_text, write_text

__all__ = [
    "add_passkey",
    "answer_appeal",
    "appeal",
    "block",
    "change_email",
    "change_network",
    "change_profile",
    "change_text",
    "close_mediation",
    "close_table",
    "come_back",
    "confirm_removal",
    "count_profile",
    "decide",
    "drop_text",
    "end_suspension",
    "end_tour",
    "enter_person",
    "erase",
    "erase_due",
    "hear_of",
    "hide_line",
    "join",
    "leave",
    "lift",
    "make_organizer",
    "offer_mediation",
    "open_account",
    "open_table",
    "remove_organizer",
    "remove_passkey",
    "remove_portrait",
    "rename_passkey",
    "report",
    "resolve_report",
    "restore_person",
    "reveal_phone",
    "see",
    "set_portrait",
    "show_line",
    "slip_hash",
    "suspend_person",
    "table_hash",
    "take_along",
    "take_over",
    "unblock",
    "undo_email",
    "want_second_step",
    "write_text",
]
