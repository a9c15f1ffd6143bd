"""A hundred and twenty-six notes on the board, in every state, in eight languages."""

from . import about, care, circles, food, home, standing_up

POSTS = (*food.POSTS, *care.POSTS, *home.POSTS, *about.POSTS, *standing_up.POSTS, *circles.POSTS)
