"""Whoever leaves for good is in no dump, no file, no search row, no mail, no job and no session any more.

A word of its own stands in each column of theirs; after the erasure none of them is anywhere.
"""

import base64
import io
import os
import re
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from members import actions
from members.leaving.archive import archive
from mutualaid.base import belongings, mail
from mutualaid.base.postgres.place import wheel
from tests.factories.members import OrganizerFactory
from tests.life import Life, Planted

WORD = re.compile(r"(?:zana|zben)\d{4}")
# What stays of somebody who left for good: column -> why.
STAYS = {
    "Report.kind": "which sort of thing was reported",
    "Report.subject_id": "which thing was reported; its owner is there",
    "Report.excerpt": "what was reported was said by somebody else",
    "ReportPicture.content": "what was reported was sent by somebody else",
    "ReportPicture.alt": "what was reported was sent by somebody else",
    **dict.fromkeys(
        ("SignUpTable.code", "SignUpTable.code_hash"), "a table is the network's, for some hours"
    ),
    "ExchangeEvent.verb": "a code from a list: which step a swap took",
}
# What somebody does not take along, besides hashes: column -> why.
NOT_TOLD = {
    **dict.fromkeys(("Report.excerpt", "Report.subject_id"), "it is about somebody else"),
    **dict.fromkeys(("ReportPicture.content", "ReportPicture.alt"), "somebody else drew it"),
    **dict.fromkeys(("PodNeighbour.name", "PodNeighbour.how"), "it is about a neighbour"),
    "SignUpTable.code": "a table is the network's",
    "Application.code": "what they would use, not what is known of them",
    "Authenticator.data": "whoever has it could sign in",
    "Session.session_data": "whoever has it could sign in",
    "Match.reasons": "a machine's guess, made anew each night",
}
# In the data, but not on the page: what only a machine reads.
NOT_READ = {"LogEntry.object_id", "LogEntry.change_message", "Mobile.code"}
# Of the other one: begun for whoever left, or between both.
GOES_TOO = {"Draft.fields", "Match.reasons"}


def pg_dump():
    """As the nightly backup does it."""
    found = wheel() / "bin" / "pg_dump"
    params = connection.get_connection_params()
    where = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password"}
    known = {name: str(params[key]) for name, key in where.items() if params.get(key)}
    done = subprocess.run(
        [found, "--no-unlogged-table-data", params["dbname"]],
        capture_output=True,
        text=True,
        env={**os.environ, **known},
        check=True,
    )
    return done.stdout


def decrypted():
    """Every encrypted column of every row, with the key."""
    for model in apps.get_models():
        for field in filter(belongings.is_encrypted, model._meta.concrete_fields):
            for value in model._base_manager.values_list(field.name, flat=True):
                yield value if isinstance(value, str) else bytes(value or b"").decode(errors="replace")


def files():
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file():
            yield path.name + path.read_bytes().decode(errors="replace")


def is_hash(name):
    return bool(set(name.split(".")[1].split("_")) & set(belongings.WITHOUT_MEANING))


def words_in(*texts):
    return {word for text in texts for word in WORD.findall(text)}


def cached():
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM cache")
        return [base64.b64decode(value).decode(errors="replace") for (value,) in cursor]


@pytest.fixture
def lives(transactional_db, client):
    """Two who have to do with each other in every way there is, and what was written of them."""
    ana, ben = OrganizerFactory(name="Anabel"), OrganizerFactory(name="Benno")
    OrganizerFactory()
    client.force_login(ana.user)
    hers, his = Planted(Life(ana, ben), "zana"), Planted(Life(ben, ana), "zben")
    ana.refresh_from_db()
    for user in (ana.user, ben.user):
        user.refresh_from_db()
        mail.send(to=user.email, subject="x", template="emails/account", context={"change": user.email})
    return ana, ben, hers, his


def test_nothing_of_somebody_is_left_anywhere(lives):
    ana, _ben, hers, his = lives
    dump = pg_dump()
    before = words_in(dump, *decrypted(), *files(), *cached())
    assert {name for word, name in hers.words.items() if word not in before} == set(), "not planted"
    assert words_in(dump) & (hers.encrypted | his.encrypted) == set(), "in clear in a backup"
    actions.leave(by=ana, subject=ana, at_once=True)
    after = words_in(pg_dump(), *decrypted(), *files(), *cached())
    left = {hers.words[word] for word in after & set(hers.words)}
    assert left == set(STAYS) & set(hers.words.values()), "; ".join(sorted(left))
    assert {his.words[word] for word in set(his.words) - after} == GOES_TOO


def test_what_somebody_takes_along_is_theirs_and_all_of_it(lives):
    ana, _ben, hers, his = lives
    whole = ZipFile(io.BytesIO(b"".join(archive(ana, "en"))))
    texts = {name: name + whole.read(name).decode(errors="replace") for name in whole.namelist()}
    found = words_in(*texts.values())
    assert {his.words[word] for word in found & set(his.words)} == set()
    missing = {name for word, name in hers.words.items() if word not in found and not is_hash(name)}
    assert missing == set(NOT_TOLD), "; ".join(sorted(missing))
    unread = found - words_in(texts["index.html"]) - hers.pictures
    assert {hers.words[word] for word in unread} == NOT_READ


@pytest.mark.django_db
def test_tables_that_count_are_in_no_backup():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r'")
        assert {name for (name,) in cursor} == {"base_bucket", "base_salt"}
