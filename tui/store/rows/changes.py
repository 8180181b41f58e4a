"""The changes of rows: the function behind each change; tui/store/changes.py defines the changes."""

from __future__ import annotations

from collections.abc import Sequence

from tui.domain.records import Session, Window
from tui.store.rows.alarms import acknowledge, drop_alarms, judge
from tui.store.rows.alerts import put_alerts
from tui.store.rows.aliases import make_alias_key
from tui.store.rows.calls import put_calls
from tui.store.rows.claims import claim
from tui.store.rows.collectors import know_collector
from tui.store.rows.connection import Rows, method
from tui.store.rows.curves import PackedCurves, put_details
from tui.store.rows.deliveries import (
    claim_delivery,
    end_silence,
    give_up_deliveries,
    know_notifiers,
    settle_delivery,
    silence,
)
from tui.store.rows.diagnoses import miss_diagnoses, put_diagnoses
from tui.store.rows.figures import put_figure, put_scale
from tui.store.rows.ledger import see, settle
from tui.store.rows.listings import put_listing
from tui.store.rows.notes import drop_note, put_note
from tui.store.rows.outbox import discard, keep_draft, queue
from tui.store.rows.retention import prune
from tui.store.rows.sending import claim_next
from tui.store.rows.sending import settle as settle_sending
from tui.store.rows.series import miss_series, put_series
from tui.store.rows.told_curves import put_told_curves
from tui.store.rows.usage import miss_usage, put_usage
from tui.store.rows.verdicts import keep_verdict


class RowsChanges(Rows):
    put_series = method(put_series)
    miss_series = method(miss_series)
    put_diagnoses = method(put_diagnoses)
    miss_diagnoses = method(miss_diagnoses)
    put_usage = method(put_usage)
    miss_usage = method(miss_usage)
    put_calls = method(put_calls)
    put_listing = method(put_listing)
    put_told_curves = method(put_told_curves)
    put_figure = method(put_figure)
    keep_verdict = method(keep_verdict)
    put_scale = method(put_scale)
    put_alerts = method(put_alerts)

    def put_details(
        self, call_id: str, window: Window, sessions: Sequence[Session], packed: object, *, answered_ts: float
    ) -> None:
        assert isinstance(packed, PackedCurves)
        put_details(self.connection, self.project_id, call_id, window, sessions, packed, answered_ts=answered_ts)

    claim = method(claim)
    settle = method(settle)
    see = method(see)

    keep_draft = method(keep_draft)
    queue_report = method(queue)
    discard_report = method(discard)
    claim_report = method(claim_next)
    settle_report = method(settle_sending)

    judge = method(judge)
    acknowledge = method(acknowledge)
    drop_alarms = method(drop_alarms)
    know_notifiers = method(know_notifiers)
    claim_delivery = method(claim_delivery)
    settle_delivery = method(settle_delivery)
    give_up_deliveries = method(give_up_deliveries)
    silence = method(silence)
    end_silence = method(end_silence)
    put_note = method(put_note)
    drop_note = method(drop_note)

    know_collector = method(know_collector)
    make_alias_key = method(make_alias_key)
    prune = method(prune)
