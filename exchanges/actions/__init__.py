"""Every change to posts and swaps goes through one of these doors."""

from .after import agree_to_wall, say_worked, take_off_wall, thank
from .again import reopen_post
from .calendar import drop_calendar_key, fingerprint, make_calendar_key
from .content import PostContent
from .dates import change_occurrence, restore_occurrence, skip_occurrence, turn_recurring
from .drafts import drop_draft, keep_draft
from .ending import end_all
from .exchanges import (
    accept,
    answer_reason,
    decline,
    did_not_happen,
    done,
    part,
    propose,
    propose_dates,
    withdraw,
)
from .gathering_days import (
    ask_gatherings,
    close_gatherings,
    gathering_did_not_happen,
    gathering_done,
    remind_gatherings,
)
from .gatherings import (
    change_coming,
    decline_coming,
    join_gathering,
    leave_all,
    leave_gathering,
    mute_coming,
    part_at_gatherings,
)
from .handovers import agree_handover, drop_handover, propose_handover
from .loans import ask_to_keep, hand_over, let_keep, remind_returns, set_return, want_back
from .locks import lock_all_of, lock_between
from .matches import match_post, put_aside
from .photos import add_photo
from .posts import (
    begin_posts,
    close_post,
    create_first_posts,
    create_post,
    edit_post,
    hide_post,
    hide_until_decided,
    pause_post,
    restore_post,
    withdraw_post,
)
from .reminders import nudge_due, remind_due
from .reveals import take_back, take_back_between, tell
from .rings import (
    answer_ring,
    expire_ring,
    expire_rings,
    part_rings,
    propose_found_rings,
    propose_ring,
)
from .searches import change_search, drop_search, keep_search, tell_due, tell_of_post
from .still import answer_still_so, expire_post, pass_days, turn_posts
from .thread import Picture, hide_message, read, say, show_message

__all__ = [
    "Picture",
    "PostContent",
    "accept",
    "add_photo",
    "agree_handover",
    "agree_to_wall",
    "answer_reason",
    "answer_ring",
    "answer_still_so",
    "ask_gatherings",
    "ask_to_keep",
    "begin_posts",
    "change_coming",
    "change_occurrence",
    "change_search",
    "close_gatherings",
    "close_post",
    "create_first_posts",
    "create_post",
    "decline",
    "decline_coming",
    "did_not_happen",
    "done",
    "drop_calendar_key",
    "drop_draft",
    "drop_handover",
    "drop_search",
    "edit_post",
    "end_all",
    "expire_post",
    "expire_ring",
    "expire_rings",
    "fingerprint",
    "gathering_did_not_happen",
    "gathering_done",
    "hand_over",
    "hide_message",
    "hide_post",
    "hide_until_decided",
    "join_gathering",
    "keep_draft",
    "keep_search",
    "leave_all",
    "leave_gathering",
    "let_keep",
    "lock_all_of",
    "lock_between",
    "make_calendar_key",
    "match_post",
    "mute_coming",
    "nudge_due",
    "part",
    "part_at_gatherings",
    "part_rings",
    "pass_days",
    "pause_post",
    "propose",
    "propose_dates",
    "propose_found_rings",
    "propose_handover",
    "propose_ring",
    "put_aside",
    "read",
    "remind_due",
    "remind_gatherings",
    "remind_returns",
    "reopen_post",
    "restore_occurrence",
    "restore_post",
    "say",
    "say_worked",
    "set_return",
    "show_message",
    "skip_occurrence",
    "take_back",
    "take_back_between",
    "take_off_wall",
    "tell",
    "tell_due",
    "tell_of_post",
    "thank",
    "turn_posts",
    "turn_recurring",
    "want_back",
    "withdraw",
    "withdraw_post",
]
