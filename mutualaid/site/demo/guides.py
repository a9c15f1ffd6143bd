"""Six short guides, placeholders for the longer ones: few words, but true ones."""

from .words import GuideText as G

GUIDES = (
    G(
        "start-a-pod",
        "Start a pod",
        "Five to thirty neighbours who look after each other, from the first knock to the first dinner.",
        (
            "A pod is as many people as fit on one staircase or one end of a street. You need a name, a "
            "person to call, a second person for when the first is ill, and one way to reach everybody.",
            "Begin with two. Walk your street together in daylight with a flyer that has a cross street "
            "and a phone number on it, never your house number. Say: we are neighbours, we want to know "
            "who we can ring.",
            "Meet within two weeks, with food. Ask one thing each: what could you use a hand with, and "
            "what could you share? Write down first names and how somebody likes to be reached. No more.",
            "Agree on one small thing and do it: a phone tree, a key box, a soup. Doing it is what makes a "
            "pod.",
        ),
        ("organizing", "joining-a-group"),
    ),
    G(
        "phone-tree",
        "Make a phone tree",
        "Everybody is called, nobody calls more than five, and it works without the internet.",
        (
            "Put the person who starts at the top. Under them three names, under each of those three more. "
            "Who likes the phone calls; who does not is called.",
            "Everybody gets only the numbers they ring themselves, on paper, beside the phone. The whole "
            "sheet is with two people.",
            "Cannot reach somebody? Try again after an hour, then ring back up the tree. The last in each "
            "branch rings the top: that is how you know it went round.",
            "Practise twice a year with a joke. If the joke comes back different, the tree works.",
        ),
        ("phone-calls", "disasters", "organizing"),
    ),
    G(
        "safe-handover",
        "Hand things over safely",
        "A few habits that keep both sides well, and let everybody say no.",
        (
            "The first time, meet where people are about: the hall, the library, a café. Tell somebody "
            "where you go, or bring them. It is kind to offer the same to the other.",
            "Shopping for somebody: leave it on the doorstep, ring, step back and wait until they wave. "
            "They pay the shop or give you the sum on the receipt. Nobody needs your bank card or your "
            "PIN, ever, and a neighbour who asks for it is not one.",
            "Medicine stays in its closed bag. You do not ask what it is.",
            "A swap may end at any moment, without a reason. If something felt wrong, tell an organizer: "
            "report is on every page, and on the phone.",
        ),
        ("errands", "medicine", "organizing"),
    ),
    G(
        "free-fridge",
        "Look after a free fridge",
        "What goes in, what stays out, and how it stays loved.",
        (
            "In: fruit and vegetables, bread, sealed tins and jars, milk that is in date, cooked food from "
            "a clean kitchen with its name, what is in it and the day. Out: raw meat and fish, opened "
            "packets, alcohol, baby milk that was opened.",
            "Two people a day wipe and sort: ten minutes, gloves, warm water and soap first, then spray. "
            "Below five degrees, a thermometer on the shelf says so.",
            "No camera, no list, no question. Who takes a lot has many to feed.",
        ),
        ("free-fridge", "groceries"),
    ),
    G(
        "heat-and-power-cut",
        "Heat wave or power cut: who rings whom",
        "The first hours, for a street.",
        (
            "Ring first who lives alone, who needs power for a machine or cold for a medicine, who is on "
            "the top floor, who has a new baby. Ask: water? light? somebody with you? When do I ring again?",
            "Heat: shade and wet cloths, water before thirst, curtains closed by day, windows open by "
            "night. Confused, hot and dry, or cannot be woken: ring the emergency number at once.",
            "No power: torches, not candles. Never a grill or a generator indoors, it kills without a "
            "smell. One warm room for several people is better than five cold ones.",
            "Write on the hall's door what is open, what is needed and when you look again.",
        ),
        ("disasters", "warm-and-cool"),
    ),
    G(
        "empezar",
        "Cómo pedir sin vergüenza",
        "Pedir también es dar: alguien espera para ser útil.",
        (
            "Ayuda mutua no es caridad. Hoy pides una mano con el formulario; mañana alguien te pide una "
            "sopa. Nadie lleva la cuenta.",
            "Di qué, para cuándo y cómo: «un abrigo de niño, antes del domingo, lo recojo yo». Lo pequeño "
            "se cumple antes. No hace falta explicar por qué.",
            "Si el tema es delicado, escríbelo sin tu nombre o llama por teléfono: una persona de la red "
            "lo escribe por ti.",
        ),
        ("organizing", "new-here"),
        "es",
    ),
)
