"""Exit statuses of the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.store.errors import StoreError

DONE = 0
FAILED = 1
WRONG = 2
REFUSED = 3
FOUND = 4
INTERRUPTED = 130


def of_store(error: StoreError) -> int:
    """WRONG where only another name, or another step before, helps."""
    return WRONG if error.is_misnamed else FAILED
