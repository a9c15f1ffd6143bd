"""What the guards read: the project's own files."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ["mutualaid", "exchanges", "members", "directory"]


def python_files() -> list[Path]:
    """Our own modules, without migrations."""
    return sorted(
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
    )


def suite_files() -> list[Path]:
    """The suite's own modules."""
    return sorted((ROOT / "tests").rglob("*.py"))


def template_files() -> list[Path]:
    """Every template of both engines."""
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


def name(path: Path) -> str:
    """The path as one would type it from the root."""
    return path.relative_to(ROOT).as_posix()
