"""Squares in the database: bands between them, in SQL, and the check that they are whole.

The pure bands are in `grid`; a test holds the two equal.
"""

from typing import Any

from django.db.models import Expression, Q, SmallIntegerField

from .grid import SIZES, Band, Cell, reach, steps_of


def whole_square_or_none(name: str) -> Q:
    """For a check on `{name}_m`, `_x` and `_y`. NULL passes a check, so that each is asked for by itself."""
    columns = [f"{name}_m", f"{name}_x", f"{name}_y"]
    none = Q(**{f"{column}__isnull": True for column in columns})
    whole = Q(**{f"{column}__isnull": False for column in columns})
    return none | (whole & Q(**{f"{name}_m__in": list(SIZES)}))


class BandFrom(Expression):
    """The rank of the band (0 the same square ... 4 farther) between one viewer's square and each row's.

    For rows with `cell_m`, `cell_x` and `cell_y`; NULL where they have none.

        PostRow.objects.annotate(band=BandFrom(Cell(*viewer.cell)))
    """

    output_field = SmallIntegerField()

    def __init__(self, cell: Cell) -> None:
        super().__init__()
        self.cell = cell

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[int, ...]]:
        return self.on(connection.ops.quote_name(compiler.query.get_initial_alias()))

    def on(self, table: str) -> tuple[str, tuple[int, ...]]:
        """SQL of the rank for the row that `table` (quoted) names, with its parameters."""
        # >> on a negative integer rounds down, as Python's // does; the sizes are powers of two apart.
        sql, params = [f"CASE {table}.cell_m"], list[int]()
        for size in SIZES:
            m = max(size, self.cell.m)
            shift, own = (m // size).bit_length() - 1, self.cell.coarser(m)
            sql.append(
                f"WHEN {size} THEN width_bucket(greatest("
                f"abs(({table}.cell_x >> {shift}) - %s), abs(({table}.cell_y >> {shift}) - %s)), "
                f"'{{{','.join(map(str, steps_of(m)))}}}'::int[])"
            )
            params += [own.x, own.y]
        return " ".join([*sql, "END"]), tuple(params)


def up_to(table: str, cell: Cell, farthest: Band) -> tuple[str, tuple[int, ...]]:
    """SQL of whether a row lies at most as far as a band from a square, and its parameters.

    By the whole numbers of the squares, so that a `rows.squares_index` finds them: of each size those from
    there to there. Not for `FARTHER`.
    """
    sides = f"{table}.cell_x BETWEEN %s AND %s AND {table}.cell_y BETWEEN %s AND %s"
    tests = " OR ".join(f"{table}.cell_m = {size} AND {sides}" for size in SIZES)
    return f"({tests})", tuple(side for size in SIZES for side in reach(cell, size, farthest))


def in_band(table: str, cell: Cell, band: Band) -> tuple[str, tuple[str, ...]] | None:
    """The rows of one band, to read from: SQL of a join, and its parameters. None where no square is in it,
    since a nearer band of such large ones reaches as far. Not for `FARTHER`.

    An index is asked for one oblong after the other, so that one which holds all that is wanted answers
    alone; a condition with OR in it reads the rows.
    """
    if not (oblongs := _oblongs(cell, band)):
        return None
    # How many is said outright: else PostgreSQL expects ten, and where they are four plans anew each time.
    listed = f"SELECT * FROM unnest(%s::smallint[]{', %s::int[]' * 4}) LIMIT {len(oblongs)}"  # noqa: S608
    return (
        f"({listed}) AS oblong (m, west, east, south, north) JOIN {table} ON {table}.cell_m = oblong.m "
        f"AND {table}.cell_x BETWEEN oblong.west AND oblong.east "
        f"AND {table}.cell_y BETWEEN oblong.south AND oblong.north"
    ), tuple(f"{{{','.join(map(str, side))}}}" for side in zip(*oblongs, strict=True))


def _oblongs(cell: Cell, band: Band) -> list[tuple[int, int, int, int, int]]:
    """Size of the squares, west, east, south, north: which of each size lie in a band around a square."""
    oblongs: list[tuple[int, int, int, int, int]] = []
    for size in SIZES:
        west, east, south, north = outer = reach(cell, size, band)
        if not band.rank:
            oblongs.append((size, *outer))
        elif outer != (inner := reach(cell, size, Band.at(band.rank - 1))):
            first, last, low, high = inner
            oblongs += [(size, west, first - 1, south, north), (size, last + 1, east, south, north)]
            oblongs += [(size, first, last, south, low - 1), (size, first, last, high + 1, north)]
    return oblongs


def between(a: str, b: str) -> str:
    """SQL of the rank of the band between the squares of two rows, for a join; NULL where one has none.

    `a` and `b`: how the statement names them. No parameters.
    """
    m = f"greatest({a}.cell_m, {b}.cell_m)"

    def at(row: str, axis: str) -> str:
        shift = f"CASE {m} / {row}.cell_m WHEN 1 THEN 0 WHEN 2 THEN 1 WHEN 4 THEN 2 ELSE 3 END"
        return f"({row}.cell_{axis} >> {shift})"

    steps = ", ".join(f"abs({at(a, axis)} - {at(b, axis)})" for axis in "xy")
    sizes = " ".join(f"WHEN {size} THEN '{{{','.join(map(str, steps_of(size)))}}}'::int[]" for size in SIZES)
    return f"width_bucket(greatest({steps}), CASE {m} {sizes} END)"
