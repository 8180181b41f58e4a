"""The seam to the store: everything above sees these three protocols, and no database.

Store ── read  ─▶ Snapshot   one consistent reading, off the event loop
      ── write ─▶ Changes    one transaction a decision
      ── subscribe           the topics that changed (tui/store/topics.py)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from msgspec import Struct

from tui.clock import DateReading
from tui.domain.records import CallDetails, Window
from tui.store.changes import Changes
from tui.store.snapshot import Snapshot

__all__ = ["Changes", "Salvage", "Snapshot", "Store"]

P = ParamSpec("P")
T = TypeVar("T")


class Salvage(Struct, frozen=True):
    """Where the damaged file lies now, and of which tables not everything could be read."""

    aside: Path
    lost: tuple[str, ...]


class Store(Protocol):
    """One project (base URL and app id) in one store. It belongs to one event loop. `read` and `write` raise StoreError
    for a refusal of the store, and for a closed one."""

    @property
    def path(self) -> Path:
        """Its path, or another name for its user."""
        ...

    @property
    def salvaged(self) -> Salvage | None:
        """The outcome of a damaged store's recovery, where opening the store needed one."""
        ...

    @property
    def unsaved(self) -> int:
        """How many answers of the server were lost at `close`: the store was away to the end."""
        ...

    @property
    def dates(self) -> Sequence[DateReading]:
        """The last `Date` headers that the store held when it was opened, in no order: a clock that learns them goes by
        the server's time before the first question."""
        ...

    async def read(self, question: Callable[Concatenate[Snapshot, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`question(snapshot, …)`, answered in a thread from one snapshot."""
        ...

    async def write(self, change: Callable[Concatenate[Changes, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`change(changes, …)` as one transaction; an exception undoes it. Nobody else writes meanwhile.

        Once handed over it is carried out, even if the caller is cancelled. Subscribers hear of it before the caller
        goes on.
        """
        ...

    async def write_to_disk(self, change: Callable[Concatenate[Changes, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `write`; the change outlives a loss of power, not only the end of the process."""
        ...

    async def keep(self, change: Callable[Concatenate[Changes, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `write`, for an answer of the server, which would be lost: while the store cannot be reached the change
        waits in memory, and is made when the store is back. It must be the same later, and twice the same as once."""
        ...

    def packed(self, details: CallDetails, window: Window) -> object:
        """The curves as `Changes.put_details` takes them, of `window`, which was asked. Takes up to a second for a
        large answer: not for the event loop."""
        ...

    def subscribe(self, call: Callable[[frozenset[str]], None]) -> Callable[[], None]:
        """`call` with the topics that changed, on the event loop, until the function returned is called. The topics of
        other processes come while `watch` runs."""
        ...

    async def watch(self, interval_s: float = 0.25) -> None:
        """Announce the changes of other processes, until `close`. Ends after announcing `store:lost`: the store is
        gone, replaced or unreadable. From then on `write` raises StoreError; the known data can still be read."""
        ...

    def close(self) -> None:
        """Finish the accepted work, then close. Blocks until then; a second time it does nothing."""
        ...
