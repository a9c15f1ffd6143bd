"""The house's rules about code that a machine can check."""

import ast
import re

import pytest

from .sources import name, python_files, suite_files

LONGEST_FUNCTION = 60
LONGEST_FILE = 400


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_functions_are_short():
    lengths = {
        f"{name(path)}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in python_files()
        for node in functions(ast.parse(path.read_text()))
    }
    assert {where: length for where, length in lengths.items() if length > LONGEST_FUNCTION} == {}
    ordered = sorted(lengths.values())
    assert ordered[int(len(ordered) * 0.9)] <= 25


def test_files_are_short():
    lengths = {name(path): path.read_text().count("\n") for path in python_files()}
    # Data written as Python (the demo's people, the taxonomy) is long and has no logic to get lost in.
    data = {where for where in lengths if "/demo/" in where or where.endswith("_data.py")}
    assert {w: n for w, n in lengths.items() if n > LONGEST_FILE and w not in data} == {}


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a signal", r"django\.dispatch|models\.signals|db\.signals"),
        ("logic in save()", r"^    def save\("),
        ("a naive now", r"datetime\.now\(\)|datetime\.utcnow"),
        ("an address of who asks", r"REMOTE_ADDR|HTTP_USER_AGENT"),
        ("print", r"^\s*print\("),
        (
            "a right by who entered somebody",
            r"__entered_by(?!__user)|\.entered\b|entered_by_id|\.entered_by|entered_by=[a-z]",
        ),
    ],
)
def test_code_has_no(what, pattern):
    allowed = {
        # The terms that ship with a release are loaded after its migrations; nothing hangs on a row's change.
        "a signal": {"directory/apps.py"},
        # For a shell, where there is no Django command to print.
        "print": {"mutualaid/base/postgres/__main__.py"},
        # The token buckets hash the address and forget it; nothing else looks at it. The bench makes some up.
        "an address of who asks": {"mutualaid/base/limits.py", "mutualaid/site/bench/enumeration.py"},
        # `members.speaking` asks whether they still organize. The others write it down, keep two from being
        # brought together by it, or say of a step that was taken for whom it was.
        "a right by who entered somebody": {
            *("members/speaking.py", "members/actions/persons.py", "exchanges/actions/posts.py"),
            *("exchanges/matching/standing.py", "exchanges/talk/flow.py"),
        },
    }.get(what, set())
    found = [
        name(path)
        for path in python_files()
        if name(path) not in allowed and re.search(pattern, path.read_text(), re.MULTILINE)
    ]
    assert found == []


def test_nobody_looks_for_a_word_that_a_random_key_may_spell():
    """Pages and mails carry random letters: three of them are a word once in a few thousand runs."""
    short = [
        f"{name(path)}:{node.lineno} {node.left.value}"
        for path in suite_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn)
        if isinstance(node.left, ast.Constant) and re.fullmatch(r"\w{1,3}", str(node.left.value))
    ]
    assert short == []
