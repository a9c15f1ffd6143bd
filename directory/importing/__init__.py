"""Reading other people's directories.

    sources     files -> rows, or `BrokenFile`: a file cut in half, of another encoding, of another shape
    hsds        HSDS 3 and 2, JSON and CSV -> rows of HSDS 3's tables
    mapped      any spreadsheet, by a mapping file -> rows of HSDS 3's tables
    drafts      rows -> checked drafts of our models; what cannot be taken is reported
    store       drafts -> the database, set-based
    run         all of it in one transaction

A broken file stores nothing at all. A row that cannot be taken is left out whole, with everything that
belongs to it, and reported by file, row, column and reason; the others are stored (or none, with `strict`).
"""

from .report import OUTCOMES, Report
from .run import import_hsds, import_table
from .sources import BrokenFile

__all__ = ["OUTCOMES", "BrokenFile", "Report", "import_hsds", "import_table"]
