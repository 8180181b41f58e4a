"""Page walks: the sessions that the pages of one list held so far, so that a list that repeats a page has an end."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from tui.domain.records import Request, SessionPage

# So many walks are remembered: a few calls are looked at at a time.
MOST_WALKS = 16


class _Walk(Struct):
    """`unread` counts the rows of its pages that were not read."""

    sids: set[str]
    unread: int = 0


class PageWalks:
    """Of one process. A walk with its first pages in another process claims no lacking sessions."""

    def __init__(self) -> None:
        self._walks: dict[tuple[object, ...], _Walk] = {}

    def turned(self, request: Request, page: SessionPage, unread: int) -> SessionPage:
        """The page, as the last one where it holds nothing new; a last page knows the sessions that are lacking: rows
        of earlier pages that were not read, and those that the server counted and did not give."""
        key = request.endpoint, request.call_id, request.part, request.window
        is_first = request.selection.page == 1
        walk = _Walk(set()) if is_first else self._walks.pop(key, None)
        if walk is None:
            return page
        new = {one.sid for one in page.sessions} - walk.sids
        walk.sids |= new
        has_more = page.has_more and (is_first or bool(new) or unread > 0)
        if has_more:
            walk.unread += unread
            self._walks[key] = walk
            while len(self._walks) > MOST_WALKS:
                del self._walks[next(iter(self._walks))]
            return page
        lacking = max(walk.unread, (page.total or 0) - len(walk.sids) - unread)
        return replace(page, has_more=False, lacking=lacking)
