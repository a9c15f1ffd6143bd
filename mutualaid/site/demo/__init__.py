"""The demo neighbourhood: an invented harbour district where people already help each other.

The texts are plain data (`people`, `posts`, `threads`, `listings`); `making` turns them into rows,
through the same actions as the site. Always the same from the same seed; every date counts from today.
"""

SEED = 5550142
