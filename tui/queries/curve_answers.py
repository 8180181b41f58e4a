"""Curve answers: which answers spoke for the curves of a call: all of its sessions, or each session by its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from tui.domain.edition import Endpoint, Yields
from tui.domain.records import Listing, Part, Session, Window
from tui.store.api import Snapshot


class CurveAnswers(Struct, frozen=True):
    """`by_session` None: the answers list the sessions themselves, and are asked for by window."""

    snapshot: Snapshot
    details: Endpoint
    call_id: str
    part: Part
    by_session: Mapping[str, tuple[Listing, ...]] | None

    def over(self, window: Window) -> Sequence[Listing]:
        """The answers about any session."""
        if self.by_session is None:
            return self.snapshot.listings(self.details.name, window, call_id=self.call_id, part=self.part)
        return [
            one
            for listings in self.by_session.values()
            for one in listings
            if one.window.end_ts >= window.start_ts and one.window.start_ts <= window.end_ts
        ]

    def of(self, session: Session, window: Window) -> Sequence[Listing]:
        """The answers about that session."""
        return self.over(window) if self.by_session is None else self.by_session.get(session.sid, ())


def curve_answers(snapshot: Snapshot, details: Endpoint, call_id: str, *, part: Part = Part.METRICS) -> CurveAnswers:
    """`details` tells the users of the call (Edition.call_details)."""
    by_session = snapshot.told_curves(call_id) if details.yields is Yields.SESSIONS else None
    return CurveAnswers(snapshot, details, call_id, part, by_session)
