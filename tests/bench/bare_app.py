"""The control of the terminal benchmarks: the least that Textual can show, and can show anew at a key."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Static


class Bare(App[None]):
    BINDINGS: ClassVar[list[BindingType]] = [("j,k", "tell")]

    told = 0

    def compose(self) -> ComposeResult:
        yield Static("bare")

    def action_tell(self) -> None:
        self.told += 1
        self.query_one(Static).update(f"bare {self.told}")


if __name__ == "__main__":
    Bare().run()
