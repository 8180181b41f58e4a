"""The key line: the few keys a screen names, the filter in force, or that the terminal is too small."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.cells import cell_len
from textual.timer import Timer

from tui.domain.records import Run, Runs
from tui.domain.text import Lang
from tui.messages import frame as words
from tui.messages.keys import KEYS
from tui.ui.widgets.keys import joined
from tui.ui.widgets.line import Line
from tui.ui.widgets.table import Table

NEEDS_WIDTH, NEEDS_HEIGHT = 80, 24
MOST_KEYS = 6
GAP = "   "
# Cells left and right of the line's text.
PADDING = 2
SAY_S = 4.0


class KeyLine(Line):
    """The keys, or for a moment a sentence: a toast would repaint a corner of the screen for each word."""

    _said: Timer | None = None
    _text: Callable[[], str] | None = None

    def tell(self, runs: Runs) -> None:
        self._text = None
        self.runs = runs

    def say(self, text: str | Callable[[], str], then: Callable[[], object]) -> None:
        """`then` is called SAY_S seconds later; until then `retell` asks for a sentence that is given as a function."""
        self._text = text if callable(text) else None
        self.runs = ((text() if callable(text) else text, "strong"),)
        if self._said is not None:
            self._said.stop()

        def end() -> None:
            self._said = None
            then()

        self._said = self.set_timer(SAY_S, end)

    @property
    def is_saying(self) -> bool:
        return self._said is not None

    def retell(self) -> None:
        if self._text is not None:
            self.runs = ((self._text(), "strong"),)


def key_runs(
    footer: Sequence[str],
    signs: Mapping[str, Sequence[str]],
    table: Table | None,
    lang: Lang,
    *,
    size: tuple[int, int],
    hidden: bool = False,
) -> Runs:
    """`footer` names bindings; two in one entry (`← →`) share the word of the first. An entry without room is left
    out whole. `hidden`: the filter may be a piece of a name that must not be seen."""
    width, height = size
    if width < NEEDS_WIDTH or height < NEEDS_HEIGHT:
        return ((words.TOO_SMALL(lang, width=width, height=height), "warn"),)
    runs: list[Run] = []
    if table is not None and table.filter_text:
        shown, total = table.count
        runs += [
            ("/" + ("*" * len(table.filter_text) if hidden else table.filter_text), "mark"),
            (f" {words.OF(lang, shown=shown, total=total)}   ", "text"),
        ]
    room = width - PADDING - sum(cell_len(text) for text, _ in runs)
    for ids in footer[:MOST_KEYS]:
        keys, label = joined(signs, ids), f" {KEYS[ids.split()[0]].label(lang)}"
        room -= cell_len(f"{keys}{label}{GAP}")
        if keys and room + len(GAP) >= 0:
            runs += [(keys, "accent"), (f"{label}{GAP}", "dim")]
    return tuple(runs)
