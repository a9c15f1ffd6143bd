"""What is made from PyPI packages and never copied by hand: fonts, libraries, catalogues."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

# Each font is two files, of which a browser loads the second where a page writes one of its letters: the
# `unicode-range` of each in tokens.css says the same. First what English and Spanish write, then Latin for
# every other language that writes with it, currencies and signs.
LETTERS = {
    "": [*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2040), 0x20AC],
    "-more": [
        *range(0x100, 0x250),
        *range(0x300, 0x370),
        *range(0x1E00, 0x1F00),
        *range(0x20A0, 0x20AC),
        *range(0x20AD, 0x20C0),
        *(0x2116, 0x2122, *range(0x2190, 0x2194), 0x2212, 0x2215, 0x2260, 0x2264, 0x2265),
    ],
}
FONTS = {
    "atkinson-regular": ("fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Regular.ttf", None),
    "atkinson-bold": ("fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Bold.ttf", None),
    # Headings have one weight and one width, drawn for large sizes: all would weigh as much as a page.
    "bricolage": (
        "fontpkg_bricolage_grotesque",
        "BricolageGrotesque[opsz,wdth,wght].ttf",
        {"opsz": 36, "wdth": 100, "wght": 760},
    ),
}
COPIES = {
    "vendor/leaflet.js": ("leaflet", "leaflet.js"),
    "vendor/leaflet.css": ("leaflet", "leaflet.css"),
    **{
        f"vendor/images/{name}": ("leaflet", f"images/{name}")
        for name in ("layers.png", "layers-2x.png", "marker-icon.png")  # what its stylesheet names
    },
    "vendor/htmx-4.min.js": ("django_htmx", "htmx-4.min.js"),
}
RECIPE = 2  # one more whenever this file makes something else of the same input


def build(target: Path, locale: Path) -> list[str]:
    """Make what is missing or older than what it is made of; the names of what was made."""
    made = [
        f"fonts/{name}{part}.woff2"
        for name in FONTS
        for part, letters in LETTERS.items()
        if _font(target / "fonts" / f"{name}{part}.woff2", name, letters)
    ]
    made += [name for name, (package, path) in COPIES.items() if _copy(target / name, package, path)]
    return made + [str(mo.relative_to(locale)) for mo in compile_catalogues(locale)]


def compile_catalogues(locale: Path) -> list[Path]:
    """Every `.po` into the `.mo` beside it; those that were made."""
    made = []
    for po in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if _is_new(mo, [po], lambda po=po, mo=mo: _compile(po, mo)):  # type: ignore[misc]
            made.append(mo)
    return made


def _compile(po: Path, mo: Path) -> None:
    with po.open("rb") as source, mo.open("wb") as target:
        write_mo(target, read_po(source, locale=po.parts[-3]))


def _font(target: Path, name: str, letters: list[int]) -> bool:
    package, file, axes = FONTS[name]
    source = Path(str(files(package) / "files" / file))

    def make() -> None:
        # Imported here: slow, and nearly always there is nothing to make.
        from fontTools.subset import Options, Subsetter
        from fontTools.ttLib import TTFont
        from fontTools.varLib.instancer import OverlapMode, instantiateVariableFont

        font = TTFont(source)
        subsetter = Subsetter(Options(hinting=False, desubroutinize=True))
        subsetter.populate(unicodes=letters)
        subsetter.subset(font)
        if axes:
            instantiateVariableFont(font, axes, inplace=True, overlap=OverlapMode.KEEP_AND_DONT_SET_FLAGS)
        font.flavor = "woff2"
        font.save(target)

    return _is_new(target, [source], make, repr((axes, letters)))


def _copy(target: Path, package: str, path: str) -> bool:
    source = _static(package) / path
    return _is_new(target, [source], lambda: _copy_file(source, target))


def _copy_file(source: Path, target: Path) -> None:
    if target.suffix == ".js":  # its map is not shipped, and manifest storage would look for it
        lines = source.read_text().splitlines()
        target.write_text("\n".join(line for line in lines if "sourceMappingURL" not in line) + "\n")
    else:
        shutil.copyfile(source, target)


def _static(package: str) -> Path:
    return Path(str(files(package))) / "static" / package


def _is_new(target: Path, sources: Iterable[Path], make: Callable[[], None], more: str = "") -> bool:
    """Call `make` unless the target was made of just these bytes by just this recipe."""
    digest = hashlib.sha256(f"{RECIPE} {more}".encode())
    for source in sources:
        digest.update(source.read_bytes())
    stamp = target.with_name(f".{target.name}.stamp")
    wanted = json.dumps({"made_of": digest.hexdigest()})
    if target.exists() and stamp.exists() and stamp.read_text() == wanted:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    make()
    stamp.write_text(wanted)
    return True
