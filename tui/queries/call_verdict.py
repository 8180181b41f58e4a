"""The data of a verdict: all curves of a call by the minute, and the parts that answers are sure to cover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from tui.analysis.calls.named import CallVerdict, call_verdict_of
from tui.analysis.calls.settled import settled, told_until
from tui.analysis.calls.told import told_windows
from tui.analysis.cause.engine import NEEDED, call_verdicts
from tui.analysis.curves.fine_tracks import FINE_S
from tui.analysis.curves.tracks import Tracks
from tui.domain.edition import Endpoint
from tui.domain.records import Call, KeptVerdict, Listing, MinuteCurve, Session, Threshold, Window
from tui.queries.curve_answers import curve_answers
from tui.queries.kept_verdicts import digest_of, packed, unpacked
from tui.store.api import Snapshot


class CallEvidence(Struct, frozen=True):
    """All that a call is judged by; `told` are the stretches of which answers are sure to have told, by session."""

    sessions: tuple[Session, ...]
    minutes: tuple[MinuteCurve, ...]
    thresholds: Mapping[str, Threshold]
    told: Mapping[str, Sequence[Window]]

    @property
    def tracks(self) -> Tracks:
        return Tracks(self.sessions, self.minutes, self.thresholds, self.told)


def read_evidence(
    snapshot: Snapshot,
    details: Endpoint,
    call: Call,
    sessions: Sequence[Session],
    thresholds: Mapping[str, Threshold],
    now_ts: float,
) -> CallEvidence:
    """The known data of a call. Runs off the event loop."""
    lived = Window(call.created_ts, max(call.created_ts, int(now_ts)) + 1)
    answers = curve_answers(snapshot, details, call.call_id)
    listings = answers.over(lived)
    minutes = snapshot.minutes(call.call_id, NEEDED)
    known = settled(
        minutes, told_until(listings, end_ts=call.destroyed_ts, now_ts=now_ts, delay_s=details.longest_delay_s)
    )
    return evidence_of(details, sessions, known, thresholds, listings, answers.by_session)


def evidence_of(
    details: Endpoint,
    sessions: Iterable[Session],
    minutes: Iterable[MinuteCurve],
    thresholds: Mapping[str, Threshold],
    listings: Sequence[Listing],
    by_session: Mapping[str, Sequence[Listing]] | None = None,
) -> CallEvidence:
    """`by_session`: the answers about each session, where requests name sessions."""
    sessions, delay_s = tuple(sessions), details.longest_delay_s
    told = {
        one.sid: tuple(
            stretch
            for stretch in told_windows(one, listings if by_session is None else by_session.get(one.sid, ()), delay_s)
            # Between two points lie up to ten seconds. A shorter stretch, as of the second that is asked for the end of
            # a call, tells nothing of a user, so the call is not judged again for it.
            if stretch.seconds >= FINE_S
        )
        for one in sessions
    }
    return CallEvidence(sessions, tuple(one for one in minutes if one.mid in NEEDED), thresholds, told)


# Fewer minutes of curves are judged in about ten milliseconds: a database far away takes longer to answer.
LEAST_KEPT_MINUTES = 5000


class CallVerdicts:
    """The verdict on a call: the last one of this process, else the store's, else a new one; each of the same evidence.
    The screens of a call ask by the same evidence, one after another."""

    def __init__(self, least_kept_minutes: int = LEAST_KEPT_MINUTES) -> None:
        """The store keeps the verdicts on so many minutes of curves at least."""
        self._least = least_kept_minutes
        self._last: tuple[str, CallVerdict] | None = None

    def __call__(
        self, snapshot: Snapshot, call_id: str, evidence: CallEvidence
    ) -> tuple[CallVerdict, KeptVerdict | None]:
        """The causes in the whole call, and the verdict that the store is to keep, if it is a new one. To judge takes
        some hundred milliseconds for hours of ten users."""
        digest = digest_of(evidence)
        if self._last is not None and self._last[0] == digest:
            return self._last[1], None
        is_kept = sum(len(one.counts) for one in evidence.minutes) >= self._least
        verdict = unpacked(snapshot.kept_verdict(call_id), digest) if is_kept else None
        unkept = None
        if verdict is None:
            verdict = call_verdict_of(call_verdicts(evidence.tracks))
            if is_kept:
                unkept = packed(call_id, digest, verdict)
                # The same to the last digit as the next process reads it: 0 seconds are 0.0 there.
                verdict = unpacked(unkept, digest) or verdict
        self._last = digest, verdict
        return verdict, unkept


call_verdict = CallVerdicts()
