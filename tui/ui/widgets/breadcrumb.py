"""Breadcrumb: the path to the screen. A long one loses its middle; a click reports the clicked part."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from tui.domain.records import Run
from tui.terminal.cells import visible
from tui.ui.widgets.styles import RoleStyles

HEAD = "scry  "
SEPARATOR = " › "
ELLIPSIS = "…"


def shortened(parts: Sequence[str], width: int) -> tuple[tuple[int, str], ...]:
    """The parts that fit into `width` cells, each with its index.

    The middle is left out first, from its outermost part, then the project; one `…` stands for them, with the index of
    the last part left out. The last part stays, cut if it alone is too long.
    """
    whole = tuple(enumerate(parts))
    if _cells(parts) <= width or not parts:
        return whole
    last = len(parts) - 1
    for first, end in (*((1, end) for end in range(2, last + 1)), *([(0, last)] if last else [])):
        kept = (*whole[:first], (end - 1, ELLIPSIS), *whole[end:])
        if _cells([text for _, text in kept]) <= width:
            return kept
    head = ((last - 1, ELLIPSIS),) if last else ()
    spare = width - sum(cell_len(text) + len(SEPARATOR) for _, text in head)
    return (*head, (last, set_cell_size(parts[last], max(0, spare - 1)).rstrip() + ELLIPSIS))


def width_of(parts: Sequence[str]) -> int:
    """The cells of the whole breadcrumb."""
    return cell_len(HEAD) + _cells([visible(part) for part in parts])


def _cells(texts: Sequence[str]) -> int:
    return sum(map(cell_len, texts)) + len(SEPARATOR) * (len(texts) - 1)


class Breadcrumb(RoleStyles):
    """`parts`: the project, then each drilled scope, outermost first."""

    parts: reactive[tuple[str, ...]] = reactive(())

    class Clicked(Message):
        """A click on the part of that index."""

        def __init__(self, crumbs: Breadcrumb, index: int) -> None:
            super().__init__()
            self.crumbs = crumbs
            self.index = index

        @property
        def control(self) -> Breadcrumb:
            return self.crumbs

    def __init__(self, parts: tuple[str, ...], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.set_reactive(Breadcrumb.parts, parts)

    def _shown(self) -> tuple[tuple[int, str], ...]:
        return shortened([visible(part) for part in self.parts], self.size.width - cell_len(HEAD))

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y or not self.parts:
            return self.runs_to_strip((), width)
        runs: list[Run] = [(HEAD, "accent")]
        for place, (index, text) in enumerate(self._shown()):
            runs += [(SEPARATOR, "dim")] if place else []
            runs.append((text, "strong" if index == 0 else "text"))
        return self.runs_to_strip(runs, width)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or not self.parts:
            return
        right = cell_len(HEAD)
        for index, text in self._shown():
            right += cell_len(text)
            if offset.x < right:
                self.post_message(self.Clicked(self, index))
                return
            right += len(SEPARATOR)
