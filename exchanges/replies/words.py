"""What somebody wrote, out of the mail that it came in: no quotations, no signature, no machine's words."""

import re
from email.message import Message as ParsedMail
from html import unescape

from django.utils.html import strip_tags
from mailparser_reply.constants import MAIL_LANGUAGES
from mailparser_reply.parser import EmailMessage

# As on the page; and what the parser is given at most, which takes its time over long texts.
LONGEST = 4000
PARSED = LONGEST + 1000
# A signature that is longer than this is no signature.
LONGEST_SIGNATURE = 400
LANGUAGES = [code for code in MAIL_LANGUAGES if len(code) == 2]

_QUOTED = re.compile(r"^\s*>")
_HTML_QUOTE = re.compile(r"<(blockquote|style|head)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_HTML_BREAK = re.compile(r"<br\b[^>]*>|</(p|div|li|tr|h\d)\s*>", re.IGNORECASE)


class TooLong(ValueError):
    """More than a message holds."""


def is_automatic(mail: ParsedMail) -> bool:
    """Written by a machine: an absence note, a bounce, a list."""
    said = str(mail.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    bulk = str(mail.get("Precedence", "")).strip().lower() in {"bulk", "junk", "list", "auto_reply"}
    marked = any(
        name in mail for name in ("X-Auto-Response-Suppress", "X-Autoreply", "X-Autorespond", "List-Id")
    )
    return said != "no" or bulk or marked or _has_no_sender(mail)


def answer(text: str | None, html: str | None = None) -> str:
    """The newest words of a mail, "" where there are none. Raises `TooLong`."""
    if text is None or not text.strip():
        text = _plain(html or "")
    own = _without_quotes(_tidy(text))
    if len(own) > PARSED:
        raise TooLong
    own = _without_signature(own)
    if len(own) > LONGEST:
        raise TooLong
    return own


def _has_no_sender(mail: ParsedMail) -> bool:
    """Bounces come from nobody."""
    paths = [mail.get("Return-Path"), getattr(mail, "envelope_sender", None)]
    return any(path is not None and str(path).strip() in {"", "<>"} for path in paths)


def _plain(html: str) -> str:
    return unescape(strip_tags(_HTML_BREAK.sub("\n", _HTML_QUOTE.sub("", html))))


def _tidy(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\x00", "").replace("\xa0", " ")
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _without_quotes(text: str) -> str:
    """Quoted lines, wherever they stand, and the line or two in front that say who wrote them."""
    kept: list[str] = []
    was_quoted = False
    for line in text.split("\n"):
        is_quoted = bool(_QUOTED.match(line))
        if is_quoted and not was_quoted:
            _drop_attribution(kept)
        if not is_quoted:
            kept.append(line)
        was_quoted = is_quoted
    return _tidy("\n".join(kept))


def _drop_attribution(lines: list[str]) -> None:
    """ "El mar, 5 may 2026 a las 12:00, Alder (<a@example.org>) escribió:", also where it was broken up."""
    while lines and not lines[-1]:
        lines.pop()
    for count in (1, 2, 3):
        said = " ".join(lines[-count:])
        if said.endswith(":") and re.search(r"\d", said) and "@" in said:
            del lines[-count:]
            return


def _without_signature(text: str) -> str:
    """What the parser takes for the newest answer, unless it would take away too much."""
    replies = EmailMessage(text=text, languages=list(LANGUAGES), keep_hyphen_lists=True).read().replies
    if not replies:
        return ""
    content, body = replies[0].content.strip(), replies[0].body.strip()
    return body if len(content) - len(body) <= LONGEST_SIGNATURE else content
