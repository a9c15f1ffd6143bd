"""The search rows of listings and guides: made from the true tables, with any edit, in its transaction.

`project(ids)` and `project_guides(ids)` are the only writers, for edits, imports and rebuilds alike: three
statements for a chunk of listings, of which one makes the rows and writes those that are not there already.
What is hidden or has stopped has no row, so that it cannot be found by probing; a confidential listing has
one row without a place.

Only opening hours are worked out in Python, once for each set of rules: many listings share one. They go on
for 35 days at least, and begin anew every seven days only, of each listing on another weekday: a night
leaves six rows of seven as they are.
"""

import datetime as dt
import json
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone

from mutualaid.base import masks
from mutualaid.base.rows import is_same

from . import confidence, hours, needs
from .hours import Rule, Span
from .models import Check, Guide, ListingRow, Location, Service
from .models.rows import WEEK

# Large enough that a rebuild is not made of round trips, small enough that nobody waits long for its locks.
CHUNK = 5000
# So many days are hours written down ahead of what is needed.
AHEAD = 7
RULE_FIELDS = tuple(Rule.__dataclass_fields__)
Values = dict[str, Any]


def project(ids: Collection[int] | None = None, *, at: dt.datetime | None = None) -> int:
    """Write the search rows of these listings again (of all: None), as of a moment. Gives how many rows."""
    if ids is None:
        ids = list(Service.objects.values_list("pk", flat=True).order_by("pk"))
    moment = at or timezone.now()
    ordered = sorted(set(ids))
    return sum(_write(ordered[i : i + CHUNK], moment) for i in range(0, len(ordered), CHUNK))


def rebuild(*, at: dt.datetime | None = None) -> int:
    """Write all search rows again. Gives how many there are."""
    return project(at=at) + project_guides()


@transaction.atomic
def project_guides(ids: Collection[int] | None = None) -> int:
    """Write the search rows of these guides and tools again (of all: None). Gives how many rows."""
    guides = Guide.objects.all() if ids is None else Guide.objects.filter(pk__in=ids)
    keys = list(guides.select_for_update().order_by("pk").values_list("pk", flat=True))
    params = {**_terms(), "ids": keys, "published": Guide.Publication.PUBLISHED}
    with connection.cursor() as cursor:
        cursor.execute(_GUIDES, params)
        return int(cursor.fetchone()[0])


@transaction.atomic
def _write(ids: list[int], moment: dt.datetime) -> int:
    params: Values = {
        "ids": ids,
        "published": Service.Publication.PUBLISHED,
        "shown": list(Service.SHOWN),
        "paused": Service.Status.PAUSED,
        "physical": Location.Type.PHYSICAL,
        "postal": Location.Type.POSTAL,
        "neighbour": Check.By.NEIGHBOUR,
        "today": moment.date(),
    }
    with connection.cursor() as cursor:
        if len(ids) > 1:
            # A plan made once for any number takes it for ten; thousands are then each compared with all.
            cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        # In key order, so that two who write the same listings wait for one another rather than collide.
        cursor.execute("SELECT FROM directory_service WHERE id = ANY(%(ids)s) ORDER BY id FOR UPDATE", params)
        cursor.execute(_DISTINCT, params)
        openings = [_opening(zone, rules, turn, moment) for zone, rules, turn in cursor.fetchall()]
        cursor.execute(_LISTINGS, {**params, **_terms(), "openings": json.dumps(openings)})
        return int(cursor.fetchone()[0])


def _terms() -> Values:
    """What terms, codes of languages and the lack of a limit mean in a row."""
    free = needs.access().get("free")
    nodes = [
        {
            "id": node.id,
            **dict(zip("ab", masks.pair([node.bit]), strict=True)),
            "days": confidence.interval_days([node.id]),
            "words_en": node.words_en,
            "words_es": node.words_es,
        }
        for node in needs.tree().all
    ]
    bits = {code: masks.language_bit(code) for code in masks.LANGUAGES}
    return {
        "needs": json.dumps(nodes),
        "days": confidence.DAYS,
        "language_bits": json.dumps(bits),
        "other": masks.OTHER,
        "free": 1 << free.bit if free else 0,
        "says_free": _SAYS_FREE,
        "youngest": ListingRow.YOUNGEST,
        "oldest": ListingRow.OLDEST,
        **{f"reach_{reach.name.lower()}": reach.value for reach in ListingRow.Reach},
    }


# --- Opening hours ---------------------------------------------------------------------------------


def _opening(zone: str, rules: str, turn: int, moment: dt.datetime) -> Values:
    """`turn`: on which weekday they begin anew."""
    today = moment.astimezone(ZoneInfo(zone)).date()
    is_known, spans, week = _opened(rules, today - hours.DAY * ((today.toordinal() + turn) % AHEAD))
    said = {"has_hours": is_known, "open": spans, "week": week}
    return {"zone": zone, "rules": rules, "turn": turn, **said}


@lru_cache(maxsize=4096)
def _opened(text: str, first: dt.date) -> tuple[bool, str, list[int]]:
    """Whether these rules, as `_RULES` has them, say when; what is open from that day, as SQL's text; and
    that as half hours of a week.
    """
    levels: list[list[Values]] = [[], [], []]
    for level, *values in json.loads(text):
        row = dict(zip(RULE_FIELDS, values, strict=True))
        levels[level].append(row | {name: read(row[name]) for name, read in _READ.items() if row[name]})
    rules = rules_at(*levels)
    # Whole days only, so that the first and the last are like any other.
    days = hours.DAYS + AHEAD - 1
    begin = dt.datetime.combine(first, dt.time())
    end = begin + hours.DAY * days
    spans = [(max(start, begin), min(stop, end)) for start, stop in hours.spans(rules, first, days)]
    found = ",".join(f"[{start.isoformat()},{stop.isoformat()})" for start, stop in spans)
    return hours.is_known(rules), "{" + found + "}", masks.week(spans)


# What JSON has as a text.
_READ: dict[str, Any] = {
    **dict.fromkeys(("opens_at", "closes_at"), dt.time.fromisoformat),
    **dict.fromkeys(("dtstart", "until", "valid_from", "valid_to"), dt.date.fromisoformat),
}


def rules_at(at_place: list[Values], of_service: list[Values], of_place: list[Values]) -> list[Rule]:
    """The rules that hold: the most particular hours alone, with the exceptions of all."""
    levels = [[_rule(row) for row in rows] for rows in (at_place, of_service, of_place)]
    usual = next((own for rules in levels if (own := [one for one in rules if not one.is_exception])), [])
    return usual + [one for rules in levels for one in rules if one.is_exception]


def _rule(row: Values) -> Rule:
    values = {name: row[name] for name in RULE_FIELDS}
    return Rule(**{**values, "interval": row["interval"] or 1})


def while_fresh(spans: list[Span], fresh: dt.date | None) -> list[Span]:
    """The parts of spans until the end of the last day on which the hours count as checked."""
    if fresh is None:
        return []
    end = dt.datetime.combine(fresh + hours.DAY, dt.time())
    return [(start, min(stop, end)) for start, stop in spans if start < end]


# --- The rows --------------------------------------------------------------------------------------

_RULE = ", ".join(f'"{name}"' for name in RULE_FIELDS)
# The hours of one listing at one place, those of the place before the listing's own before the location's.
_RULES = f"""
SELECT coalesce(jsonb_agg(jsonb_build_array(level, {_RULE}) ORDER BY level, id), '[]')::text FROM (
  SELECT 0 AS level, * FROM directory_schedule WHERE service_at_location_id = link.id
  UNION ALL SELECT 1, * FROM directory_schedule WHERE service_id = service.id
  UNION ALL SELECT 2, * FROM directory_schedule WHERE location_id = link.location_id
) AS rule
"""  # noqa: S608

# One row a listing and place; without a place where there is none, or where that is secret.
_PLACED = f"""
WITH placed AS MATERIALIZED (
  SELECT service.*, link.id AS link_id, link.location_id, ({_RULES}) AS rules, service.id %% {AHEAD} AS turn
  FROM directory_service service
  LEFT JOIN directory_serviceatlocation link
    ON link.service_id = service.id AND NOT service.is_confidential
  WHERE service.id = ANY(%(ids)s) AND service.publication = %(published)s
    AND service.status = ANY(%(shown)s)
)
"""  # noqa: S608
_DISTINCT = f"{_PLACED} SELECT DISTINCT zone, rules, turn FROM placed"  # noqa: S608


# Nothing else is said of what it costs: "Free.", "No charge", "Gratis", "$0".
_SAYS_FREE = (
    r"^\W*(it( i|')s |es |todo es )?(always |completely |totalmente )?"
    r"(free( of (charge|cost))?|no (cost|fee|charge)s?|none|0([.,]00)?"
    r"|gratis|gratuit[oa]s?|sin (costo|coste|cargo)s?)\W*$"
)


def _mask(name: str, of: str = "service") -> str:
    """SQL of the communities or ways of access of a listing or a guide as bits."""
    term = "access" if name == "access" else "community"
    return (
        f"coalesce((SELECT bit_or(1::bigint << term.bit) FROM directory_{of}_{name} own "  # noqa: S608
        f"JOIN directory_{term} term ON term.id = own.{term}_id WHERE own.{of}_id = placed.id), 0)"
    )


def _about(of: str) -> str:
    """SQL of a table `need`: what the needs of listings or guides mean in a row."""
    return f"""
need AS (
  SELECT own.{of}_id AS of_id, bit_or(node.a) AS a, bit_or(node.b) AS b, min(node.days) AS days,
         string_agg(node.words_en, ' ' ORDER BY node.id) AS words_en,
         string_agg(node.words_es, ' ' ORDER BY node.id) AS words_es
  FROM directory_{of}_needs own
  JOIN jsonb_to_recordset(%(needs)s) AS node (
    id bigint, a bigint, b bigint, days int, words_en text, words_es text
  ) ON node.id = own.need_id
  WHERE own.{of}_id = ANY(%(ids)s)
  GROUP BY own.{of}_id
)"""  # noqa: S608


def _writing(of: str, columns: Sequence[str], new: str) -> str:
    """SQL that leaves of some listings or guides just the rows of `new`, and gives how many they are.

    What is there already is not written again: not even its page changes.
    """
    listed, key = ", ".join(columns), f"{of}_id, coalesce(location_id, 0)"
    return f"""
{new}, gone AS (
  DELETE FROM directory_listingrow there
  WHERE {of}_id = ANY(%(ids)s) AND ({key}) NOT IN (SELECT {key} FROM new)
), written AS (
  INSERT INTO directory_listingrow ({listed})
  SELECT {listed} FROM new
  WHERE NOT EXISTS (
    SELECT FROM directory_listingrow there WHERE there.{of}_id = new.{of}_id AND {is_same(columns)})
  ON CONFLICT (service_id, guide_id, location_id)
  DO UPDATE SET ({listed}) = ROW ({", ".join(f"EXCLUDED.{name}" for name in columns)})
)
SELECT count(*) FROM new
"""  # noqa: S608


_COLUMNS = (
    *("published", "service_id", "location_id", "kind", "reach", "needs_a", "needs_b", "languages"),
    *("by_communities", "for_communities", "only_communities", "access", "minimum_age", "maximum_age"),
    *("latitude", "longitude", "open", *WEEK),
    *("zone", "has_hours", "is_paused", "fresh_until", "last_verified_on", "verified_how"),
    *("hours_verified_on", "confirmed", "slug", "name", "language", "organization", "street", "city"),
    *("phone", "summary", "words"),
)
_LISTINGS = _writing(
    "service",
    _COLUMNS,
    f"""
{_PLACED},
{_about("service")},
opening AS (
  SELECT * FROM jsonb_to_recordset(%(openings)s) AS opening (
    zone text, rules text, turn int, has_hours boolean, open tsmultirange, week bigint[]
  )
),
new ({", ".join(_COLUMNS)}) AS MATERIALIZED (
SELECT
  true, placed.id, placed.location_id, kind,
  CASE WHEN at.latitude IS NOT NULL THEN %(reach_place)s
       WHEN at.is_there AND concat(address.address_1, address.city) <> '' THEN %(reach_address)s
       ELSE %(reach_phone)s END,
  coalesce(need.a, 0), coalesce(need.b, 0), coalesce(spoken.mask, 0),
  {_mask("by_communities")}, made.mask, CASE WHEN only_for THEN made.mask ELSE 0 END,
  {_mask("access")} | CASE WHEN fees_description ~* %(says_free)s THEN %(free)s ELSE 0 END,
  least(coalesce(minimum_age, %(youngest)s), %(oldest)s), least(nullif(maximum_age, 0), %(oldest)s),
  at.latitude, at.longitude,
  -- Nothing is open while closed for now, nor after the last day on which the hours count as checked.
  CASE WHEN status <> %(paused)s AND fresh.until IS NOT NULL
    THEN opening.open * tsmultirange(tsrange(NULL, fresh.until + 1)) ELSE '{{}}' END,
  {", ".join(f"opening.week[{day}]" for day in range(1, 8))},
  placed.zone, opening.has_hours, status = %(paused)s, fresh.until, last_verified_on, verified_how,
  hours_verified_on, confirmed.times, slug, placed.name, language, coalesce(organization.name, ''),
  coalesce(address.address_1, ''), coalesce(address.city, ''), coalesce(phone.number, ''), '',
  mutualaid_words(language, placed.name, organization.name,
                  concat_ws(' ', placed.alternate_name, placed.description, eligibility_description))
    || mutualaid_words('simple', placed.name, organization.name,
                       concat_ws(' ', location.name, address.address_1, address.city, address.postal_code))
    || mutualaid_words('en', '', need.words_en, '') || mutualaid_words('es', '', need.words_es, '')
FROM placed
JOIN opening USING (zone, rules, turn)
LEFT JOIN need ON need.of_id = placed.id
CROSS JOIN LATERAL (SELECT {_mask("for_communities")} AS mask) AS made
LEFT JOIN directory_organization organization ON organization.id = placed.organization_id
LEFT JOIN directory_location location ON location.id = placed.location_id
CROSS JOIN LATERAL (SELECT coalesce(verify_every_days, need.days, %(days)s) AS days) AS due
CROSS JOIN LATERAL (SELECT greatest(last_verified_on, hours_verified_on) + due.days AS until) AS fresh
CROSS JOIN LATERAL (
  -- What neighbours said before somebody looked, or too long ago, counts no more.
  SELECT count(*) AS times FROM directory_check said
  WHERE said.service_id = placed.id AND said.by = %(neighbour)s
    AND said.on >= greatest(last_verified_on, %(today)s::date - due.days)
) AS confirmed
LEFT JOIN LATERAL (
  SELECT location.latitude, location.longitude, true AS is_there WHERE location.location_type = %(physical)s
) AS at ON true
LEFT JOIN LATERAL (
  SELECT * FROM directory_address WHERE location_id = placed.location_id AND address_type <> %(postal)s
  ORDER BY id LIMIT 1
) AS address ON true
LEFT JOIN LATERAL (
  -- The number to call: the nearest to what is offered here, a voice before a fax.
  SELECT number FROM (
    SELECT 0 AS level, * FROM directory_phone WHERE service_at_location_id = placed.link_id
    UNION ALL SELECT 1, * FROM directory_phone WHERE service_id = placed.id
    UNION ALL SELECT 2, * FROM directory_phone WHERE location_id = placed.location_id
    UNION ALL SELECT 3, * FROM directory_phone WHERE organization_id = placed.organization_id
  ) AS near
  ORDER BY lower(type) IN ('fax', 'text', 'textphone', 'pager'), level, id LIMIT 1
) AS phone ON true
LEFT JOIN LATERAL (
  SELECT bit_or(1::bigint << coalesce(
    (%(language_bits)s::jsonb ->> split_part(replace(lower(code), '_', '-'), '-', 1))::int,
    %(other)s::int)) AS mask
  FROM (
    SELECT code FROM directory_language WHERE service_id = placed.id
    UNION ALL SELECT code FROM directory_language WHERE location_id = placed.location_id
  ) AS own
  WHERE code <> ''
) AS spoken ON true
)""",  # noqa: S608
)

# One row a guide, found by its words in every language; its name is the English one, or the first there is.
_OF_GUIDES = (
    *("published", "guide_id", "location_id", "kind", "reach", "needs_a", "needs_b", "languages"),
    *("by_communities", "for_communities", "only_communities", "access", "minimum_age", "maximum_age"),
    *("open", "zone", "has_hours", "is_paused", "verified_how", "confirmed", "slug", "name", "language"),
    *("organization", "street", "city", "phone", "summary", "words"),
)
_GUIDES = _writing(
    "guide",
    _OF_GUIDES,
    f"""
WITH text AS (
  SELECT DISTINCT ON (guide_id, language) * FROM directory_guidetext
  WHERE guide_id = ANY(%(ids)s) ORDER BY guide_id, language, number DESC
),
said AS (
  SELECT guide_id,
    mutualaid_all_words(mutualaid_words(language, title, '', concat_ws(' ', summary, body))) AS words,
    bit_or(1::bigint << coalesce(
      (%(language_bits)s::jsonb ->> split_part(replace(lower(language), '_', '-'), '-', 1))::int,
      %(other)s::int)) AS languages
  FROM text GROUP BY guide_id
),
placed AS (
  SELECT DISTINCT ON (guide.id) guide.id, kind, slug, language, title, summary, words, languages
  FROM directory_guide guide JOIN text ON text.guide_id = guide.id JOIN said USING (guide_id)
  WHERE publication = %(published)s
  ORDER BY guide.id, language <> 'en', language
),
{_about("guide")},
new ({", ".join(_OF_GUIDES)}) AS MATERIALIZED (
SELECT
  true, placed.id, NULL::bigint, kind, %(reach_reading)s, coalesce(need.a, 0), coalesce(need.b, 0),
  placed.languages, {_mask("by_communities", "guide")}, {_mask("for_communities", "guide")},
  0, 0, %(youngest)s, %(oldest)s, '{{}}'::tsmultirange, 'UTC', false, false, '',
  0, slug, title, language, '', '', '', '', summary,
  placed.words || mutualaid_words('en', '', need.words_en, '') || mutualaid_words('es', '', need.words_es, '')
FROM placed
LEFT JOIN need ON need.of_id = placed.id
)""",  # noqa: S608
)
