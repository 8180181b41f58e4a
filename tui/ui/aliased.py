"""A screen drawn by aliases, for pictures and for copies of its text; the terminal shows own names all along.

with aliased(screen, names):    the same answers, rows, cursor and sizes, by other names
    lines = …                   no frame is painted in between: nothing here waits
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from textual.css.query import DOMQuery
from textual.widgets import Input

from tui.domain.names import Names
from tui.ui.context import Context
from tui.ui.footer import KeyLine
from tui.ui.widgets.table import Table


class Redrawn(Protocol):
    """A screen that can be drawn by other names."""

    context: Context

    def redraw(self) -> None:
        """Draw the answers in hand again, by the names of the context."""
        ...

    def query(self, selector: Any, /) -> DOMQuery[Any]: ...
    def tell_keys(self) -> None: ...


@contextmanager
def aliased(screen: Redrawn, names: Names) -> Iterator[None]:
    """Meanwhile the screen is drawn by `names`; fields show no typed text, the key line no sentence."""
    if not names.hidden:
        yield
        return
    context, own = screen.context, screen.context.names
    fields = [(field, field.password) for field in screen.query(Input)]
    lines = [(line, line.runs) for line in screen.query(KeyLine)]
    tables = [*screen.query(Table)]

    def draw(by: Names, *, held: bool) -> None:
        context.names = by
        for table in tables:
            table.holds = held
        screen.redraw()

    try:
        for field, _ in fields:
            field.password = True
        draw(names, held=True)
        screen.tell_keys()
        yield
    finally:
        draw(own, held=False)
        for field, password in fields:
            field.password = password
        for line, runs in lines:
            line.runs = runs
