"""Every phrase of the program is whole in both languages."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest
from msgspec import Struct
from msgspec.structs import fields

import tui.domain.glossary
import tui.messages
from tui.domain.text import Phrase


def modules(package: ModuleType) -> Iterator[ModuleType]:
    yield package
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        yield importlib.import_module(found.name)


def phrases(value: object, path: str) -> Iterator[tuple[str, Phrase]]:
    """Every phrase in a constant, however deep, with the way to it."""
    if isinstance(value, Phrase):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from phrases(item, f"{path}[{key}]")
    elif isinstance(value, list | tuple | set | frozenset):
        for index, item in enumerate(value):
            yield from phrases(item, f"{path}[{index}]")
    elif isinstance(value, Struct):
        for field in fields(value):
            yield from phrases(getattr(value, field.name), f"{path}.{field.name}")


def of_module(module: ModuleType) -> Iterator[tuple[str, Phrase]]:
    for name, value in vars(module).items():
        if not name.startswith("__"):
            yield from phrases(value, f"{module.__name__}.{name}")


ALL = [m for package in (tui.messages, tui.domain.glossary) for m in modules(package)]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.__name__)
def test_every_phrase_speaks_both_languages_with_the_same_placeholders(module: ModuleType) -> None:
    for path, phrase in of_module(module):
        for text in phrase:
            assert text.strip(), path
        assert placeholders(phrase.en) == placeholders(phrase.zh), path


def test_the_walk_finds_the_phrases_of_records_in_mappings() -> None:
    found = dict(of_module(tui.domain.glossary))
    assert found["tui.domain.glossary.MIDS[20018].title"].zh == "视频端到端丢包率"
    assert found["tui.domain.glossary.FACTORS[23].name"].en == "video downstream packet loss"
    assert "tui.domain.glossary.LIVE_METRICS[pcu].explain" in found


def test_a_placeholder_missing_in_one_language_is_seen() -> None:
    assert placeholders("{count} of {total:,}") == {"count", "total"}
    assert placeholders("{count}") != placeholders("{total}")


# Two words, a word with a capital, or Chinese: what is read, and not looked up by its name.
READ = re.compile(r"[A-Za-z]{2,}[ ,:;]+[A-Za-z]{2,}|\b[A-Z][a-z]{2,}|[\u4e00-\u9fff]")
# Ids of bindings side by side, actions with their parameters, names of keys.
LOOKED_UP = re.compile(r"[a-z_.]+\.[a-z_.]+( [a-z_.]+)*|[a-z_]+\((True|False)\)|[a-z0-9_+]+(,[a-z0-9_+]+)+")
# Says who must not have called it so; nobody reads it on a screen.
ALLOWED = {"only runs that do not fit are cut"}


def literals(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every text of a module but those that stand for themselves, which document."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.lineno, node.value


def untranslated(source: str, names: frozenset[str] = frozenset()) -> list[str]:
    return [
        f"{line}: {text}"
        for line, text in literals(ast.parse(source))
        if READ.search(text) and not LOOKED_UP.fullmatch(text) and text.lstrip("#.") not in names | ALLOWED
    ]


@pytest.mark.parametrize("room", ["ui"])
def test_no_text_reaches_a_screen_but_from_the_messages(room: str) -> None:
    files = [*Path(tui.messages.__path__[0]).parent.joinpath(room).rglob("*.py")]
    assert files
    sources = {str(file): file.read_text(encoding="utf-8") for file in files}
    # The names in selectors, and of type variables.
    classes = re.findall(r"^class (\w+)|^(\w+) = TypeVar\(", "\n".join(sources.values()), re.MULTILINE)
    known = frozenset((*map("".join, classes), "Input", "Table", "Answer"))
    found = {name: untranslated(source, known) for name, source in sources.items()}
    assert not {name: texts for name, texts in found.items() if texts}


def test_a_text_that_slipped_in_is_seen() -> None:
    assert untranslated('say("nothing here")') == ["1: nothing here"]
    assert untranslated('say(f"{count} Users")') == ["1:  Users"]
    assert untranslated('say("没有")') == ["1: 没有"]
    assert not untranslated('"""A docstring, of course."""\nbind("table.up table.down", "search(True)", "#breadcrumb")')


COUNTED = re.compile(
    r"\{\w+\} (?:(?:more|other) )?(?:bytes|calls|channels|columns|days|diagnoses|endpoints|lines|minutes|others|parts"
    r"|peers|people|receivers|reports|requests|rows|sessions|users)\b"
)
# Never one: a quota is shared by several endpoints, and one call alone does not overlap.
ALWAYS_MANY = {"{count} endpoints", "{n} calls"}


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.__name__)
def test_a_count_brings_its_noun_in_the_right_number(module: ModuleType) -> None:
    """`1 people` is read aloud: a noun in the plural never stands behind a bare number."""
    for path, phrase in of_module(module):
        bare = [found for found in COUNTED.findall(phrase.en) if found not in ALWAYS_MANY]
        assert not bare, path


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (0, "0 people were hit"),
        (1, "1 person was hit"),
        (2, "2 people were hit"),
        ("1", "1 person was hit"),
        ("≥ 1", "≥ 1 person was hit"),
        (">= 1", ">= 1 person was hit"),
        ("≥ 10", "≥ 10 people were hit"),
        ("1,001", "1,001 people were hit"),
        ("–", "– people were hit"),
    ],
)
def test_one_is_one_however_it_is_written(people: object, said: str) -> None:
    phrase = Phrase("{people:person was|people were} hit", "{people} 人受影响")
    assert phrase("en", people=people) == said
    assert phrase("zh", people=people) == f"{people} 人受影响"


def test_other_formats_and_names_of_keys_stay_as_they_are() -> None:
    phrase = Phrase("{n:row|rows} in {span:>4}: {key[calls.more]}", "{n}{span}{key[calls.more]}")
    assert phrase("en", n=1, span=2, key={"calls.more": "-"}) == "1 row in    2: -"
