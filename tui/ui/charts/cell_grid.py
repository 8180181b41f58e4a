"""CellGrid: a sheet of terminal cells for text, read as lines of runs, each exactly as wide as the sheet."""

from __future__ import annotations

from unicodedata import category, east_asian_width

from tui.domain.records import Run, Runs

# The second cell of a wide character prints nothing of its own.
_TAIL = ""


def text_width(text: str) -> int:
    """The cells a terminal gives the text: two to wide characters (CJK), none to combining ones."""
    return len(text) if text.isascii() else sum(map(_char_width, text))


def _char_width(char: str) -> int:
    if category(char) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


class CellGrid:
    """`width` × `height` blank cells. Text that reaches over an edge is cropped."""

    def __init__(self, width: int, height: int, blank_role: str) -> None:
        self.width = width
        self.height = height
        self._blank_role = blank_role
        self._chars = [[" "] * width for _ in range(height)]
        self._roles = [[""] * width for _ in range(height)]

    def put(self, row: int, column: int, text: str, role: str) -> None:
        chars, roles = self._chars[row], self._roles[row]
        for char in text:
            cells = _char_width(char)
            if cells and column >= 0 and column + cells <= self.width:
                chars[column : column + cells] = [char, _TAIL][:cells]
                roles[column : column + cells] = [role] * cells
            column += cells

    def put_cells(self, row: int, column: int, chars: str, role: str) -> None:
        """Put narrow characters that all lie on the grid: curves and axes."""
        self._chars[row][column : column + len(chars)] = chars
        self._roles[row][column : column + len(chars)] = [role] * len(chars)

    def put_if_blank(self, row: int, first: int, last: int, char: str, role: str) -> None:
        """`char`, one cell wide, in each blank cell from `first` to before `last`."""
        chars, roles = self._chars[row], self._roles[row]
        for column in range(first, last):
            if not roles[column]:
                chars[column] = char
                roles[column] = role

    def last_blank(self, row: int, first: int, last: int, cells: int) -> int | None:
        """The column of the last `cells` blank cells in a row that lie between `first` and `last`."""
        blanks = "".join("x" if role else " " for role in self._roles[row][first:last])
        found = blanks.rfind(" " * cells)
        return None if found < 0 else first + found

    def lines(self) -> tuple[Runs, ...]:
        return tuple(map(self._runs, self._chars, self._roles))

    def _runs(self, chars: list[str], roles: list[str]) -> Runs:
        """Cells of one role joined; a blank cell takes the role of the cell before it, since a blank shows no role."""
        runs: list[Run] = []
        start, role = 0, ""
        for column, other in enumerate(roles):
            if other and other != role:
                if role:
                    runs.append(("".join(chars[start:column]), role))
                    start = column
                role = other
        if chars:
            runs.append(("".join(chars[start:]), role or self._blank_role))
        return tuple(runs)
