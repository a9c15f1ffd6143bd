"""Three pods: one that is busy, one that asks for a few more, one that has just begun. All of it invented."""

from .words import PodText, PostText, SaidText

PODS = (
    PodText(
        key="coopers",
        name="Cooper's Yard",
        area="between Alder Street and the canal",
        squares=((2, 2), (2, 3)),
        languages=("en", "es"),
        agreed=(
            "We meet on the first Sunday, on the steps, with tea.\n"
            "When the power is out: whoever is up first knocks on the three doors next to theirs.\n"
            "The key to the shed hangs at Olu's."
        ),
        openness="seeking",
        ago=120,
        point="priya",
        backup="ana",
        members=("nadia", "lucia", "june", "yusuf", "hana", "ivo"),
        neighbours=(
            ("Mr Bell", "He hears badly: knock twice, and wait.", "nadia"),
            ("Old Tess", "She likes company more than help.", "yusuf"),
        ),
        skills={
            "priya": (("first_aid", "water"), "Rain barrels: water for forty"),
            "ana": (("cook",), "A gas ring that works without power"),
            "nadia": (("first_aid",), ""),
            "yusuf": (("languages", "listening"), "Somali, and some Arabic"),
        },
        said=(
            SaidText(
                "priya", 12, "Tea on Sunday at ten. Bring a cup, there are never enough.", announced=True
            ),
            SaidText("lucia", 11, "Llevo pan dulce.", language="es"),
            SaidText(
                "yusuf", 11, "Tess says yes to tea and no to being fetched. So I shall just happen to pass."
            ),
            SaidText(
                "priya",
                3,
                "It gets hot from Thursday on. I start a round on Thursday morning.",
                announced=True,
            ),
            SaidText("ana", 2, "Ivo's fan is broken. Ben looks at it tonight."),
        ),
        reach={
            "priya": ("555-0161", ("en",)),
            "ana": ("555-0162", ("en", "es")),
            "nadia": ("555-0163", ("en", "ar")),
            "yusuf": ("555-0164", ("en", "so")),
            "lucia": ("555-0165", ()),
            "hana": ("555-0166", ()),
        },
        round="Heat wave",
        answers=(
            ("nadia", "ok", ""),
            ("yusuf", "ok", ""),
            ("lucia", "need", "Alguien que suba agua. El ascensor no va."),
        ),
    ),
    PodText(
        key="ropewalk",
        name="The Ropewalk stairs",
        area="the three houses at the old rope store",
        squares=((5, 2), (5, 3), (6, 2)),
        languages=("en", "es", "ar"),
        agreed="Doors are knocked on, never opened. Keys: Ruth and Hassan. We speak slowly.",
        openness="open",
        ago=300,
        point="ruth",
        backup="hassan",
        members=("rosa", "frank", "jo", "piotr", "dario", "amina", "gwen", "kwame", "stan", "zoe"),
        neighbours=(("The lady on the top floor", "Speaks Polish. Piotr knows her.", "piotr"),),
        skills={
            "hassan": (("car",), "Seven seats"),
            "piotr": (("electricity",), "Water, gas, heating"),
            "jo": (("night",), "I am at home, and awake"),
        },
        said=(
            SaidText("ruth", 20, "The hall is ours on Fridays from now on.", announced=True),
            SaidText("jo", 19, "The ramp at the side door is back. I tried it."),
        ),
    ),
    PodText(
        key="saltings",
        name="Boats and saltings",
        area="by the slipway",
        squares=((7, 7), (8, 8)),
        languages=("en", "vi"),
        agreed="",
        openness="seeking",
        ago=9,
        point="lewis",
        backup="",
        members=("vinh", "maureen"),
        neighbours=(),
        skills={},
        said=(SaidText("lewis", 8, "Three of us. Two more, and we are a pod.", announced=True),),
    ),
)

# What only a pod reads on its board.
POSTS = (
    PostText(
        key="fan for Ivo",
        author="ana",
        kind="request",
        form="resource",
        needs=("repairs",),
        title="A fan for Ivo while his is mended",
        text="Any size. He is on the ground floor, and it is like an oven in there.",
        ago=2,
        mode="lend",
        day=6,
        pod="coopers",
    ),
    PostText(
        key="water for the stairs",
        author="hassan",
        kind="offer",
        form="service",
        needs=("heavy-lifting",),
        title="I carry water up on the hot days",
        text="Leave the empty ones by the door before eight.",
        ago=3,
        day=5,
        at="08:00",
        pod="ropewalk",
    ),
)
