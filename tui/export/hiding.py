"""Hiding: replaces names in the drawn lines of a screen by aliases, cell by cell, so that nothing else moves.

A drawn name is whole; or cut, with an ellipsis in place of its end or its beginning; or cut by the edge of its box; or
folded over two lines. A piece of a name is hidden too, under stars instead of an alias, since several names may begin
alike. Too much is hidden rather than too little: if a user is called 7, a lone 7 is hidden.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from rich.cells import cell_len

from tui.export.names import SHORT, Names

S = TypeVar("S")
Tells = Callable[[str], bool]

ELLIPSES = "…~"
# The length of the longest name, in characters; the API's ids and channel names are shorter.
LONGEST = 128
# The least lengths of a piece, against chance matches: digits beside an ellipsis, since figures are cut too; at an edge
# digits, letters, and characters of other scripts.
CUT_DIGITS = 3
EDGE_DIGITS, EDGE_LETTERS, EDGE_CHARACTERS = 5, 3, 2


class Box(NamedTuple):
    """The area of one widget, in cells of the screen. `folds`: its lines are one text; `scrolls`: it may begin in the
    middle of a name."""

    x: int
    y: int
    width: int
    height: int
    folds: bool = False
    scrolls: bool = False


class Grid(Generic[S]):
    """The screen's cells, each with its style; the cell after a wide character is ""."""

    def __init__(self, lines: Iterable[Iterable[tuple[str, S]]]) -> None:
        self.lines: list[list[tuple[str, S]]] = []
        for line in lines:
            cells: list[tuple[str, S]] = []
            for text, style in line:
                for character in text:
                    width = cell_len(character)
                    if width:
                        cells.append((character, style))
                        cells += [("", style)] * (width - 1)
                    elif cells:
                        # A character without width belongs to the one before it.
                        cells[-1] = (cells[-1][0] + character, style)
            self.lines.append(cells)

    def text(self, y: int, x: int, width: int) -> tuple[str, list[int]]:
        """The characters from cell `x` on, and the cell of each."""
        characters, places = [], []
        for place in range(x, min(x + width, len(self.lines[y]))):
            for character in self.lines[y][place][0]:
                characters.append(character)
                places.append(place)
        return "".join(characters), places

    def runs(self, y: int) -> list[tuple[str, S]]:
        """The line as pieces of one style each."""
        runs: list[tuple[str, S]] = []
        for character, style in self.lines[y]:
            if runs and runs[-1][1] == style:
                runs[-1] = (runs[-1][0] + character, style)
            else:
                runs.append((character, style))
        return runs


class Found(NamedTuple):
    """A name, or a piece of one (`kind` ""), between two characters of a text."""

    start: int
    end: int
    kind: str
    name: str


class Known:
    """Names by kind, to be found in text."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        self._kinds = {name: kind for kind, its in names.items() for name in its if name}
        self._lengths = sorted({len(name) for name in self._kinds}, reverse=True)
        self._ascending = sorted(self._kinds)
        self._backwards = sorted(name[::-1] for name in self._kinds)

    def find(self, text: str, *, scrolls: bool = False) -> list[Found]:
        """The matches in one line: whole names, the longest first, then pieces."""
        found = self._whole(text)
        taken = [index for one in found for index in range(one.start, one.end)]
        free = set(range(len(text))).difference(taken)
        for piece in (*self._cut(text), *self._at_edges(text, scrolls=scrolls)):
            if free.issuperset(range(piece.start, piece.end)):
                found.append(piece)
                free.difference_update(range(piece.start, piece.end))
        return found

    def folded(self, above: str, below: str) -> tuple[Found, Found] | None:
        """A name that begins at the end of one line and ends at the beginning of the next."""
        head, tail = above.rstrip(), below.lstrip()
        indent = len(below) - len(tail)
        for before in range(min(len(head), LONGEST), 0, -1):
            for length in self._lengths:
                for joint in ("", " "):
                    after = length - before - len(joint)
                    if after <= 0 or after > len(tail):
                        continue
                    kind = self._kinds.get(name := head[-before:] + joint + tail[:after])
                    if kind is not None and _is_apart(head, len(head) - before, len(head)):
                        return (
                            Found(len(head) - before, len(head), kind, name),
                            Found(indent, indent + after, "", ""),
                        )
        return None

    def _whole(self, text: str) -> list[Found]:
        found: list[Found] = []
        at = 0
        while at < len(text):
            for length in self._lengths:
                name = text[at : at + length]
                if len(name) == length and (kind := self._kinds.get(name)) and _is_apart(text, at, at + length):
                    found.append(Found(at, at + length, kind, name))
                    at += length
                    break
            else:
                at += 1
        return found

    def _cut(self, text: str) -> Iterable[Found]:
        """Pieces beside an ellipsis; the blank half of a wide character may lie between."""
        for place, sign in enumerate(text):
            if sign not in ELLIPSES:
                continue
            for end in dict.fromkeys((place, len(text[:place].rstrip(" ")))):
                if (start := self._beginning(text, end, _beside)) is not None:
                    yield Found(start, end, "", "")
                    break
            if (end_of := self._ending(text, place + 1, _beside)) is not None:
                yield Found(place + 1, end_of, "", "")

    def _at_edges(self, text: str, *, scrolls: bool) -> Iterable[Found]:
        if (start := self._beginning(text, len(text), _at_edge)) is not None:
            yield Found(start, len(text), "", "")
        if scrolls and (end := self._ending(text, 0, _at_edge)) is not None:
            yield Found(0, end, "", "")

    def _beginning(self, text: str, end: int, tells: Tells) -> int | None:
        """The start of the longest beginning of a name that ends at `end`; None without one."""
        starts = range(max(0, end - LONGEST), end)
        return next((each for each in starts if tells(text[each:end]) and self._begins(text, each, end)), None)

    def _ending(self, text: str, start: int, tells: Tells) -> int | None:
        """The end of the longest ending of a name that begins at `start`; None without one."""
        ends = range(min(len(text), start + LONGEST), start, -1)
        return next((each for each in ends if tells(text[start:each]) and self._ends(text, start, each)), None)

    def _begins(self, text: str, start: int, end: int) -> bool:
        """Whether a name begins with this text, and the text begins a word."""
        return _is_apart(text, start, None) and _has(self._ascending, text[start:end])

    def _ends(self, text: str, start: int, end: int) -> bool:
        return _is_apart(text, None, end) and _has(self._backwards, text[start:end][::-1])


def _beside(piece: str) -> bool:
    """Whether a text beside an ellipsis may be a piece of a name."""
    return not piece.isdecimal() or len(piece) >= CUT_DIGITS


def _at_edge(piece: str) -> bool:
    """Whether a text at an edge may be a piece of a name."""
    least = EDGE_DIGITS if piece.isdecimal() else EDGE_LETTERS if piece.isascii() else EDGE_CHARACTERS
    return len(piece) >= least


def _has(ascending: Sequence[str], head: str) -> bool:
    index = bisect_left(ascending, head)
    return bool(head.strip()) and index < len(ascending) and ascending[index].startswith(head)


def _is_apart(text: str, start: int | None, end: int | None) -> bool:
    """Whether the text between `start` and `end` is no part of a longer word or number."""
    if start and _is_word(text[start]) and _is_word(text[start - 1]):
        return False
    if end and end < len(text) and _is_word(text[end - 1]) and _is_word(text[end]):
        return False
    if start is None or end is None or not text[start:end].isdecimal():
        return True
    # 14:07, 97.5 %, 12,480 and 2/3 hold no user.
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return not (
        (before[-1:] in (".", ",", ":", "/") and before[:1].isdecimal())
        or before[-1:] in ("+", "−", "×")
        or (after[:1] in (".", ",", ":", "/") and after[1:2].isdecimal())
        or after in (" %", "%")
    )


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")


def hide(grid: Grid[S], boxes: Iterable[Box], known: Known, names: Names) -> None:
    """Write aliases over the names in each of the boxes."""
    for box in boxes:
        lines = range(max(0, box.y), min(box.y + box.height, len(grid.lines)))
        texts = {y: grid.text(y, box.x, box.width) for y in lines}
        for y, (text, places) in texts.items():
            found = known.find(text, scrolls=box.scrolls)
            if box.folds:
                found += _at_folds(texts, y, known)
            for one in found:
                end = places[one.end] if one.end < len(places) else min(box.x + box.width, len(grid.lines[y]))
                _write(grid, y, places[one.start], end, box.x + box.width, _alias_of(one, names))


def hidden_text(text: str, known: Known, names: Names) -> str:
    """The same text with aliases in the place of names."""
    lines = text.split("\n")
    grid: Grid[None] = Grid([[(line, None)] for line in lines])
    width = max(map(len, grid.lines))
    hide(grid, [Box(0, 0, width, len(lines), folds=True, scrolls=True)], known, names)
    return "\n".join("".join(text for text, _ in grid.runs(y)) for y in range(len(lines)))


def _at_folds(texts: Mapping[int, tuple[str, list[int]]], y: int, known: Known) -> list[Found]:
    found = []
    if y + 1 in texts and (folded := known.folded(texts[y][0], texts[y + 1][0])):
        found.append(folded[0])
    if y - 1 in texts and (folded := known.folded(texts[y - 1][0], texts[y][0])):
        found.append(folded[1])
    return found


def _alias_of(one: Found, names: Names) -> str:
    return names.of(one.kind, one.name) if one.kind else ""


def _write(grid: Grid[S], y: int, start: int, end: int, edge: int, alias: str) -> None:
    """Write the alias over those cells, and over spare blanks behind them."""
    line = grid.lines[y]
    style, spare = line[start][1], 0
    while end + spare + 1 < min(edge, len(line)) and line[end + spare][0] == line[end + spare + 1][0] == " ":
        spare += 1
    text = fitted(alias, end - start, end - start + spare)
    for offset, character in enumerate(text):
        line[start + offset] = (character, style)


def fitted(alias: str, room: int, most: int) -> str:
    """The alias in `room` to `most` cells: whole, or with as many of its digits as fit."""
    kind, _, digits = alias.partition("-")
    if not digits:
        return "*" * room
    short = f"{SHORT[kind]}-{digits}"
    for text in (alias, short):
        if len(text) <= most:
            return text.ljust(room)
    return (short if room > len("u-") + 2 else digits)[:room]
