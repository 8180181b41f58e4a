"""Styles: the roles of text runs, and their look in the present theme.

A role is a word ("bad", "dim", "curve1"); `ROLES` gives each its look in the theme's variables, and nothing else in the
program names a colour. They are no component classes of CSS, because Textual matches each of those for each widget
again: twenty-two on fourteen widgets took a third of the time to the first frame.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.strip import Strip
from textual.widget import Widget

from tui.domain.records import Run
from tui.terminal.cells import visible


class Look(NamedTuple):
    """Theme variables; `strength` is the share of the colour over the theme's background."""

    color: str | None = None
    strength: float = 1.0
    background: str | None = None
    bold: bool = False
    reverse: bool = False


ROLES = {
    "text": Look("foreground"),  # read first
    "dim": Look("foreground", 0.55),  # read last
    "strong": Look("foreground", bold=True),  # a heading, a value under the cursor
    "good": Look("success"),
    "warn": Look("warning"),
    "bad": Look("error", bold=True),
    "beyond": Look("error", bold=True),  # the part of a curve, the cell of a sparkline beyond the limit
    "accent": Look("accent"),  # the product's own colour: keys, the cursor's sign
    "mark": Look("accent", bold=True),  # the active tab, a pinned row
    "cursor": Look(strength=0.35, background="primary", bold=True),  # the selected row, the moment cursor
    "resting": Look(strength=0.2, background="primary"),  # the selected row of a list without the focus
    "pending": Look("foreground", 0.35),
    "missing": Look("foreground", 0.35),
    "threshold": Look("warning", 0.8),
    "axis": Look("foreground", 0.45),
    "history": Look("foreground", 0.3),  # yesterday's curve
    "curve1": Look("primary"),
    "curve2": Look("secondary"),
    "curve3": Look("success"),
    "curve4": Look("warning"),
    "curve5": Look("error"),
    "curve6": Look("accent"),
    "curve7": Look("primary-lighten-3"),
    "curve8": Look("secondary-lighten-3"),
}

# Where colours are few or none, shape alone marks a bad value: no look but these is bold and bright at once. A curve is
# not reversed, which would turn its dots into holes.
FEW_COLOURS = {
    "bad": Look("error", bold=True, reverse=True),
    "beyond": Look("foreground", bold=True),
    "warn": Look("foreground", bold=True),
    "strong": Look("foreground"),
    "mark": Look("accent"),
    "threshold": Look("foreground", 0.6),
    **{f"curve{number}": Look("foreground", 0.7) for number in range(1, 9)},
}
# In ASCII the curves keep their colours.
ASCII_LOOKS = {"bad": FEW_COLOURS["bad"]}

# Every sign of the program has an ASCII twin of the same width; names from outside keep their letters.
ASCII = str.maketrans("●○◔◑◕◌▲▼△▽■◆◇✕▶▸›–−×░·┄╌│…±Δ←→↑↓≤≥≠", "*o.:%o^v'.#!nx>>>--x/.--|~~D<>^v<>!")


class RoleStyles(Widget):
    """Mixin for widgets that draw runs."""

    def role_style(self, role: str) -> Style:
        """The role's style under the theme in force."""
        return _styles(self.app)[role]

    def runs_to_strip(self, runs: Iterable[Run], width: int, base: Style | None = None) -> Strip:
        """Runs as a strip of exactly `width` cells: cropped or padded, each run over `base`.

        Every drawn run passes here, so no text reaches the terminal as a control sequence.
        """
        base = self.rich_style if base is None else base
        if getattr(self.app, "ascii_only", False):
            runs = [(text.translate(ASCII), role) for text, role in runs]
        styles = _styles(self.app)
        segments = [Segment(visible(text), base + styles[role]) for text, role in runs]
        return Strip(segments, sum(cell_len(segment.text) for segment in segments)).adjust_cell_length(width, base)


def _styles(app: App[Any]) -> dict[str, Style]:
    """The styles of all roles, made once for each theme of an app."""
    theme, styles = getattr(app, "_role_styles", ("", {}))
    if theme != app.theme:
        is_ascii = getattr(app, "ascii_only", False)
        looks = looks_of(no_colour=app.no_color, few_colours=has_few_colours(app), ascii_only=is_ascii)
        variables = app.theme_variables
        styles = {role: _style(look, variables) for role, look in looks.items()}
        app._role_styles = (app.theme, styles)  # type: ignore[attr-defined]
    return styles


def looks_of(*, no_colour: bool, few_colours: bool, ascii_only: bool) -> dict[str, Look]:
    """`few_colours`: sixteen at most. Without any, red would be but a grey."""
    looks = {**ROLES, **(FEW_COLOURS if no_colour or few_colours else ASCII_LOOKS if ascii_only else {})}
    return {**looks, "bad": looks["bad"]._replace(color="foreground")} if no_colour else looks


def has_few_colours(app: App[Any]) -> bool:
    """Whether the terminal has sixteen colours. Without a terminal (a test, a picture) all colours are there."""
    return not app.is_headless and app.console.color_system in (None, "standard", "windows")


def _style(look: Look, variables: dict[str, str]) -> Style:
    def color(name: str | None) -> Any:
        if name is None:
            return None
        own = Color.parse(variables[name])
        # The sixteen colours of a terminal cannot be mixed.
        mixed = own if own.ansi is not None else Color.parse(variables["background"]).blend(own, look.strength)
        return mixed.rich_color

    return Style(
        color=color(look.color), bgcolor=color(look.background), bold=look.bold or None, reverse=look.reverse or None
    )
