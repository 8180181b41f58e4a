"""The imports inside `tui`: no circle of modules, no arrow to a higher floor, no feature in another; the drawing."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import grimp
import pytest

from tests.drawing import arrows, as_mermaid, as_text, circles, floors, pointing_up

FEATURES = sorted(each.name for each in Path("tui/ui/features").iterdir() if (each / "screen.py").exists())


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("tui")


def test_no_module_imports_itself_around_others(graph: grimp.ImportGraph) -> None:
    assert circles(graph) == []


def test_a_circle_is_found_where_there_is_one() -> None:
    graph = grimp.ImportGraph()
    for one, other in (("a", "b"), ("b", "c"), ("c", "b"), ("a", "d")):
        graph.add_import(importer=one, imported=other)
    assert circles(graph) == [["b", "c"]]


def test_no_arrow_points_up(graph: grimp.ImportGraph) -> None:
    assert pointing_up(arrows(graph), floors()) == []
    assert pointing_up([("domain", "ui"), ("ui", "domain"), ("agora", "store")], floors()) == [
        ("agora", "store"),
        ("domain", "ui"),
    ]


def test_no_feature_imports_another(graph: grimp.ImportGraph) -> None:
    assert len(FEATURES) >= 12
    rooms = [f"tui.ui.features.{name}" for name in FEATURES]
    chains = [
        (one, other)
        for one, other in permutations(rooms, 2)
        if graph.direct_import_exists(importer=one, imported=other, as_packages=True)
    ]
    assert chains == []


def test_every_room_and_every_arrow_is_drawn(graph: grimp.ImportGraph) -> None:
    found = arrows(graph)
    text, mermaid = as_text(found, floors()), as_mermaid(found, floors())
    rooms = {each.name for each in Path("tui").iterdir() if each.suffix == ".py" or (each / "__init__.py").exists()}
    for room in (name.removesuffix(".py") for name in rooms - {"__init__.py"}):
        assert f"  {room}" in text
        assert f"    {room}" in mermaid
    assert "  ui --> analysis" in mermaid
    assert "ui         → " in text
