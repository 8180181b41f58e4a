"""The state of each channel in words, and the sentence below the lists."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.analysis.feeds.background import channel_wants, channels_wants
from tui.analysis.project.channels import (
    SILENT_MINUTES,
    ChannelState,
    ChannelValues,
    standing,
)
from tui.domain.edition import Edition
from tui.domain.records import FailureKind, Want, WantStatus
from tui.domain.text import Phrase
from tui.messages import channels as words
from tui.messages.failures import WHAT
from tui.terminal.cells import visible
from tui.ui.context import Context
from tui.ui.features.channels.query import ChannelsData

SHORT: Mapping[ChannelState, Phrase] = {
    ChannelState.EMPTY: words.EMPTY,
    ChannelState.UNRATED: words.UNRATED,
    ChannelState.PENDING: words.PENDING,
    ChannelState.FETCHING: words.FETCHING,
    ChannelState.WAITING: words.WAITING_SHORT,
    ChannelState.REFUSED: words.REFUSED,
}
SAYS: Mapping[ChannelState, Phrase] = {
    ChannelState.EMPTY: words.EMPTY_SAYS,
    ChannelState.UNRATED: words.UNRATED_SAYS,
    ChannelState.PENDING: words.PENDING_SAYS,
    ChannelState.FETCHING: words.FETCHING_SAYS,
    ChannelState.WAITING: words.WAITING_SAYS,
    ChannelState.REFUSED: words.NOT_ENABLED,
}
Statuses = Mapping[tuple[str, str], WantStatus]


def statuses_of(context: Context) -> Statuses:
    """(endpoint, channel) → where the want stands, attended or not."""
    known = context.feed.statuses if context.feed else {}
    return {(want.endpoint, want.channel): status for want, status in known.items() if want.window is None}


# -- the watched channels


class Standings(Struct, frozen=True):
    """How the three values of a channel stand, and when the next of them is asked for."""

    users: ChannelState
    freezes: ChannelState
    score: ChannelState
    next_ts: float | None
    status: WantStatus | None

    @property
    def first(self) -> ChannelState:
        """The standing that the row tells: that of the counts first, then that of the rating."""
        for each in (self.users, self.freezes, self.score):
            if each is not ChannelState.KNOWN:
                return each
        return ChannelState.KNOWN


def standings(edition: Edition, name: str, values: ChannelValues, statuses: Statuses, now_ts: float) -> Standings:
    of = [statuses.get((want.endpoint, name)) for want in channel_wants(edition, name)]
    times = [status.next_ts for status in of if status and status.next_ts is not None and status.next_ts > now_ts]
    counted = bool(values.users.points or values.freezes.points)
    three = [
        standing(value, status, now_ts, unrated=counted and value is values.score)
        for value, status in zip((values.users, values.freezes, values.score), of, strict=True)
    ]
    hindered = next((status for status, its in zip(of, three, strict=True) if its is not ChannelState.KNOWN), None)
    return Standings(three[0], three[1], three[2], next_ts=min(times, default=None), status=hindered)


def short(found: Standings, context: Context) -> str:
    lang, first = context.lang, found.first
    if first is ChannelState.FAILED and found.status and found.status.failure:
        return WHAT[found.status.failure.kind](lang)
    if first is ChannelState.KNOWN:
        return "" if found.next_ts is None else words.NEXT(lang, time=_time(found.next_ts, context))
    return SHORT[first](lang, time=_time(found.next_ts, context))


def _time(ts: float | None, context: Context) -> str:
    return "" if ts is None else context.instant(ts)


def about(data: ChannelsData | None, chosen: str | None, context: Context, now_ts: float) -> str:
    """A sentence about all channels, or else about the chosen one."""
    lang, statuses = context.lang, statuses_of(context)
    if any(_refused(want, statuses) for want in channels_wants(context.edition, context.watched)):
        return words.NOT_ENABLED(lang)
    if data and data.silent_minutes >= SILENT_MINUTES:
        return words.SILENT(lang, minutes=data.silent_minutes)
    if chosen is None:
        return ""
    values = data.channels.get(chosen, ChannelValues()) if data else ChannelValues()
    told = says(standings(context.edition, chosen, values, statuses, now_ts), context)
    return f"{visible(context.names.channel(chosen))}: {told}".removesuffix(": ")


def says(found: Standings, context: Context) -> str:
    lang, first = context.lang, found.first
    parts = []
    if first is ChannelState.FAILED and found.status and found.status.failure:
        parts.append(WHAT[found.status.failure.kind](lang))
    elif first is not ChannelState.KNOWN:
        parts.append(SAYS[first](lang, time=_time(found.next_ts, context)))
    if found.next_ts is not None and first is not ChannelState.WAITING:
        parts.append(words.NEXT_SAYS(lang, time=_time(found.next_ts, context)))
    return " · ".join(parts)


def _refused(want: Want, statuses: Statuses) -> bool:
    status = statuses.get((want.endpoint, want.channel))
    return status is not None and status.failure is not None and status.failure.kind is FailureKind.FORBIDDEN
