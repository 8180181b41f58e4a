"""Every phrase of the program is whole in both languages."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from string import Formatter
from types import ModuleType

import pytest
from msgspec import Struct
from msgspec.structs import fields

import tui.glossary
import tui.messages
from tui.messages import Phrase


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


ALL = [m for package in (tui.messages, tui.glossary) for m in modules(package)]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.__name__)
def test_every_phrase_speaks_both_languages_with_the_same_placeholders(module: ModuleType) -> None:
    for path, phrase in of_module(module):
        for text in phrase:
            assert text.strip(), path
        assert placeholders(phrase.en) == placeholders(phrase.zh), path


def test_the_walk_finds_the_phrases_of_records_in_mappings() -> None:
    found = dict(of_module(tui.glossary))
    assert found["tui.glossary.MIDS[20018].title"].zh == "视频端到端丢包率"
    assert found["tui.glossary.FACTORS[23].name"].en == "video downstream packet loss"
    assert "tui.glossary.LIVE_METRICS[pcu].explain" in found


def test_a_placeholder_missing_in_one_language_is_seen() -> None:
    assert placeholders("{count} of {total:,}") == {"count", "total"}
    assert placeholders("{count}") != placeholders("{total}")
