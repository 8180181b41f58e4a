"""Ticket: the facts of a call that the vendor's support asks for, from its verdicts. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tui.analysis.calls.pair import on_at, sessions_of
from tui.analysis.cause.verdict import Conclusion, Verdict
from tui.analysis.project.report import TicketFacts
from tui.domain.records import Level, Session

_SUFFERS = (Conclusion.CAUSED, Conclusion.UNDECIDED)


def named(verdicts: Iterable[Verdict], sufferer_uid: int | None, cause_uid: int | None) -> list[Verdict]:
    """The verdicts by which the user suffers from that cause."""
    return [
        one
        for one in verdicts
        if one.receiver_uid == sufferer_uid and any(cause.uid == cause_uid for cause in one.causes)
    ]


def ticket_facts(
    call_id: str,
    sessions: Iterable[Session],
    verdicts: Iterable[Verdict],
    sufferer_uid: int | None,
    cause_uid: int | None,
    client: Callable[[Session], str],
) -> TicketFacts:
    """The span and the media of the suffering in the pairs with a verdict for that cause, or in all without a cause.
    The span is known by minutes: it begins with the joining of the sufferer at the earliest. A cause without a verdict
    is not told. `client` tells SDK and device."""
    sessions = tuple(sessions)
    its = [one for one in verdicts if one.receiver_uid == sufferer_uid and one.outcome in _SUFFERS]
    caused = named(its, sufferer_uid, cause_uid)
    if not caused:
        cause_uid = None
    lacks = [each for one in caused or its for each in one.sufferings if each.level is Level.BAD]
    start_ts = min((each.since_ts for each in lacks), default=None)
    if start_ts is not None:
        start_ts = max(start_ts, *(one.join_ts for one in sessions_of(sessions, sufferer_uid or 0)[:1]), 0)
    media = {each.medium.value for each in lacks}

    def client_of(uid: int | None) -> str:
        stays = sessions_of(sessions, uid) if uid is not None else ()
        on = None if start_ts is None else on_at(stays, start_ts)
        return client(on or stays[-1]) if stays else ""

    return TicketFacts(
        call_id,
        sufferer_uid,
        cause_uid,
        start_ts,
        max((each.until_ts for each in lacks), default=None),
        "both" if len(media) > 1 else next(iter(media), ""),
        client_of(sufferer_uid),
        client_of(cause_uid),
    )
