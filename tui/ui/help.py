"""Help: the keys of the screen beneath, grouped by place, and the meaning of its signs.

╭ Keys and signs · Live ──────────────────────────────────────────────────╮
│ This screen                                  Everywhere                 │
│ z            Give the charts the whole …     p       Freeze the view; … │
│ Lists                                        Signs                      │
│ ↑ k          Move the cursor one row up      ▲       bad: too high      │
╰─────────────────────────────────────────────────── esc closes · ↑↓ … ───╯
Below 150 columns the right side is below the left one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from tui.config.values import SCREENS
from tui.domain.text import Phrase
from tui.messages import help as words
from tui.messages.frame import TABS
from tui.messages.keys import KEYS
from tui.messages.signs import FEED, SIGNS, Sign
from tui.ui.context import Reader
from tui.ui.dialog import Dialog
from tui.ui.text_page import Scroll
from tui.ui.widgets.keys import bind, key_sign
from tui.ui.widgets.styles import ASCII

# From this width on the signs stand beside the keys.
SIDE_BY_SIDE = 150
# The keys of no screen in particular, though a screen binds them.
_ANYWHERE = frozenset({"back", "leave"})
_OF_LISTS = frozenset({"filter"})
_GROUPS = (words.THIS_SCREEN, words.LISTS, words.EVERYWHERE)
# An ASCII twin of one character would say something else.
_ASCII_SIGNS = {"≥ 10": ">= 10", "⠒⠒ ⠂ ⠂": ".. : :"}


class HelpScreen(Dialog[None]):
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (SIDE_BY_SIDE, "-wide")]  # noqa: RUF012 - as its base declares it
    AUTO_FOCUS = "Scroll"
    BINDINGS: ClassVar[list[BindingType]] = [bind("help", "question_mark,f1", "dismiss")]

    def __init__(
        self,
        context: Reader,
        name: str,
        bindings: Iterable[ActiveBinding],
        unused: frozenset[str] = frozenset(),
        tabs: Sequence[str] = (),
    ) -> None:
        """`name` is the screen's in `SIGNS`; `unused` are bindings that do nothing there; `tabs` the tabs' titles."""
        super().__init__(context)
        self.tabs = tabs
        self.about = name
        self.groups = grouped(bindings, unused)

    def compose(self) -> ComposeResult:
        lang = self.context.lang
        *here, everywhere = [
            (_GROUPS[index], self._keys(index, keys)) for index, keys in enumerate(self.groups) if keys
        ]
        signs, feed = (words.SIGNS, self._signs(SIGNS.get(self.about, ()))), (words.FEED, self._signs(FEED))
        with Scroll(id="sheet") as sheet, Horizontal():
            yield Vertical(*self._table(here), id="left")
            yield Vertical(*self._table((everywhere, signs, feed)), id="right")
        self.entitle(
            sheet,
            words.TITLE(lang, screen=words.SCREENS[self.about](lang)),
            words.CLOSE(lang, key=self.key),
        )

    def _keys(self, group: int, keys: Mapping[str, Sequence[str]]) -> Iterable[tuple[str, str]]:
        lang = self.context.lang
        tabs = [f"tab.{name}" for name in SCREENS]
        if group == _GROUPS.index(words.EVERYWHERE) and set(tabs) <= set(keys):
            names = " · ".join(self.tabs or [TABS[name](lang) for name in SCREENS])
            yield " ".join(keys[each][0] for each in tabs), words.TABS(lang, tabs=names)
            keys = {each: signs for each, signs in keys.items() if each not in tabs}
        for each, signs in keys.items():
            yield " ".join(dict.fromkeys(signs)), KEYS[each].sentence(lang)

    def _signs(self, signs: Sequence[Sign]) -> Iterable[tuple[str, str]]:
        for sign, meaning in signs:
            yield self._sign(sign(self.context.lang)), meaning(self.context.lang)

    def _sign(self, sign: str) -> str:
        return _ASCII_SIGNS.get(sign, sign).translate(ASCII) if self.context.ascii else sign

    def _table(self, parts: Iterable[tuple[Phrase, Iterable[tuple[str, str]]]]) -> Iterable[Widget]:
        """Headings with their rows; all meanings, and their continuation lines, begin in one column."""
        listed = [(heading, list(rows)) for heading, rows in parts]
        width = max((cell_len(sign) for _, rows in listed for sign, _ in rows), default=0) + 2
        for index, (heading, rows) in enumerate(listed):
            first = " first" if not index else ""
            yield Static(Content.styled(heading(self.context.lang), "bold"), classes=f"heading{first}")
            for sign, meaning in rows:
                shown = Static(Content.styled(self.plain(sign), "$accent"), classes="sign")
                shown.styles.width = width
                yield Horizontal(shown, Static(Content(self.plain(meaning)), classes="meaning"), classes="row")


def grouped(bindings: Iterable[ActiveBinding], unused: frozenset[str]) -> tuple[dict[str, list[str]], ...]:
    """Binding id → its keys: those of the screen itself, those of lists, those that work everywhere; in the order of
    `KEYS`, wherever they were rebound to."""
    groups: tuple[dict[str, list[str]], ...] = ({}, {}, {})
    for node, binding, enabled, _ in bindings:
        if binding.id is None or binding.id not in KEYS or binding.id in unused or not enabled:
            continue
        if isinstance(node, App) or binding.id in _ANYWHERE:
            group = groups[2]
        elif not isinstance(node, Screen) or binding.id in _OF_LISTS:
            group = groups[1]
        else:
            group = groups[0]
        group.setdefault(binding.id, []).append(key_sign(binding.key))
    order = {binding_id: place for place, binding_id in enumerate(KEYS)}
    return tuple(dict(sorted(group.items(), key=lambda one: order[one[0]])) for group in groups)
