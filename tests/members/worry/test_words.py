"""What a network worries about, and what is ordinary mutual aid."""

import time

import pytest

from members.worry.words import find, shipped, topic_of

WARNS = [
    ("money", "Just send me a gift card and I will pay you back"),
    ("money", "You pay by Western Union first"),
    ("money", "Great investment opportunity, guaranteed profits!"),
    ("money", "I only take BITCOIN"),
    ("money", "There is a small processing fee"),
    ("money", "Text me your card number and bank details"),
    ("money", "Compra dos tarjetas de regalo y te devuelvo el dinero"),
    ("money", "Pago por adelantado, por favor"),
    ("money", "Mándame tus datos bancarios"),
    ("money", "Invierte en criptomonedas conmigo"),
    ("codes", "You get a text: send me the code"),
    ("codes", "Tell me the code you received"),
    ("codes", "Pásame el código que te llegó"),
    ("codes", "Dime tu PIN y lo arreglo"),
    ("medicines", "Selling pills, cheap"),
    ("medicines", "I have leftover antibiotics for whoever needs them"),
    ("medicines", "Xanax, no questions"),
    ("medicines", "Tengo antibioticos que me sobran"),
    ("weapons", "Two hunting rifles to lend"),
    ("weapons", "Presto escopeta y munición"),
    ("weapons", "Anybody has a gun to spare?"),
]
FINE = [
    "Solidarity cash for the rent, no strings",
    "I need 50 euros until Friday for the electricity bill",
    "We put money together for the family at number nine",
    "Can somebody pick up a prescription at the pharmacy?",
    "A lift to the doctor to fetch my insulin",
    "I can collect your medicine while I am in town",
    "Help with filling in the form at the bank",
    "Teach me how to pay bills online",
    "Glue gun to borrow for the school play",
    "Heat gun and nail gun to lend, with a ladder",
    "Vegetable and herb seedlings, take what you like",
    "Company on the way to the vaccination",
    "The code for the door is given when we agree",
    "Somebody who can help me reset a password",
    "Efectivo solidario para el alquiler",
    "¿Alguien puede recoger mi receta en la farmacia?",
    "Ayuda con la factura de la luz",
    "Pistola de silicona para prestar",
    "Acompaño a quien va al médico por sus medicinas",
    "Reunimos dinero para la familia del quinto",
    "Cargo books and card games for the afternoon",
    "A begun puzzle, a rifled deck of cards, a shot of oil for the hinge",
]


@pytest.mark.parametrize(("topic", "text"), WARNS)
def test_warns(topic, text):
    assert {found.topic for found in find(text, shipped())} == {topic}


@pytest.mark.parametrize("text", FINE)
def test_ordinary_mutual_aid_is_let_be(text):
    assert find(text, shipped()) == []


@pytest.mark.parametrize(
    ("phrase", "text", "is_found"),
    [
        ("tarjeta regalo", "TARJETAS  REGALO", True),
        ("munición", "Municion", True),
        ("knife", "knives", False),
        ("party", "parties", True),
        ("parties", "party", False),
        ("box", "boxes", False),
        ("boxer", "boxers", True),
        ("code", "decode", False),
        ("code", "codec", False),
        ("pay me", "pay, me", True),
        ("pay me", "pay\nme", False),
        ("1234", "12345", False),
        ("¡", "¡Hola!", False),
        ("a|b", "b", False),
    ],
)
def test_whole_words_any_case_accent_and_plural(phrase, text, is_found):
    assert bool(find(text, [phrase])) is is_found


def test_found_as_the_list_writes_it_in_its_order():
    found = find("crypto, and a GIFT card", ["Gift Card", "crypto", "rifle", "crypto"])
    assert [one.phrase for one in found] == ["Gift Card", "crypto"]
    assert (topic_of("gift CARDS"), topic_of("our own word")) == ("other", "other")


def test_nothing_to_look_for_or_in():
    assert (find("", ["gun"]), find("gun", []), find("gun", ["", "  "])) == ([], [], [])


def test_a_long_text_takes_no_time():
    text = "We cook for whoever comes, bring a pot and a friend. " * 95
    find(text, shipped())
    started = time.process_time()
    for _time in range(10):
        find(text, shipped())
    assert time.process_time() - started < 1
