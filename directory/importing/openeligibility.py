"""Open Eligibility's taxonomy of needs and situations (XML) into rows of HSDS 3's tables."""

import re
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

from .drafts import Drafts
from .report import Report
from .sources import BrokenFile, Row, read_text
from .values import line

Tables = dict[str, list[Row]]
SOURCE = "open-eligibility"
NAME = "Open Eligibility"


def is_it(path: Path) -> bool:
    """Whether a file looks like that."""
    return path.is_file() and path.suffix.lower() in ("", ".xml") and "<taxonomy>" in read_text(path)[:500]


def read(path: Path, report: Report) -> Tables:
    """One taxonomy, a term for each level, and the descriptions of the terms on top. Raises BrokenFile."""
    # Its declaration says "version 2.0", which no XML has; and the standard library's parser reads no entity
    # of others, so that a file can neither fetch nor grow.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", read_text(path))
    if "<!" in text:
        raise BrokenFile(f"{path.name} declares entities: not read.")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314
    except ElementTree.ParseError as error:
        raise BrokenFile(f"{path.name} is no whole XML file: {error}.") from error
    tables: Tables = defaultdict(list)
    version = line(root.findtext("version"))
    tables["taxonomies"].append(
        Row(path.name, "taxonomy", {"id": SOURCE, "name": NAME, "version": version}, is_counted=False)
    )
    for part in root:
        for top in part.findall("top_level"):
            _add(tables["taxonomy_terms"], path.name, top, "")
    for found in root.iter("category"):
        values = {"id": found.get("id", ""), "description": line(found.text)}
        tables["descriptions"].append(Row(path.name, f"category {values['id']}", values))
    report.read(path.name, len(tables["taxonomy_terms"]) + len(tables["descriptions"]))
    return tables


def add_descriptions(tables: Tables, drafts: Drafts, report: Report) -> None:
    """What the file says in another place of the terms on top goes into them."""
    terms = {draft.external_id: draft for draft in drafts.of("taxonomy_terms")}
    for row in tables.get("descriptions", []):
        if row.values["id"] in terms:
            terms[row.values["id"]].values["description"] = row.values["description"]
            terms[row.values["id"]].merged.append(row)
        else:
            report.leave_out(row.file, row.row, "id", "describes a term that is not there")


def _add(rows: list[Row], file: str, element: ElementTree.Element, parent: str) -> None:
    key = element.get("id", "")
    rows.append(
        Row(
            file,
            f"{element.tag} {key}",
            {
                "id": key,
                "code": key,
                "name": element.get("title", ""),
                "parent_id": parent,
                "taxonomy_id": SOURCE,
                "language": "en",
            },
        )
    )
    for child in element:
        _add(rows, file, child, key)
