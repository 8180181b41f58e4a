"""WorstList: the worst of the last minutes beside Live's metrics; `enter` opens the proof of a row."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tui.domain.records import MINUTE
from tui.ui.context import Feed
from tui.ui.live_query import LiveQuery, Owner
from tui.ui.navigation import navigator
from tui.ui.widgets.keys import KeyNames
from tui.ui.widgets.table import Table

if TYPE_CHECKING:
    from tui.ui.features.live.worst_query import WorstData


class WorstList(Table):
    """A narrow terminal has no room for it; then nothing is asked for it."""

    def __init__(self, screen: Owner, key: KeyNames) -> None:
        context = screen.context
        super().__init__(ascii=context.ascii, id="worst")
        self.context, self.key = context, key
        # Ages are told by the minute.
        self.live_query: LiveQuery[WorstData | None] = LiveQuery(
            screen, self._ask, self.show, topics={"diagnoses", "calls"}, step_s=MINUTE, name="worst"
        )

    async def _ask(self, feed: Feed, now_ts: float) -> WorstData | None:
        from tui.ui.features.live.worst_query import read_worst

        if not self.size.height:
            return None
        return await feed.store.read(partial(read_worst, endpoint=self.context.edition.diagnosis, now_ts=now_ts))

    def show(self) -> None:
        from tui.ui.features.live.worst import nobody, worst_columns, worst_rows

        data, context = self.live_query.data, self.context
        self.set_columns(worst_columns(data, context, self.key))
        self.placeholder = nobody(data, context)
        rows = worst_rows(data, context, self.size.height)
        self.update(rows)
        if rows and not self.has_focus:
            # Users come for the worst.
            self.move_cursor(rows[1].key)

    def on_resize(self) -> None:
        self.live_query.ask_again()

    def action_select(self) -> None:
        from tui.ui.features.live.worst import route_of

        data, key = self.live_query.data, self.cursor_key
        if data is not None and key is not None and (route := route_of(data, key)) is not None:
            navigator(self.app).open(route)

    def action_mark(self) -> None:
        """A mark pins a metric; here is none."""
