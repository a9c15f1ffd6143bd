"""Three neighbours at a time: one circle that waits for a last yes, one that was closed and enjoyed."""

from ..words import RingText as R

RINGS = (
    R(
        pairs=(("cv", "hoja-de-vida"), ("painting", "wall"), ("ana-machine", "washing")),
        by="marisol",
        ago=1.3,
        says_yes=(("zoe", 2), ("mateo", 9)),
    ),
    R(
        pairs=(("bikes", "cellar-bike"), ("letters", "council-letter"), ("haircut", "ben-haircut")),
        by="olu",
        ago=19,
        says_yes=(("cleo", 1), ("ben", 3), ("leila", 7)),
        ended=150,
        thanks=(
            (
                "leila",
                "It turns, it rings, it stops. I have been to the lighthouse and back before breakfast.",
            ),
            ("cleo", "Two polite lines did what my four loud pages could not. The bench stays."),
            ("ben", "My sister cried at the wedding, and for once not about my hair."),
        ),
    ),
)
