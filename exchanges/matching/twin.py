"""The scorer in SQL, for one post and for a whole board at once: points and reasons as of `scoring`, as tests
check.

A statement names the rows of a request and an offer `r` and `o` and adds `SCORED`, which brings `alike`,
`points` and the columns that `FITS` and `REASONS` are made of:

    SELECT r.post_id, o.post_id, points, <REASONS> FROM ... r JOIN ... o ON ... <SCORED> WHERE <FITS>

Who scores very many takes it in two steps: the columns `COMMON` of all pairs, as rows called `common`, and
then, of those that pass `MAY_FIT`, the same with `REST` in place of `SCORED`.
"""

from collections.abc import Iterable

from mutualaid.base.bands import between

from . import scoring
from .scoring import ABOUT, LEAST, NEED, PLACE, PLACES, Reason


def _any(mask: str) -> str:
    """SQL: is a bit set in this mask of either half ("r.up_{half} & o.up_{half}")?"""
    return "({})".format(" OR ".join(f"{mask.format(half=half)} <> 0" for half in "ab"))


_MINE, _THEIRS = (f"({side}.needs_{{half}} & ~{side}.up_{{half}})" for side in "ro")
_MEANT = _any(f"r.meant_{{half}} & o.meant_{{half}} & ({_MINE} | {_THEIRS})")
_BOTH = _any(f"{_MINE} & {_THEIRS}")
_MORE = " AND ".join(_any(f"{one} & ~{other}") for one, other in [(_MINE, _THEIRS), (_THEIRS, _MINE)])
# What they have in common, as the place of its reason in `scoring.NEED`: numbers compare faster than words.
_BY_NEED = {reason: number for number, reason in enumerate(NEED)}
NEED_OF_BOTH = f"""CASE WHEN {_BOTH} AND NOT ({_MORE}) THEN {_BY_NEED[Reason.SAME]}
  WHEN r.form = o.form AND {_MEANT} THEN {_BY_NEED[Reason.MEANT]}
  WHEN {_BOTH} THEN {_BY_NEED[Reason.SHARED]}
  WHEN {_any(f"{_MINE} & o.up_{{half}}")} OR {_any(f"r.up_{{half}} & {_THEIRS}")} THEN {_BY_NEED[Reason.PART]}
  WHEN r.form <> o.form THEN NULL
  WHEN {_any(f"({_MINE} | r.meant_{{half}}) & ({_THEIRS} | o.meant_{{half}})")} THEN {_BY_NEED[Reason.HINT]}
  WHEN {_any("r.up_{half} & o.up_{half}")} THEN {_BY_NEED[Reason.BESIDE]} END"""


def _case(column: str, values: Iterable[int | str]) -> str:
    """SQL: the first of the values where the column is 0, and so on."""
    return f"CASE {column} " + " ".join(f"WHEN {n} THEN {value}" for n, value in enumerate(values)) + " END"


_NEED_POINTS = _case("need", NEED.values())
_NEED_REASON = _case("need", (f"'{reason}'" for reason in NEED))
_PLACE_POINTS = _case("far", PLACE)
_PLACE_REASON = _case("far", (f"'{reason}'" for reason in PLACES))
_FOR_REST = f"""coalesce({_PLACE_POINTS}, {scoring.NO_PLACE})
  + CASE WHEN far IS NULL OR farthest IS NULL THEN 0 WHEN far <= farthest THEN {scoring.GOES}
         WHEN both_said THEN {scoring.TOO_FAR} ELSE {scoring.FARTHER} END
  + CASE WHEN other_days THEN {scoring.OTHER_DAYS} WHEN NOT timed THEN 0
         WHEN in_time THEN {scoring.TIMES} ELSE {scoring.OTHER_TIMES} END
  + CASE WHEN same_language THEN {scoring.LANGUAGE} WHEN spoken THEN {scoring.NO_LANGUAGE} ELSE 0 END
  + CASE WHEN enough THEN {scoring.ENOUGH} ELSE 0 END
  + CASE WHEN r.mode = o.mode THEN {scoring.MODE} ELSE 0 END"""
REASONS = f"""array_remove(ARRAY[{_NEED_REASON},
  CASE WHEN alike >= {scoring.LIKE} THEN '{Reason.WORDS}' END,
  {_PLACE_REASON},
  CASE WHEN other_days OR timed AND NOT in_time THEN '{Reason.OTHER_TIMES}'
       WHEN in_time THEN '{Reason.TIMES}' END,
  CASE WHEN same_language THEN '{Reason.LANGUAGE}' END,
  CASE WHEN enough AND r.left > 1 THEN '{Reason.ENOUGH}' END], NULL)"""

# A rank is the share of what was looked for that a text says, times this: 1 for what its title says, less for
# the rest.
_RANKED, _IN = 0.608, "'{0,0.4,0,1}'"


def alike(one: str, other: str) -> str:
    """SQL: how much the words of two rows are alike, 0 to 100.

    How much of either's title the other says, the things that it names more than its other words; and how
    much the letters of the titles are alike, which forgives a slip: of three in a row the share that both
    have.
    """
    said = [
        f"{worth / _RANKED:.2f} * coalesce(ts_rank({_IN}, {text}.sense, {title}.{what}), 0)"
        for what, worth in (("asks", 0.3), ("names", 0.5))
        for text, title in ((one, other), (other, one))
    ]
    both, either = (f"bit_count({one}.letters {sign} {other}.letters)" for sign in "&|")
    letters = f"greatest(0, {both}::float8 / {either} - 0.1)"
    return f"least(100, round(100 * ({' + '.join([*said, letters])})))::int"


def _things(row: str) -> str:
    """SQL: the marks of the things that a row's words name ("~19.4"), each with its need ("~19"), which is
    none of them itself."""
    return f"""(SELECT lexeme, split_part(lexeme, '.', 1) AS need, 'A' = ANY(weights) AS in_title
      FROM unnest({row}.sense)
      WHERE starts_with(lexeme, '~') AND strpos(lexeme, '.') > 0 AND right(lexeme, 2) <> '.0')"""  # noqa: S608


def other_things(one: str, other: str) -> str:
    """SQL: do the titles of two things name something of one need each, and neither what the other says?

    Only of two that mean a need in common: these bits settle most pairs without a look at any word.
    """
    may_be = f"""{one}.form = 'resource' AND {other}.form = 'resource'
    AND {_any(f"{one}.meant_{{half}} & {other}.meant_{{half}}")}
    AND {one}.names IS NOT NULL AND {other}.names IS NOT NULL"""
    return f"""CASE WHEN {may_be} THEN (
    SELECT coalesce(bool_or(a.in_title AND b.in_title)
      AND NOT bool_or(a.lexeme = b.lexeme AND (a.in_title OR b.in_title)), false)
    FROM {_things(one)} AS a JOIN {_things(other)} AS b USING (need)) ELSE false END"""  # noqa: S608


# What the two are about comes first: of all that are near few have enough in common, and the rest is worked
# out for those alone.
COMMON = f"""{NEED_OF_BOTH} AS need, {alike("r", "o")} AS alike,
  CASE WHEN r.form = o.form THEN {scoring.FORM} ELSE {scoring.OTHER_FORM} END AS for_form"""
_ABOUT_AT_MOST = f"{_NEED_POINTS} + for_form + alike * {scoring.WORDS} / 100"
MAY_FIT = f"{_ABOUT_AT_MOST} >= {ABOUT}"
# OFFSET 0 keeps the planner from working out a column again wherever it is named.
REST = f"""
CROSS JOIN LATERAL (SELECT
  {_ABOUT_AT_MOST} + CASE WHEN {other_things("r", "o")} THEN {scoring.OTHER_THINGS} ELSE 0 END AS about,
  {between("r", "o")} AS far,
  greatest(r.goes, o.goes) AS farthest,
  r.goes IS NOT NULL AND o.goes IS NOT NULL AS both_said,
  NOT (r.is_recurring OR o.is_recurring)
    AND (coalesce(r.until_day < o.from_day, false) OR coalesce(o.until_day < r.from_day, false))
    AS other_days,
  r.slots <> 0 AND o.slots <> 0 AS timed,
  r.slots & o.slots <> 0 AS in_time,
  r.languages & o.languages <> 0 AS same_language,
  r.languages <> 0 AND o.languages <> 0 AS spoken,
  r.left IS NULL OR o.left IS NULL OR o.left >= r.left AS enough
  OFFSET 0
) AS fact
CROSS JOIN LATERAL (SELECT greatest(0, about + {_FOR_REST}) AS points) AS scored
"""
SCORED = f"CROSS JOIN LATERAL (SELECT {COMMON} OFFSET 0) AS common {REST}"
FITS = f"{MAY_FIT} AND about >= {ABOUT} AND points >= {LEAST}"
