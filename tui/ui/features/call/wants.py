"""What the call screen asks for: the details of its call, whether it is still on, and when each is asked again."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from tui.analysis.call_end import is_listed
from tui.analysis.call_lookup import Lookup
from tui.analysis.call_windows import details_wants
from tui.domain.edition import Edition
from tui.domain.records import ENDED, UNDER_WAY, Want, WantState, WantStatus, Window
from tui.ui.features.call.query import CallData


class CallWants:
    """`stopped`: somebody said that it is enough. `servers`: Linux users are wanted too."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
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
        return (*self._recheck(data), *(() if self._pauses else self._details(data, moment_ts, now_ts)))

    def _details(self, data: CallData, moment_ts: int | None, now_ts: float) -> tuple[Want, ...]:
        """Each window once: of what is to be asked anew, that."""
        wants = details_wants(
            self._edition.call_details, data.call, now_ts, moment_ts, servers=self.servers, end_ts=data.end_ts
        )
        return tuple(replace(want, again=_is_again(want, data)) for want in wants)

    def _recheck(self, data: CallData) -> tuple[Want, ...]:
        """Whether the call is still on: the lists tell."""
        call = data.call
        if data.end_ts is not None or not self._rechecks:
            return ()
        window = Window(call.created_ts, call.created_ts + 1)
        return (Want(self._edition.call_lists.name, channel=call.channel, window=window, again=True),)

    def tick(self, data: CallData | None, statuses: Mapping[Want, WantStatus], now_ts: float) -> None:
        """What is still on is asked again when it can have become more; what is over, until it is settled."""
        if data is None:
            return
        delay_s = self._edition.call_details.longest_delay_s
        of_lists = [status for want in self._recheck(data) if (status := statuses.get(want))]
        if any(status.state in ENDED for status in of_lists):
            self._rechecks = False
        elif (
            data.end_ts is None and is_listed(self._edition, data.call, now_ts) and now_ts - self._checked_ts >= delay_s
        ):
            self._rechecks, self._checked_ts = True, now_ts
        details = self._details(data, None, now_ts)
        states = [statuses[want].state for want in details if want in statuses]
        is_due = data.end_ts is not None and now_ts > data.end_ts + 1 + delay_s and now_ts - self._paused_ts > delay_s
        all_done = len(states) == len(details) and all(state is WantState.DONE for state in states)
        if self._pauses:
            self._pauses = False
        elif is_due and all_done and not data.coverage.is_settled:
            self._pauses, self._paused_ts = True, now_ts


def _is_again(want: Want, data: CallData) -> bool:
    again = data.again.curves if want.part and want.part.with_metrics else data.again.users
    return want.window in again


def is_loading(data: CallData | None, statuses: Sequence[WantStatus]) -> bool:
    """Whether something is under way that one may want to stop: not the newest minutes of a call that is on."""
    known = {each.window.start_ts for each in data.coverage.stretches if each.has_curves} if data else set()
    return any(
        status.state in UNDER_WAY
        and status.want.window is not None
        and not (data is not None and status.want.call_id == "")
        and not (data is not None and data.end_ts is None and status.want.window.start_ts in known)
        for status in statuses
    )
