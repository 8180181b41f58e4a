"""A view's input in a test: a context without a feed, keys, a list as shown."""

from __future__ import annotations

from collections.abc import Sequence

from tests.worlds import make_context, manual_clock
from tui.domain.records import Runs
from tui.domain.text import Lang
from tui.ui.context import Context, Feed
from tui.ui.widgets.keys import KeyNames
from tui.ui.widgets.rows import Row, ShownRows, as_source

SIGNS = {
    "back": ["esc"],
    "call.servers": ["i"],
    "live.panel": ["tab"],
    "refresh": ["r"],
    "report.close": ["ctrl+w"],
    "report.send": ["ctrl+s"],
    "reports": ["ctrl+r"],
    "table.select": ["enter"],
}
KEY = KeyNames(SIGNS)


def context(lang: Lang = "en", *, ascii_only: bool = False) -> Context:
    """At tests.worlds.NOW_TS, 2026-11-22 07:56:10 UTC."""

    async def never() -> Feed:
        raise AssertionError

    return make_context(manual_clock(), never, lang=lang, ascii_only=ascii_only)


def said(runs: Runs) -> str:
    return "".join(text for text, _ in runs)


def listed(keys: Sequence[str], *, filter_text: str = "", sort: str | None = None, reverse: bool = False) -> ShownRows:
    """A list that shows rows of these keys, in this order."""
    return ShownRows(as_source([Row(key, ()) for key in keys]), range(len(keys)), filter_text, sort, reverse)
