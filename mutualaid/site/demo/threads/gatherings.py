"""Who comes to what several neighbours do at once, and what they write to each other."""

from ..words import GatheringText as G

GATHERINGS = (
    G(
        post="swap-day",
        joins=(
            ("maureen", 2, 2, "A cake for the other four"),
            ("ana", 5, 2, "My daughter, who folds better than I do"),
            ("dot", 20, 1, "Safety pins"),
            ("teo", 24, 1, ""),
            ("ben", 30, 1, "The trolley, if the wheels hold"),
            ("zoe", 44, 1, ""),
        ),
        leaves=(("teo", 50),),
        says=(
            ("maureen", 3, "Two hands, and cake. Who opens the hall?"),
            ("elif", 4, "I do, at half past eight. You are the first at the rail."),
            ("ana", 21, "We carry the big mirror down. It needs one more tall person."),
            ("ben", 52, "Somebody made room for me. I am tall, and I bring the trolley for the mirror."),
            ("elif", 53, "Then we are six. Thank you, all of you."),
        ),
    ),
    G(
        post="dumplings",
        joins=(
            ("arjun", 8, 2, "Ginger"),
            ("leila", 30, 1, "Tea"),
            ("ben", 70, 1, ""),
        ),
        says=(
            ("mei", 9, "Two tables, so there is room for elbows. Is anybody allergic to sesame?"),
            ("leila", 31, "Not I. May I bring a friend who only watches?"),
            ("mei", 32, "Watching is how it begins."),
        ),
    ),
)
