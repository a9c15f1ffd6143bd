"""A hundred and twenty notes on the board, in every state, in eight languages."""

from . import about, care, food, home, standing_up

POSTS = (*food.POSTS, *care.POSTS, *home.POSTS, *about.POSTS, *standing_up.POSTS)
