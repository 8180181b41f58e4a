"""A drawing of the imports between the rooms of `tui`, highest floor first.

    uv run python -m tests.drawing            as text
    uv run python -m tests.drawing mermaid    for a page that draws Mermaid

Function-level imports count. The floors are those of the contract in pyproject.toml; the exit status is 1 where an
arrow points up, or a circle is closed.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import grimp

ROOT = "tui"
Arrows = Mapping[tuple[str, str], int]


def floors() -> list[list[str]]:
    """The rooms of each floor, the highest first; the simulator stands beside the house."""
    settings = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["name"] == "floors")
    return [*([room.strip() for room in layer.replace("|", ":").split(":")] for layer in layers), ["sim"]]


def arrows(graph: grimp.ImportGraph) -> Arrows:
    """(room, other room) → in how many modules the one imports the other."""
    found: dict[tuple[str, str], int] = {}
    for module in graph.modules:
        others = {_room(each) for each in graph.find_modules_directly_imported_by(module)} - {_room(module), ROOT}
        for other in others if module != ROOT else ():
            found[_room(module), other] = found.get((_room(module), other), 0) + 1
    return found


def _room(module: str) -> str:
    return module.split(".")[1] if "." in module else ROOT


def pointing_up(found: Iterable[tuple[str, str]], levels: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """The arrows to a higher floor, or to the same one; only `cli` may start the simulator."""
    level = {room: number for number, rooms in enumerate(levels) for room in rooms}
    return sorted((one, other) for one, other in found if level[one] >= level[other] and other != "sim")


def circles(graph: grimp.ImportGraph) -> list[list[str]]:
    """The modules that import each other, straight or around others; one list a circle (Tarjan's components)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        index[module] = low[module] = len(index)
        path.append(module)
        for other in sorted(graph.find_modules_directly_imported_by(module)):
            if other not in index:
                visit(other)
                low[module] = min(low[module], low[other])
            elif other in path:
                low[module] = min(low[module], index[other])
        if low[module] == index[module]:
            start = path.index(module)
            if len(path) - start > 1:
                found.append(sorted(path[start:]))
            del path[start:]

    for each in sorted(graph.modules):
        if each not in index:
            visit(each)
    return found


def as_text(found: Arrows, levels: Sequence[Sequence[str]]) -> str:
    lines = []
    for number, rooms in enumerate(levels, 1):
        for room in rooms:
            below = [f"{other} {count}" for (one, other), count in sorted(found.items()) if one == room]
            lines.append(f"{number:2}  {room:<10} → {', '.join(below)}" if below else f"{number:2}  {room}")
    return "\n".join(lines)


def as_mermaid(found: Arrows, levels: Sequence[Sequence[str]]) -> str:
    lines = ["flowchart TD"]
    for number, rooms in enumerate(levels, 1):
        lines += [f'  subgraph floor{number}[" "]', *(f"    {room}" for room in rooms), "  end"]
    return "\n".join([*lines, *(f"  {one} --> {other}" for one, other in sorted(found))])


def main(style: str = "text") -> int:
    graph, levels = grimp.build_graph(ROOT), floors()
    found = arrows(graph)
    print({"text": as_text, "mermaid": as_mermaid}[style](found, levels))
    up, closed = pointing_up(found, levels), circles(graph)
    if style == "text":
        rooms = sum(map(len, levels))
        print(f"{rooms} rooms, {len(found)} arrows, {len(up)} pointing up, {len(closed)} circles of modules")
    for each in (*(f"up: {one} → {other}" for one, other in up), *(f"circle: {' ↔ '.join(each)}" for each in closed)):
        print(each, file=sys.stderr)
    return 1 if up or closed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
