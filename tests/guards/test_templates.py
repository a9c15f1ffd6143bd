"""The house's rules about templates that a machine can check."""

import re

import pytest

from .sources import ROOT, name, python_files, template_files


def test_every_template_is_used():
    names = {path: path.relative_to(ROOT / "templates").as_posix() for path in template_files()}
    sources = "\n".join(path.read_text() for path in [*python_files(), *names])
    unused = [
        short
        for path, short in names.items()
        if not short.startswith("django/") and short not in sources and not used_by_convention(short, sources)
    ]
    assert unused == []


def used_by_convention(short: str, sources: str) -> bool:
    """Error pages are looked up by number, mail parts by their stem, generic views by model and suffix."""
    stem = short.rsplit(".", 1)[0]
    if re.fullmatch(r"(4|5)\d\d(_csrf)?", stem) or short.startswith(("account/", "mfa/")):
        return True
    if short.startswith("emails/"):
        return f'"{stem}"' in sources or f'"{stem.removeprefix("emails/")}"' in sources
    return bool(re.search(r"_(list|detail|form)\.html$", short))


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("an inline style", r"<style|\sstyle="),
        ("an inline script", r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)"),
        ("an event attribute", r"\son[a-z]+="),
        ("a safe filter", r"\|\s*safe\b"),
        (
            "another host's file",
            r"(src|href)=[\"'](https?:)?//(?!www\.w3\.org)[^\"']*\.(js|css|woff2?|png|svg)",
        ),
        ("a word we do not use", r"(?i)>[^<{]*\b(submit|beneficiar|client|intake)"),
    ],
)
def test_templates_have_no(what, pattern):
    def is_mail(path):
        return "emails" in path.parts

    found = [
        name(path)
        for path in template_files()
        if not (is_mail(path) and what == "an inline style") and re.search(pattern, path.read_text())
    ]
    assert found == []
