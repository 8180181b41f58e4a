"""EventList: the diagnoses of the stretch of time on screen, newest first, or in groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual import on

from tui.analysis.cause.agreement import Agreement
from tui.analysis.project.diagnosis import most_telling
from tui.analysis.project.landing import Landing
from tui.domain.records import MINUTE, Diagnosis, VendorAlert
from tui.ui.context import Context
from tui.ui.features.diagnosis.columns import columns_in
from tui.ui.features.diagnosis.query import DiagnosisData
from tui.ui.features.diagnosis.view import (
    GROUPINGS,
    EventRows,
    Made,
    event_key,
    is_dated,
    list_rows,
    marked,
    placeholder,
    times_of,
)
from tui.ui.widgets.keys import KeyNames
from tui.ui.widgets.table import Table

# From this width of the terminal on.
LONG_NAMES = 260


class EventList(Table):
    """`react` is called when the user moved the cursor. Until then the cursor follows the newest diagnosis."""

    def __init__(self, context: Context, key: KeyNames, react: Callable[[], object], grouping: str) -> None:
        self.context, self.key = context, key
        self.grouping = grouping
        self.listing = EventRows()
        self._data: DiagnosisData | None = None
        # Whether the stored curves agree, of the diagnoses of calls with curves.
        self.stances: Mapping[Diagnosis, Agreement] = {}
        # The rows of the last reading, and the looks they were made for.
        self._made: Made = {}
        self._made_for: tuple[object, ...] = ()
        super().__init__(
            columns_in(context, dated=False),
            placeholder=placeholder(None, context, key),
            ascii=context.ascii,
            id="events",
            react=react,
        )

    @property
    def _short(self) -> bool:
        """Whether the long names of three root causes have no room."""
        return self.app.size.width < LONG_NAMES

    @property
    def chosen(self) -> Diagnosis | None:
        """The diagnosis under the cursor."""
        return self.listing.events.get(self.cursor_key or "")

    @property
    def chosen_alert(self) -> VendorAlert | None:
        """The vendor's alert under the cursor."""
        return self.listing.alerts.get(self.cursor_key or "")

    def show(self, data: DiagnosisData) -> None:
        context = self.context
        dated, wider = is_dated(data, context), times_of(data, context).wider
        self.set_columns(columns_in(context, dated=dated, wider=wider))
        looks = (context.lang, context.names, context.zone.utc, dated, wider, self._short)
        if self._made_for != (stamp := looks):
            self._made.clear()
            self._made_for = stamp
        self.placeholder = placeholder(data, context, self.key)
        self._data = data
        self.list_rows()

    def tell_stances(self, stances: Mapping[Diagnosis, Agreement]) -> None:
        if stances != self.stances:
            self.stances = stances
            self.list_rows()

    @on(Table.Sorted)
    def list_rows(self) -> None:
        """The rows by group and sort. A separator tells of a stretch of time: only a list in the order of time has
        some."""
        if self._data is None:
            return
        sort, _ = self.sort
        self.listing = list_rows(
            self._data, self.context, self._made, grouping=self.grouping, separated=sort is None, short=self._short
        )
        self.update(marked(self.listing, self.stances))
        if leading := next(iter(self.listing.events or self.listing.alerts), ""):
            self.lead(leading)

    def group_by_next(self) -> None:
        """By the next kind of group; the cursor stays on its diagnosis."""
        chosen = self.chosen
        self.grouping = GROUPINGS[(GROUPINGS.index(self.grouping) + 1) % len(GROUPINGS)]
        self.list_rows()
        if chosen is not None:
            self.select(chosen)

    def seek(self, ts: float) -> None:
        """The cursor on the diagnosis that tells most of the minute of `ts`, else on the newest before it."""
        self.follows = False
        start_ts = ts // MINUTE * MINUTE
        before = [one for one in self._data.diagnoses if one.ts < start_ts + MINUTE] if self._data else []
        at = most_telling([one for one in before if one.ts >= start_ts]) or next(iter(before), None)
        if at is not None:
            self.select(at)

    def select(self, one: Diagnosis) -> None:
        """The row of that diagnosis; of its rows under groups the first."""
        key = next((key for key, its in self.listing.events.items() if its == one), None)
        if key is not None:
            self.move_cursor(key)
            # Beneath it stand the others of its minute, which are older.
            self.bring_up(key)

    def land(self, landing: Landing) -> None:
        """The cursor on that diagnosis among those of its culprit, with their heading in sight where there is room."""
        self.follows = False
        host = "" if landing.culprit.is_self else landing.culprit.host_uid
        key = f"{event_key(landing.diagnosis)}\x1f{host}"
        if self.grouping != "host" or key not in self.listing.events:
            self.select(landing.diagnosis)
            return
        self.bring_up(f"group|host|{host}")
        self.move_cursor(key)
        self.show_cursor()
