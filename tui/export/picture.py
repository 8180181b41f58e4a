"""Picture: the screen as SVG."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment, Segments

# The width of a cell in Rich's drawings, and a piece of text in one.
CELL = 12.2
# A wide character is an em wide, which is less than two cells at the size of the others: larger and stretched by a
# tenth, wide characters stand as close to each other as on paper.
_WIDE = ' lengthAdjust="spacingAndGlyphs" font-size="22px"'
_TEXT = re.compile(r'(<text class="terminal-r\d+" x=")([\d.]+)("[^>]*textLength=")[\d.]+("[^>]*>)([^<]*)</text>')
# A piece that begins with blanks, or holds nothing else.
_LED = re.compile(
    r'(<text class="terminal-r\d+" x=")([\d.]+)("[^>]*textLength=")([\d.]+)("[^>]*>)((?:&#160;)+)(</text>)?'
)

Lines = Sequence[Sequence[Segment]]


def to_svg(lines: Lines, title: str) -> str:
    """The SVG of lines of one width. Slow: call it off the event loop."""
    width = max((sum(segment.cell_length for segment in line) for line in lines), default=1)
    console = Console(
        width=width,
        height=len(lines),
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        record=True,
        legacy_windows=False,
    )
    ended = [segment for line in lines for segment in (*line, Segment.line())]
    console.print(Segments(ended[:-1]), end="")
    return trimmed(in_cells(console.export_svg(title=title, unique_id="terminal")))


def in_cells(svg: str) -> str:
    """Every character in its own cells: Rich gives a wide character the room of a narrow one."""
    return _TEXT.sub(_pieces, svg)


def trimmed(svg: str) -> str:
    """Without blanks at the beginning of a text: some viewers drop them, and shift the rest."""
    return _LED.sub(_behind_blanks, svg)


def _behind_blanks(found: re.Match[str]) -> str:
    head, x, middle, length, tail, blanks, end = found.groups()
    if end:
        return ""
    moved = blanks.count(";") * CELL
    return f"{head}{float(x) + moved:g}{middle}{float(length) - moved:g}{tail}"


def _pieces(found: re.Match[str]) -> str:
    """A piece of text as pieces of one width."""
    head, x, middle, tail, text = found.groups()
    pieces, column = [], 0
    for _, group in groupby(html.unescape(text), key=cell_len):
        piece = "".join(group)
        cells = cell_len(piece)
        length, place = f"{cells * CELL:g}", f"{float(x) + column * CELL:g}"
        escaped = html.escape(piece).replace("\u00a0", "&#160;")
        wide = _WIDE if cells == 2 * len(piece) else ""
        pieces.append(f'{head}{place}{middle}{length}"{wide}{tail[1:]}{escaped}</text>')
        column += cells
    return "".join(pieces)
