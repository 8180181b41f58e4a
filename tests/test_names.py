"""Names and sentences of `tui`: one name means one thing, and a docstring is built of nouns."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

# The simulator stands on the other side of the network, imports nothing of ours, and calls things by the API's names.
ELSEWHERE = "tui/sim/"


def defined(source: str) -> Iterator[str]:
    """The classes and the aliases of types of a module; a constant is written in capitals, a type variable is one."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name[0].isupper() and not name.isupper():
                yield name


def defined_twice(sources: Mapping[str, str]) -> dict[str, list[str]]:
    """Name → the modules that define it, where there are several."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for path, source in sources.items():
        for name in defined(source):
            places[name].append(path)
    return {name: found for name, found in sorted(places.items()) if len(found) > 1}


def test_no_name_of_a_class_or_an_alias_is_defined_twice() -> None:
    sources = {str(path): path.read_text() for path in Path("tui").rglob("*.py")}
    assert len(sources) > 300
    found = defined_twice({path: text for path, text in sources.items() if not path.startswith(ELSEWHERE)})
    assert found == {}


def test_a_name_that_is_defined_twice_is_found() -> None:
    sources = {
        "a": "class Row: ...\nMOST = 5\nT = TypeVar('T')",
        "b": "Row = tuple[int, int]\nMOST = 6\nT = 1",
        "c": "Line = str",
    }
    assert defined_twice(sources) == {"Row": ["a", "b"]}


# Sentences are built of nouns: a docstring that needs one of these words hides the name of the thing.
CLAUSE = re.compile(r"\b(what|who|whose|whom|whoever|whatever)\b", re.IGNORECASE)
# Names in backticks, and what stands on a screen that is drawn in a docstring.
NAMED = re.compile(r"`[^`]*`|\(whose\)|^who causes it$", re.MULTILINE)


def clauses(source: str) -> Iterator[tuple[int, str]]:
    """Line and first line of each docstring built on a clause in place of a noun."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node) or ""
            if CLAUSE.search(NAMED.sub("", text)):
                yield getattr(node, "lineno", 1), text.partition("\n")[0]


def test_no_docstring_is_built_on_a_clause_in_place_of_a_noun() -> None:
    found = {str(path): [*clauses(path.read_text(encoding="utf-8"))] for path in Path("tui").rglob("*.py")}
    assert not {path: lines for path, lines in found.items() if lines}


def test_a_clause_in_place_of_a_noun_is_found() -> None:
    assert [*clauses('"""What is asked of a call."""')] == [(1, "What is asked of a call.")]
    assert [*clauses('def f():\n    """The user who left."""')] == [(1, "The user who left.")]
    assert not [*clauses('"""The request; `who` names the user."""')]
