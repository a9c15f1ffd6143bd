"""Thirty days of traffic in tables that were filled in one go, with what they leave behind: dead rows, holes
in tables and indexes, photos, swaps and talk beside the posts.

Set-based, and always the same. The nightly jobs run `NIGHTS` times, each with a seventh of the listings
changed, which is what a night writes anew; after a few the tables no longer change their size, as each night
finds the room that the one before left. Between them is what autovacuum does: VACUUM and ANALYZE, nothing
stronger. The last day's edits are not tidied up yet.

Never among people's own data (`seeding.allowed`).
"""

from collections.abc import Callable
from typing import Any

from django.db import connection, models, transaction

from directory import projection
from directory.models import Service
from exchanges.models import Exchange, ExchangeEvent, Message, Occurrence, Photo, Post, Reading, Thread
from exchanges.models.row import project as project_posts
from members.models import Notice
from mutualaid.base import words
from mutualaid.base.models import AuditEntry, Mail

from .seeding import allowed, insert

NIGHTS = 7
# Every tenth post comes and goes within a stretch, every third has photos, three in ten are swapped.
COMES, PICTURED, SWAPPED = 10, 3, "% 10 < 3"
SWAP = "aging_swap swap"
# Nobody reads these: as long as a message is, encrypted.
_UUID = "gen_random_uuid()"
_UNREAD = "decode(repeat('5e', 180), 'hex')"


def age(tell: Callable[[str], None] = lambda line: None) -> None:
    """Let thirty days pass over what was seeded. Says on `tell` what it does."""
    if not allowed():
        raise ValueError("Made-up traffic is for databases named bench_*, and for development.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.17)")
        _draw(cursor)
        _pictures(cursor)
        for night in range(NIGHTS):
            tell(f"days up to {(night + 1) * 30 // NIGHTS}")
            with transaction.atomic():
                _swaps(cursor, f"{SWAP} WHERE swap.i % {NIGHTS} = {night}")
                _visits(cursor)
            _posts_come_and_go(cursor)
            _edit(cursor, f"id % {NIGHTS} = {night}")
            projection.rebuild()
            project_posts()
            words.rebuild()
            _forget(cursor)
            _tidy(cursor)
        tell("the last day")
        _edit(cursor, "id % 50 = 7")
        for model, project in ((Service, projection.project), (Post, project_posts)):
            project(_ids(cursor, model, "id % 50 = 7"))
        cursor.execute("DROP TABLE aging_swap")
        cursor.execute("ANALYZE")


def _draw(cursor: Any) -> None:
    """Who swaps what with whom: never the first person, whose pages are measured."""
    cursor.execute("SELECT min(id), count(*) FROM members_person")
    first, persons = cursor.fetchone()
    cursor.execute(
        f"""
        CREATE TEMP TABLE aging_swap AS
        SELECT row_number() OVER (ORDER BY post.id) AS i, time.id AS occurrence_id,
               post.person_id AS host, other.id AS guest
        FROM exchanges_post post
        JOIN exchanges_occurrence time ON time.post_id = post.id
        JOIN members_person other ON other.id = {first} + post.id * 7919 % {persons}
        WHERE post.id {SWAPPED} AND other.id <> post.person_id AND {first} NOT IN (other.id, post.person_id)
        """  # noqa: S608
    )
    cursor.execute("ANALYZE aging_swap")


def _pictures(cursor: Any) -> None:
    """One or two of a post."""
    several = "exchanges_post post CROSS JOIN generate_series(1, 1 + (post.id % 2)::int) AS n"
    insert(
        cursor,
        Photo,
        f"{several} WHERE post.id % {PICTURED} = 0",
        id=f"{_last(Photo)} + row_number() OVER ()",
        public_id="left(md5('photo-' || post.id || '-' || n), 12)",
        post_id="post.id",
        uploaded_by_id="post.person_id",
        file="'photos/' || post.id || '-' || n || '.webp'",
        width="1200",
        height="900",
        alt="'A table'",
        position="n",
    )


def _swaps(cursor: Any, source: str) -> None:
    """Agreed on, talked about, told of; most are done. There were none: each has its number as its key."""
    insert(
        cursor,
        Exchange,
        source,
        id="swap.i",
        public_id="left(md5('swap-' || swap.i), 12)",
        occurrence_id="swap.occurrence_id",
        giver_id="swap.host",
        receiver_id="swap.guest",
        proposer_id="swap.guest",
        status="(ARRAY['done', 'done', 'done', 'withdrawn', 'done', 'accepted'])[1 + swap.i % 6]",
        accepted_at="now() - interval '5 days'",
        closed_at="CASE WHEN swap.i % 6 < 5 THEN now() - interval '3 days' END",
    )
    talk = {"id": "swap.i", "exchange_id": "swap.i", "public_id": "left(md5('talk-' || swap.i), 12)"}
    insert(cursor, Thread, source, **talk, last_at="now()", last_by_id="swap.guest")
    _talk(cursor, source)


def _talk(cursor: Any, source: str) -> None:
    """Four messages, three steps, five lines of the audit and as many notices a swap."""
    table, _, where = source.partition(" WHERE ")
    person = "CASE WHEN n % 2 = 0 THEN swap.host ELSE swap.guest END"

    def each(model: type[models.Model], times: int, **columns: str) -> None:
        several = f"{table} CROSS JOIN generate_series(1, {times}) AS n WHERE {where}"
        insert(cursor, model, several, id=f"{_last(model)} + row_number() OVER ()", **columns)

    message = {
        "public_id": "left(md5('said-' || swap.i || '-' || n), 12)",
        "text": _UNREAD,
        "language": "'en'",
    }
    each(Message, 4, **message, thread_id="swap.i", author_id=person)
    each(Reading, 2, thread_id="swap.i", person_id=person)
    each(ExchangeEvent, 3, exchange_id="swap.i", by_id=person, verb="'propose'")
    subject = {"subject_type": "'exchange'", "subject_id": "swap.i::text"}
    each(AuditEntry, 5, actor_id=person, action="'exchange.step'", **subject)
    notice = {"kind": "'message'", "url": "'/exchanges/swaps/' || swap.i || '/'"}
    each(Notice, 5, **notice, person_id=person, read_at="CASE WHEN n < 5 THEN now() END")


def _visits(cursor: Any) -> None:
    """Sessions, mails on their way, and how often somebody asked."""
    persons = "members_person person CROSS JOIN generate_series(1, 2) AS n"
    secret = dict.fromkeys(("to", "subject", "text"), _UNREAD)
    insert(cursor, Mail, persons, id=f"{_last(Mail)} + row_number() OVER ()", message_id=_UUID, **secret)
    cursor.execute(
        "INSERT INTO members_session (session_key, session_data, expire_date) "  # noqa: S608
        "SELECT md5(random()::text), repeat('s', 200), now() + (random() * 30 - 10) * interval '1 day' "
        f"FROM {persons}"
    )
    cursor.execute(
        "INSERT INTO base_bucket (key, tokens, at, passed) "  # noqa: S608
        f"SELECT sha256(random()::text::bytea), n, now(), false FROM {persons}"
    )
    cursor.execute("UPDATE base_bucket SET tokens = tokens / 2")
    cursor.execute("UPDATE members_person SET last_seen_on = current_date WHERE id % 2 = 0")


def _posts_come_and_go(cursor: Any) -> None:
    """New ones like those that are there, with their rows; then they have had their time."""
    last = _last(Post)
    with transaction.atomic():
        _copy(cursor, Post, f"id % {COMES} = 0", id=f"{last} + id", public_id="left(md5('came-' || id), 12)")
        _copy(
            cursor,
            Occurrence,
            f"post_id % {COMES} = 0",
            id=f"{_last(Occurrence)} + id",
            post_id=f"{last} + post_id",
        )
        needs = Post.needs.through
        _copy(cursor, needs, f"post_id % {COMES} = 0", id=f"{_last(needs)} + id", post_id=f"{last} + post_id")
    came = _ids(cursor, Post, f"id > {last}")
    project_posts(came)
    with transaction.atomic():
        cursor.execute("UPDATE exchanges_post SET status = 'closed', closed_at = now() WHERE id > %s", [last])
        project_posts(came)
        for table in ("exchanges_postrow", "exchanges_occurrence", "exchanges_post_needs"):
            cursor.execute(f"DELETE FROM {table} WHERE post_id > %s", [last])  # noqa: S608
        cursor.execute("DELETE FROM exchanges_post WHERE id > %s", [last])


def _edit(cursor: Any, which: str) -> None:
    """Posts that are still so, listings that somebody checked or mended."""
    cursor.execute(f"UPDATE exchanges_post SET confirmed_at = now(), asked_at = now() WHERE {which}")  # noqa: S608
    cursor.execute(
        f"UPDATE directory_service SET modified_at = now(), last_verified_on = last_verified_on + 1 "  # noqa: S608
        f"WHERE {which} AND last_verified_on < current_date"
    )
    cursor.execute(f"UPDATE directory_phone SET number = number WHERE {which}")  # noqa: S608
    cursor.execute(f"UPDATE directory_schedule SET opens_at = opens_at WHERE {which}")  # noqa: S608


def _forget(cursor: Any) -> None:
    """What has had its time."""
    cursor.execute("DELETE FROM members_session WHERE expire_date < now()")
    cursor.execute("DELETE FROM members_notice WHERE id % 3 = 0")
    cursor.execute("DELETE FROM base_mail")
    cursor.execute("DELETE FROM base_bucket")


def _tidy(cursor: Any) -> None:
    """As autovacuum would by the next night."""
    cursor.execute("VACUUM (ANALYZE)")


def _copy(cursor: Any, model: type[models.Model], where: str, **changed: str) -> None:
    """Rows like those that there are."""
    names = [field.column for field in model._meta.concrete_fields if not field.generated]
    values = [changed.get(str(name), f'"{name}"') for name in names]
    columns, table = ", ".join(f'"{name}"' for name in names), model._meta.db_table
    cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {', '.join(values)} FROM {table} WHERE {where}")  # noqa: S608


def _ids(cursor: Any, model: type[models.Model], where: str) -> list[int]:
    cursor.execute(f"SELECT id FROM {model._meta.db_table} WHERE {where} ORDER BY id")  # noqa: S608
    return [row[0] for row in cursor.fetchall()]


def _last(model: type[models.Model]) -> int:
    return model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0
