"""The room of a SQLite file: how much it takes, and how the free part goes back to the file system."""

from __future__ import annotations

from tui.domain.records import StoreSize
from tui.store.rows.connection import RowConnection
from tui.store.rows.series import read_oldest_ts

# This share of the file may stay free: new rows take it again, and the file need not grow for them.
SPARE_SHARE = 0.1


def shrink(connection: RowConnection, _project_id: int, *, pages: int) -> bool:
    """Give up to `pages` free pages back to the file system; True: there are more to give.

    Within a transaction or not.
    """
    total, free = _pages(connection)
    spare = int(total * SPARE_SHARE)
    if free <= spare:
        return False
    for _ in range(min(pages, free - spare)):
        # The binding takes one step of a statement without columns, for any number: so it is given back singly.
        connection.execute("PRAGMA incremental_vacuum(1)")
    # A file that was made without incremental vacuum gives nothing, however often it is asked.
    return free - spare > pages and _pages(connection)[1] < free


def size(connection: RowConnection, project_id: int) -> StoreSize:
    total, free = _pages(connection)
    (page_bytes,) = connection.execute("PRAGMA page_size").fetchone()
    return StoreSize(total * page_bytes, free * page_bytes, read_oldest_ts(connection, project_id))


def _pages(connection: RowConnection) -> tuple[int, int]:
    """Pages of the file, and how many of them are free."""
    total, free = connection.execute(
        "SELECT page_count, freelist_count FROM pragma_page_count, pragma_freelist_count"
    ).fetchone()
    return int(total), int(free)
