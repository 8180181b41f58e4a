"""The terminal's title: what is bad and since when, for who looks at the list of windows only."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tui.messages import live as words
from tui.screens.context import Context
from tui.screens.live_text import number
from tui.triage.live import MetricView

# A terminal that keeps no stack of titles is left with an empty one.
SAVE, RESTORE = "\x1b[22;2t", "\x1b]2;\x07\x1b[23;2t"


class TerminalTitle:
    """`text` is what it is by us; "" while it is what it was before."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self.text = ""
        self._write = write

    def tell(self, context: Context, bad: Iterable[MetricView]) -> None:
        if not context.title:
            return
        says = ", ".join(
            words.TITLE_BAD(
                context.lang,
                metric=view.metric.title(context.lang),
                value=number(view.now[1], view.metric),
                time=context.when(view.since.first_ts),
            )
            for view in bad
            if view.now and view.since
        )
        text = f"scry {context.project}" + (f" · {says}" if says else "")
        if text != self.text:
            self._write(f"{'' if self.text else SAVE}\x1b]2;{text}\x07")
            self.text = text

    def restore(self) -> None:
        """An alarm that outlives the program would be a lie: the title is what it was before."""
        if self.text:
            self._write(RESTORE)
            self.text = ""
