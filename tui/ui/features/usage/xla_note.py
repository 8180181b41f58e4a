"""The XLA minutes of this month on Usage: their question, asked again every ten minutes, and their note."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from tui.domain.records import MINUTE
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Feed
from tui.ui.features.usage.xla import XlaData, XlaQuery, read_xla, xla_line
from tui.ui.live_query import LiveQuery
from tui.ui.widgets.note import Note

# A month of minutes takes a moment to count, and some minutes more change little.
STEP_S = 10 * MINUTE


class XlaNote:
    def __init__(self, screen: FrameScreen) -> None:
        self._screen = screen
        self._query = LiveQuery(screen, self._ask, self._show, topics=frozenset(), step_s=STEP_S, name="xla")

    @property
    def data(self) -> XlaData | None:
        return self._query.data

    def compose(self) -> Iterable[Note]:
        yield Note(id="xla")

    async def _ask(self, feed: Feed, now_ts: float) -> XlaData:
        context = self._screen.context
        query = XlaQuery(context.edition, context.xla, context.thresholds, now_ts, now_ts)
        return await feed.store.read(read_xla, query)

    def _show(self) -> None:
        line = "" if self.data is None else xla_line(self.data, self._screen.context.lang)
        note = self._screen.query_one("#xla", Note)
        note.display = bool(line)
        note.tell(Content(self._screen.plain(line)))
