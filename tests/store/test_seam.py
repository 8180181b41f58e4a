"""The seam: above the store nothing knows which database it is."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("library", "room"), [("sqlite3", "sqlite"), ("psycopg", "postgres"), ("psycopg_pool", "postgres")]
)
def test_only_its_room_of_the_store_names_a_database(library: str, room: str) -> None:
    naming = {path for path in Path("tui").rglob("*.py") if library in {name.split(".")[0] for name in imported(path)}}
    assert naming, "the search finds nothing"
    assert {path for path in naming if not path.is_relative_to(Path("tui/store") / room)} == set()


def imported(path: Path) -> set[str]:
    """Modules that the file imports, at its top or within a function."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_collector_monitor_and_all_screens_load_no_database() -> None:
    program = (
        "import importlib, pkgutil, sys, tui.ui, tui.monitor.monitor\n"
        "import tui.collector.runner, tui.collector.report_sender, tui.collector.pruner\n"
        "for each in pkgutil.walk_packages(tui.ui.__path__, 'tui.ui.'):\n"
        "    importlib.import_module(each.name)\n"
        "rooms = ('sqlite3', 'psycopg', 'tui.store.sqlite', 'tui.store.rows', 'tui.store.postgres')\n"
        "print(*(name for name in sys.modules if name.startswith(rooms)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
