"""Every change to posts and swaps goes through one of these doors."""

from .content import PostContent
from .exchanges import (
    accept,
    decline,
    did_not_happen,
    done,
    hand_over,
    part,
    propose,
    thank,
    withdraw,
)
from .photos import add_photo
from .posts import (
    close_post,
    create_first_posts,
    create_post,
    edit_post,
    expire_post,
    hide_post,
    pause_post,
    reopen_post,
    restore_post,
    withdraw_post,
)
from .rings import answer_ring, expire_ring, part_rings, propose_ring
from .thread import Picture, read, say

__all__ = [
    "Picture",
    "PostContent",
    "accept",
    "add_photo",
    "answer_ring",
    "close_post",
    "create_first_posts",
    "create_post",
    "decline",
    "did_not_happen",
    "done",
    "edit_post",
    "expire_post",
    "expire_ring",
    "hand_over",
    "hide_post",
    "part",
    "part_rings",
    "pause_post",
    "propose",
    "propose_ring",
    "read",
    "reopen_post",
    "restore_post",
    "say",
    "thank",
    "withdraw",
    "withdraw_post",
]
