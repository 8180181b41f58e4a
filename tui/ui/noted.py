"""Noted: the notes of the store, as signs in the lists: beside a call, a session, a channel, a metric, a diagnosis."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from tui.domain.records import MINUTE, KeptNote, Scope
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Feed
from tui.ui.live_query import LiveQuery
from tui.ui.widgets.table import Table

MOST_NOTES = 10_000


class Noted(Struct, frozen=True):
    """The subjects of notes: calls by id, their users by call and uid, channels, metrics of Live, and users or channels
    by their minute."""

    calls: frozenset[str] = frozenset()
    users: frozenset[tuple[str, str]] = frozenset()
    channels: frozenset[str] = frozenset()
    metrics: frozenset[str] = frozenset()
    minutes: frozenset[tuple[str, int]] = frozenset()


def noted_in(notes: Iterable[KeptNote]) -> Noted:
    held = [(note, note.scope) for note in notes]
    return Noted(
        frozenset(scope.call_id for _, scope in held if scope.call_id),
        frozenset((scope.call_id or "", each) for _, scope in held for each in _users(scope)),
        frozenset(scope.channel for _, scope in held if scope.channel),
        frozenset(note.metric for note, _ in held if note.metric),
        frozenset(
            (each, note.ts // MINUTE * MINUTE)
            for note, scope in held
            for each in (*_users(scope), *((scope.channel,) if scope.channel and not scope.uid else ()))
        ),
    )


def _users(scope: Scope) -> Iterable[str]:
    """The sessions and users that a note is bound to."""
    return (str(each) for each in (scope.sid, scope.uid, scope.peer_uid, scope.sender_uid) if each)


class NotedRows:
    """The signs of one list of a screen; `is_noted(noted, key)` tells of the row of that key."""

    def __init__(
        self, screen: FrameScreen, table: Callable[[], Table | None], is_noted: Callable[[Noted, str], bool]
    ) -> None:
        self._table, self._is_noted = table, is_noted
        self._query = LiveQuery(screen, self._ask, self.show, topics={"notes"}, name="notes")

    async def _ask(self, feed: Feed, now_ts: float) -> Noted:
        return noted_in(await feed.store.read(lambda snapshot: snapshot.notes(None, MOST_NOTES)))

    def show(self) -> None:
        noted, table = self._query.data, self._table()
        if noted is not None and table is not None:
            table.tell_noted(lambda key: self._is_noted(noted, key))
