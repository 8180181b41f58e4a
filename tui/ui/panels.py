"""Panels: two lists of one screen; the keys go to one of them, and one of them may have the whole body."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.screen import Screen
from textual.widget import Widget


class Panels:
    """`active` is the id of the list that the keys go to, or last went to; `maximised` of the one that has the body.

    The screen has the class `only-ID` while the list `ID` is maximised; then `fit` is called.
    """

    def __init__(self, screen: Screen[Any], first: str, second: str, fit: Callable[[], object] | None = None) -> None:
        self.active, self.maximised = first, ""
        self._screen, self._ids, self._fit = screen, (first, second), fit

    def focused(self, widget: Widget) -> None:
        if widget.id in self._ids:
            self.active = widget.id

    def switch(self) -> None:
        """The keys go to the other list."""
        self.active = self._ids[self._ids.index(self.active) - 1]
        if self.maximised:
            self._maximise(self.active)
        self._screen.set_focus(self._screen.query_one(f"#{self.active}"))

    def toggle(self) -> None:
        """The whole body to the active list, or to both again."""
        self._maximise("" if self.maximised else self.active)

    def step_back(self) -> bool:
        """Whether a maximised list was made small again."""
        if not self.maximised:
            return False
        self._maximise("")
        return True

    def _maximise(self, name: str) -> None:
        self.maximised = name
        for each in self._ids:
            self._screen.set_class(each == name, f"only-{each}")
        if self._fit is not None:
            self._fit()
