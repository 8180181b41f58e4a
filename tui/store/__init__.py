"""Store: what is known and what was spent, in one SQLite file that any number of `scry` share.

Questions and changes are plain functions `(connection, project_id, …)` in the rooms series, diagnoses, calls, usage,
outbox and ledger; `Store.read` and `Store.write` run them off the event loop.
"""

from tui.store.database import Store
from tui.store.errors import StoreError

__all__ = ["Store", "StoreError"]
