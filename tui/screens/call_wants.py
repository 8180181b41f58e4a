"""What the call screen asks for: the details of its call, whether it is still on, and when each is asked again."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from tui.records import Want, WantState, WantStatus, Window
from tui.screens.call_data import CallData
from tui.triage.call_lookup import LISTS, Lookup
from tui.triage.call_windows import DELAY_S, details_wants

UNDER_WAY = frozenset({WantState.WAITING, WantState.FETCHING})
ENDED = frozenset({WantState.DONE, WantState.STOPPED, WantState.FAILED})


class CallWants:
    """`stopped`: somebody said that it is enough. `servers`: Linux users are wanted too."""

    def __init__(self) -> None:
        self.stopped = False
        self.servers = False
        self._rechecks = False
        self._checked_ts = -math.inf
        # A want that came to an end is asked again only after it was not wanted for a moment.
        self._pauses = False
        self._paused_ts = -math.inf

    def now(
        self, data: CallData | None, lookup: Lookup | None, moment_ts: int | None, now_ts: float
    ) -> tuple[Want, ...]:
        if self.stopped:
            return ()
        if data is None:
            return () if lookup is None else lookup.wants
        details = details_wants(data.call, now_ts, moment_ts, servers=self.servers)
        return (*self._recheck(data), *(() if self._pauses else details))

    def _recheck(self, data: CallData) -> tuple[Want, ...]:
        """Whether the call is still on: the lists tell."""
        call = data.call
        if call.finished or not self._rechecks:
            return ()
        window = Window(call.created_ts, call.created_ts + 1)
        return (Want(LISTS.name, channel=call.channel, window=window, again=True),)

    def tick(self, data: CallData | None, statuses: Mapping[Want, WantStatus], now_ts: float) -> None:
        """What is still on is asked again when it can have become more; what is over, until it is settled."""
        if data is None:
            return
        of_lists = [status for want in self._recheck(data) if (status := statuses.get(want))]
        if any(status.state in ENDED for status in of_lists):
            self._rechecks = False
        elif not data.call.finished and now_ts - self._checked_ts >= DELAY_S:
            self._rechecks, self._checked_ts = True, now_ts
        details = details_wants(data.call, now_ts, servers=self.servers)
        states = [statuses[want].state for want in details if want in statuses]
        over_ts = data.call.destroyed_ts
        is_due = over_ts is not None and now_ts > over_ts + DELAY_S and now_ts - self._paused_ts > DELAY_S
        all_done = len(states) == len(details) and all(state is WantState.DONE for state in states)
        if self._pauses:
            self._pauses = False
        elif is_due and all_done and not data.coverage.is_settled:
            self._pauses, self._paused_ts = True, now_ts


def is_loading(data: CallData | None, statuses: Sequence[WantStatus]) -> bool:
    """Whether something is under way that one may want to stop: not the newest minutes of a call that is on."""
    known = {each.window.start_ts for each in data.coverage.stretches if each.has_curves} if data else set()
    return any(
        status.state in UNDER_WAY
        and status.want.window is not None
        and not status.want.again
        and not (data is not None and not data.call.finished and status.want.window.start_ts in known)
        for status in statuses
    )
