"""Truncated: the periods of which the API may have named only some diagnoses."""

from __future__ import annotations

from tui.domain.edition import Edition, Yields
from tui.domain.records import Window
from tui.store.api import Snapshot


def truncated_in(snapshot: Snapshot, edition: Edition, window: Window) -> tuple[Window, ...]:
    """None of an edition without diagnoses."""
    if not edition.has(Yields.DIAGNOSES):
        return ()
    return snapshot.truncated(window, edition.diagnosis.slot_s)
