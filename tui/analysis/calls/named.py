"""The causes in a call: the verdicts on its pairs by the user they name, each sufferer counted once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from tui.analysis.cause.verdict import Conclusion, Confidence, Reason, Side, Verdict

# A cause that explains less of a user's suffering is not that user's cause.
LEAST_PART = 0.25


class Causer(Struct, frozen=True):
    """One user named as the cause, and the sufferers (the user too, where its own side is at fault).

    `reason` explains the greatest part, and `confidence` is that of most of these verdicts. `since_ts` … `until_ts`
    hold all of it.
    """

    uid: int
    reason: Reason
    confidence: Confidence
    sufferers: tuple[int, ...]
    since_ts: int
    until_ts: int

    @property
    def side(self) -> Side:
        return self.reason.side


def _sufferers(uid: int, reason: Reason, uids: set[int]) -> tuple[int, ...]:
    """A sender with a failing side may lack others' streams as well; without other sufferers it counts as the one
    sufferer."""
    others = uids - {uid}
    return tuple(sorted(others if others and reason.side is Side.SENDER else uids))


# Share, confidence, sufferer, start, end.
_Row = tuple[float, Confidence, int, int, int]


class CallVerdict(Struct, frozen=True):
    """The verdicts on a call: the named users, most sufferers first; the sufferers without a named cause; the users
    without data about suffering. A user is in one of the three."""

    named_users: tuple[Causer, ...] = ()
    undecided: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()
    verdicts: tuple[Verdict, ...] = ()

    def of(self, uid: int) -> Causer | None:
        """The user as a cause."""
        return next((one for one in self.named_users if one.uid == uid), None)

    def concerning(self, uid: int) -> tuple[Causer, ...]:
        """The user as a cause, then the causes that the user suffers by."""
        own = self.of(uid)
        return (*([own] if own else ()), *(one for one in self.causers(uid) if one is not own))

    def verdict(self, sender_uid: int, receiver_uid: int) -> Verdict | None:
        """The verdict on a pair in which something suffers, or may."""
        pairs = ((one, one.sender_uid, one.receiver_uid) for one in self.verdicts)
        return next((one for one, *uids in pairs if uids == [sender_uid, receiver_uid]), None)

    def may_suffer(self, uid: int) -> bool:
        return bool(self.causers(uid)) or uid in self.undecided or uid in self.unknown

    def causers(self, uid: int) -> tuple[Causer, ...]:
        """The causes that the user suffers by."""
        return tuple(one for one in self.named_users if uid in one.sufferers)


NOBODY = CallVerdict()


def call_verdict_of(verdicts: Iterable[Verdict]) -> CallVerdict:
    """All that is concluded of a call."""
    verdicts = tuple(verdicts)
    found: dict[int, dict[Reason, list[tuple[float, Confidence, int, int, int]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for verdict in verdicts:
        for cause in verdict.causes:
            if cause.share >= LEAST_PART:
                row = cause.share, cause.confidence, verdict.receiver_uid, cause.since_ts, cause.until_ts
                found[cause.uid][cause.reason].append(row)
    named_users = []
    for uid, reasons in found.items():
        rows = [row for its in reasons.values() for row in its]
        reason = max(reasons, key=lambda one: (sum(row[0] for row in reasons[one]), one.value))
        certain = sum(row[0] for row in reasons[reason] if row[1] is Confidence.CERTAIN)
        is_certain = certain * 2 > sum(row[0] for row in reasons[reason])
        named_users.append(
            Causer(
                uid,
                reason,
                Confidence.CERTAIN if is_certain else Confidence.LIKELY,
                _sufferers(uid, reason, {row[2] for row in rows}),
                min(row[3] for row in rows),
                max(row[4] for row in rows),
            )
        )
    named_users.sort(key=lambda one: (-len(one.sufferers), one.confidence is not Confidence.CERTAIN, one.uid))
    named = {uid for one in named_users for uid in one.sufferers}
    undecided = {one.receiver_uid for one in verdicts if one.outcome is Conclusion.UNDECIDED}
    unknown = {one.receiver_uid for one in verdicts if one.outcome is Conclusion.UNKNOWN}
    return CallVerdict(
        tuple(named_users), tuple(sorted(undecided - named)), tuple(sorted(unknown - undecided - named)), verdicts
    )
