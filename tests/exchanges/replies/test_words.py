"""What is left of a mail: the newest words, in whatever way and language the rest was quoted."""

from email import message_from_string

import pytest
from anymail.inbound import AnymailInboundMessage

from exchanges.replies import words

OURS = "> Hello Anabel,\n>\n> Somebody wrote to you\n> Read it here: http://localhost:8000/exchanges/swaps/abc/\n"


@pytest.mark.parametrize(
    ("mail", "expected"),
    [
        ("Nine is fine.", "Nine is fine."),
        ("", ""),
        ("\n  \n", ""),
        (f"Nine.\n\nOn Tue, 5 May 2026 at 12:00, Alder <n@example.org> wrote:\n{OURS}", "Nine."),
        (f"Nine.\n\nOn Tue, May 5, 2026 at 12:00 PM Alder\n<n@example.org> wrote:\n\n{OURS}", "Nine."),
        (
            f"A las nueve.\n\nEl mar, 5 may 2026 a las 12:00, Alder (<n@example.org>) escribió:\n\n{OURS}",
            "A las nueve.",
        ),
        (f"Um neun.\n\nAm 05.05.2026 um 12:00 schrieb Alder <n@example.org>:\n{OURS}", "Um neun."),
        (f"À neuf.\n\nLe mar. 5 mai 2026 à 12:00, Alder <n@example.org> a écrit :\n\n{OURS}", "À neuf."),
        (
            "Nine.\n\n-----Original Message-----\nFrom: Alder\nSent: Tuesday\nTo: ana\nSubject: x\n\nHi",
            "Nine.",
        ),
        # Below the quotation, and between its lines.
        (f"On 5 May 2026, Alder <n@example.org> wrote:\n{OURS}\nNine is fine.", "Nine is fine."),
        ("> At nine?\n\nYes.\n\n> With the ladder?\n\nThat too.", "Yes.\n\nThat too."),
        # Signatures go: they may hold a phone number.
        ("Nine.\n-- \nAna\n555-0142", "Nine."),
        ("Nine.\n\nSent from my iPhone", "Nine."),
        # What only looks like something else stays.
        ("Bring:\n- rice\n- beans", "Bring:\n- rice\n- beans"),
        ("On Tuesday I can come.\nIs that fine?", "On Tuesday I can come.\nIs that fine?"),
        ("Three things at 9:\n\nthe ladder", "Three things at 9:\n\nthe ladder"),
        ("Nine.\r\n\r\n\r\n\r\nAna", "Nine.\n\nAna"),
        ("N\x00ine", "Nine"),
    ],
)
def test_the_newest_words(mail, expected):
    assert words.answer(mail) == expected


def test_a_mail_without_plain_text_is_read_from_its_html():
    html = (
        "<html><head><style>p {color: red}</style></head><body><p>Nine &amp; a half<br>is fine.</p>"
        '<div>On 5 May 2026 at 12:00, Alder &lt;n@example.org&gt; wrote:</div><blockquote type="cite">'
        "<p>Hello Anabel</p></blockquote></body></html>"
    )
    assert words.answer(None, html) == words.answer(" ", html)
    assert words.answer(None, html).startswith("Nine & a half\nis fine.")
    assert "Hello" not in words.answer(None, html)
    assert "color" not in words.answer(None, html)


def test_a_signature_that_is_a_letter_of_its_own_is_kept():
    text = "Hello\n\nBest regards are due to you, too. " + "There is more to say. " * 30
    assert words.answer(text) == text.strip()


@pytest.mark.parametrize(
    ("text", "is_fine"), [("x" * 4000, True), ("x" * 4001, False), ("On " * 100_000, False)]
)
def test_too_long_is_too_long(text, is_fine):
    if is_fine:
        assert words.answer(text) == text
    else:
        with pytest.raises(words.TooLong):
            words.answer(text)


def test_a_long_quotation_does_not_make_it_too_long():
    assert words.answer("Nine.\n" + "> and more\n" * 10_000) == "Nine."


@pytest.mark.parametrize(
    ("headers", "automatic"),
    [
        ("", False),
        ("Auto-Submitted: no\n", False),
        ("Precedence: normal\n", False),
        ("Return-Path: <ana@example.org>\n", False),
        ("Auto-Submitted: auto-replied\n", True),
        ("Auto-Submitted: auto-generated; owner-email=x\n", True),
        ("Precedence: bulk\n", True),
        ("Precedence: Auto_Reply\n", True),
        ("X-Auto-Response-Suppress: All\n", True),
        ("X-Autoreply: yes\n", True),
        ("List-Id: <x.example.org>\n", True),
        ("Return-Path: <>\n", True),
    ],
)
def test_a_machines_mail_is_known(headers, automatic):
    assert words.is_automatic(message_from_string(f"From: ana@example.org\n{headers}\nHello")) is automatic


def test_a_bounce_is_known_by_its_envelope():
    mail = AnymailInboundMessage.parse_raw_mime("From: ana@example.org\n\nHello")
    assert not words.is_automatic(mail)
    mail.envelope_sender = ""
    assert words.is_automatic(mail)
