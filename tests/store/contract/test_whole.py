"""The contract is whole: every method of the protocols is asked by some test beside this one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tui.store.api import Changes, Snapshot, Store

TESTS = [path for path in Path(__file__).parent.glob("test_*.py") if path != Path(__file__)]


def called(name: str) -> set[str]:
    """Attributes of what the tests call `name`."""
    return {
        node.attr
        for path in TESTS
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).rpartition(".")[2] == name
    }


def methods(protocol: type) -> set[str]:
    return {name for name in vars(protocol) if not name.startswith("_")}


@pytest.mark.parametrize(("protocol", "name"), [(Snapshot, "snapshot"), (Changes, "changes"), (Store, "store")])
def test_every_method_is_asked(protocol: type, name: str) -> None:
    assert len(methods(protocol)) > 5
    assert methods(protocol) - called(name) == set()
