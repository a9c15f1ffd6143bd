"""What is pointed out before it is posted, and what is let be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchanges.private_words import Kind, find, pieces, take_out

# What is to be found stands between « and ».
ADDRESSES = [
    "Come to «14» Elm Street, ring twice",
    "I live at «221b» Baker St.",
    "«100» West 42nd Street, second bell",
    "Leave it at «7» St James Road",
    "It is «1200» North Alder Ave",
    "«5» Mill Lane",
    "«14» elm street",
    "pick it up at «14a» elm st please",
    "«23» long lane, behind the church",
    "«8» Old Orchard Close is where",
    "«8», Alder Road",
    "«14-16» Alder Road",
    "Elm St. «14»",
    "Elm St. «14».",
    "Elm Street «14», third bell",
    "Elm Street, «No. 12»",
    "Alder Road «number 12» on the left",
    "elm street «14» near the park",
    "Alder Square «3» (back door)",
    "calle Olmo «14, 3º B»",
    "Calle del Olmo «14»",
    "calle olmo «14» por la tarde",
    "en la calle Olmo «nº 14»",
    "C/ Mayor, «5»",
    "C/Mayor «5»",
    "c/ San Juan de la Cruz, «22», bajo",
    "Avda. de la Constitución «23»",
    "avenida Libertad «101» y llama al timbre",
    "Plaza Mayor «1»",
    "Plaza de los Olmos, «4, 2º izq»",
    "paseo del Río «núm. 8»",
    "Ctra. de Alder «45»",
    "Calle 25 de Mayo «n° 150»",
    "Av. 18 de Julio «1234»",
    "P.º de la Castellana, «3»",
    "Elm Street («14»)",
    "Carrera 7 «# 12-34»",
    "Calle 10 «#5-20»",
    "«12» rue de la Paix",
    "Elmstraße «14»",
    "Kerkstraat «12a»",
    "«Apt 3B»",
    "It is «apt. 12», top bell",
    "«Apartment 4»",
    "ring «flat 2»",
    "«Flat B» please",
    "the house is «No. 12»",
    "«house number 12»",
    "«piso 2»",
    "«piso 2º», el timbre rojo",
    "«3º B»",
    "vivo en el «2º izq». de la esquina",
    "«puerta 7»",
    "«portal 3, 2º A»",
    "«bajo B»",
    "«nº 12»",
    "at «51.05431, 3.71742»",
    "«9F3H6P8G+2X» on a map",
    "the door is at «///apple.ladder.spoon»",
    "«https://maps.app.goo.gl/abc123»",
]
PHONES = [
    "Call me: «555 0100»",
    "«555-0100»",
    "«5550100»",
    "«(555) 010-0199»",
    "«+1 (555) 010-0199»",
    "«1-800-555-0199»",
    "«555.010.0199»",
    "«+34 600 123 456»",
    "«600 123 456»",
    "«600123456»",
    "tel. «91 555 01 00»",
    "«0034 600 12 34 56»",
    "«020 7946 0018»",
    "«+44 20 7946 0018»",
    "«07700 900123»",
    "«0171/1234567»",
    "«+49 (0)30 123456»",
    "«06 12 34 56 78»",
    "«06.12.34.56.78»",
    "«06-12345678»",
    "«+32 470 12 34 56»",
    "«11 5555-0100» por la noche",
    "«+52 55 5555 0100»",
    "«555\u00a0010\u00a0199»",
    "26/11/2026, «600 123 456»",
    "at 18:30, or ring «555 0100».",
    "call «555010» (the village)",
    "llama al «555 010»",
    "whatsapp «600123456» after six",
]
EMAILS = [
    "«ana@example.org»",
    "write to «ana.maria+post@mail.example.org».",
    "«ana @ example.org»",
    "«ana [at] example [dot] org»",
    "«ana(at)example.org»",
    "«name at example dot org»",
    "«ana arroba ejemplo punto org»",
    "«ana at mail dot example dot com», thanks",
]
CHATS = [
    "«https://chat.whatsapp.com/Ab12Cd34»",
    "«wa.me/34600123456»",
    "join «t.me/alderflats»",
    "I am «@ana_alder»",
    "instagram: «ana.alder»",
    "Telegram: «@ana_alder» or knock",
    "«www.facebook.com/groups/alder» has more",
]
INNOCENT = [
    "12 jars",
    "9 to 11",
    "9-11",
    "from 9 to 11 on Elm Street",
    "18:30",
    "18.30-20.00",
    "9.30 - 11.30",
    "at 10.15 or 11.15",
    "2 x 500 g",
    "2 x 500g and 3 x 1 l",
    "24/7",
    "5 km",
    "about 10-12 km away",
    "12,50 € or 15 €",
    "$1,250.00",
    "between 1000 and 1500",
    "1000-1500 kcal",
    "12.50 - 15.00 €",
    "10 000 000 €",
    "1.250.000 trees",
    "26/11/2026",
    "2026-11-26",
    "26.11.2026",
    "26-11-26",
    "26/11 and 27/11",
    "20261126",
    "from 1.11.2026 to 3.11.2026 18:30",
    "2026-2027",
    "for about 10 people",
    "at 10 people we start",
    "bus 14",
    "bus 14 to Elm Street",
    "take bus 14, Elm Street stop",
    "bus 14 Elm Street",
    "lines 14 15 16 17",
    "línea 5 hasta Plaza Mayor",
    "3 kids",
    "3 kids down the road",
    "a 20 minute road trip",
    "2 hours on the road",
    "a lift to Elm Street",
    "the corner of Elm Street and Mill Lane",
    "on 42nd Street",
    "5th Avenue",
    "Elm Street 9 to 11",
    "Elm Street, 14 jars of jam",
    "Elm Street at 5",
    "Elm Street 5 pm",
    "Main Street 18.30",
    "Elm Street 14 November",
    "14 November Elm Street fair",
    "Plaza Mayor, 14 de noviembre",
    "Plaza Mayor a las 5",
    "Plaza Mayor 12 tarros de mermelada",
    "calle Mayor de 9 a 11",
    "calle 14",
    "calle 5 de Mayo",
    "116 123",
    "for 3-4 kids of 10-12 years",
    "Mon-Fri 9.00-17.00, Sat 10.00-14.00",
    "en la calle con 5 mesas",
    "paseo con 2 perros",
    "camino de 5 km",
    "2 € c/u",
    "third floor, no lift",
    "3rd floor, no lift",
    "tercer piso sin ascensor",
    "piso 3, sin ascensor",
    "3º sin ascensor",
    "a flat with 2 rooms",
    "a flat 2 km away",
    "flat 2 tyres on my bike",
    "No, 12 is enough",
    "no 12 jars left",
    "sizes 36 38 40 42",
    "shoes 36-38-40-42",
    "ages 8 10 12 14",
    "talla nº 38",
    "desk 120 x 60 x 75 cm",
    "desk 120-60-75 cm",
    "ISBN 978-3-16-148410-0",
    "call 112",
    "ring twice, 2 rings",
    "text me at 18 30",
    "in 2026 we were 12",
    "100-200 g",
    "1/2 kg, 3/4 l",
    "@ 5 pm @home",
    "jam @ the library. Come early",
    "look at a dot on the map",
    "meet at example.org's stall",
    "www.example.org/jam",
    "1. soup 2. bread 3. jam",
    "90210-1234",
    "vitamin B12, 4 AA batteries",
    "10 best street food stalls",
    "A4 paper, 500 sheets, 80 g",
    "1500 - 2000 words",
    "",
]
ALIKE = {Kind.ADDRESS: ADDRESSES, Kind.PHONE: PHONES, Kind.EMAIL: EMAILS, Kind.CHAT: CHATS}
PRIVATE = [(kind, text) for kind, texts in ALIKE.items() for text in texts]


def marked(text):
    for start, end, _kind in reversed(find(text)):
        text = f"{text[:start]}«{text[start:end]}»{text[end:]}"
    return text


@pytest.mark.parametrize(("kind", "text"), PRIVATE, ids=[text for _kind, text in PRIVATE])
def test_private_is_found_where_it_stands(kind, text):
    plain = text.replace("«", "").replace("»", "")
    assert (marked(plain), {span.kind for span in find(plain)}) == (text, {kind})
    assert find(take_out(plain)) == []


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_is_let_be(text):
    assert marked(text) == text
    assert take_out(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Come to 14 Elm Street, ring twice", "Come to Elm Street, ring twice"),
        ("Elm Street 14 near the park", "Elm Street near the park"),
        ("It is at Elm St. 14.", "It is at Elm St."),
        ("calle Olmo 14, 3º B", "calle Olmo"),
        ("C/ Mayor, 5, bajo", "C/ Mayor, bajo"),
        ("Alder House (flat 2)", "Alder House"),
        ("Call me: 555 0100, or ana@example.org!", "Call me: …, or …!"),
        ("555 0100", ""),
        ("Apt 3B", ""),
        ("first line\n14 Elm Street\nlast line", "first line\nElm Street\nlast line"),
    ],
)
def test_taken_out_it_still_reads(text, left):
    assert take_out(text) == left


def test_pieces_are_the_text_with_what_is_private_named():
    text = "Come to 14 Elm Street or call 555 0100"
    assert pieces(text) == [
        ("Come to ", ""),
        ("14", "a house number or exact place"),
        (" Elm Street or call ", ""),
        ("555 0100", "a phone number"),
    ]
    assert pieces("") == []


words = st.sampled_from(
    [text.replace("«", "").replace("»", "") for _kind, text in PRIVATE]
    + INNOCENT
    + [" ", ", ", "\n", "(", ")"]
)
texts = st.text(max_size=60) | st.lists(words | st.text(max_size=8), max_size=8).map(" ".join)


@given(texts)
def test_taking_out_leaves_nothing_is_done_once_and_never_lengthens(text):
    taken = take_out(text)
    assert find(taken) == []
    assert take_out(taken) == taken
    assert len(taken) <= len(text)


@given(texts)
def test_spans_are_in_order_inside_the_text_and_apart(text):
    edges = [edge for span in find(text) for edge in (span.start, span.end)]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(text) for edge in edges)
    assert "".join(piece for piece, _label in pieces(text)) == text


@pytest.mark.parametrize("piece", ["1", "1 ", "a.", "Aa ", "a@", "1-", "Elm St ", "calle de "])
def test_long_texts_are_read_quickly(piece):
    """The longest that a form takes, of what patterns might stumble over."""
    text = piece * (2000 // len(piece))
    assert len(take_out(text)) <= len(text)
