"""Where the demo's mails go: files in the data directory, to be read without a mail server."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

KEPT = 200
CODE = re.compile(r"\b\d{6}\b")


@dataclass(frozen=True)
class Shown:
    """A mail as `/demo/mail/` shows it; `code` is the six digits in it, or ""."""

    to: str
    subject: str
    text: str
    at: datetime
    code: str


def folder() -> Path:
    """Made when it is first asked for."""
    path = Path(settings.DATA_DIR) / "demo-mail"
    path.mkdir(parents=True, exist_ok=True)
    return path


class Backend(BaseEmailBackend):
    """Writes each mail as a file, and keeps the newest."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            path = folder() / f"{time.time_ns():020}.eml"
            path.write_bytes(message.message().as_bytes())
        for old in sorted(folder().glob("*.eml"))[:-KEPT]:
            old.unlink(missing_ok=True)
        return len(email_messages)


def newest(count: int = 50) -> list[Shown]:
    """The mails that were sent, newest first."""
    return [_shown(path) for path in sorted(folder().glob("*.eml"), reverse=True)[:count]]


def _shown(path: Path) -> Shown:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, ParsedMessage)
    body = message.get_body(("plain",))
    text = body.get_content() if body else ""
    found = CODE.search(text)
    at = datetime.fromtimestamp(int(path.stem) / 10**9, tz=UTC)
    return Shown(str(message["To"]), str(message["Subject"]), text, at, found[0] if found else "")
