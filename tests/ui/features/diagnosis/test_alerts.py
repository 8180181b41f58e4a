"""Alerts of the vendor stand among the diagnoses at their own time, and lead to the call that they name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.features.in_hand import context
from tests.worlds import NOW_TS
from tui.domain.records import (
    ANY_DIAGNOSIS,
    MINUTE,
    Cause,
    Diagnosis,
    DiagnosisFilter,
    Scope,
    Totals,
    VendorAlert,
    Window,
)
from tui.export.names import Aliases
from tui.store.api import Snapshot
from tui.terminal.cells import plain
from tui.ui.features.diagnosis.alerts import alert_key, route_of_alert
from tui.ui.features.diagnosis.query import DiagnosisData, _alerts
from tui.ui.features.diagnosis.view import EventRows, head_runs, list_rows
from tui.ui.navigation import Route

T0 = int(NOW_TS) // MINUTE * MINUTE - 20 * MINUTE
WINDOW = Window(T0 - MINUTE, T0 + 20 * MINUTE)
EVENTS = (Diagnosis(T0 + 125, "1001", 5, "class", (Cause(24, "7"),)), Diagnosis(T0 + 5, "1002", 4, "class", ()))


def alert(second: float = 60, **fields: Any) -> VendorAlert:
    known = {"content": "video freeze rate≥85%", "channel": "class", "call_id": "c1", **fields}
    return VendorAlert(f"key {second}", T0 + 600.0, int(T0 + second), **known)


def data(*alerts: VendorAlert, diagnoses: tuple[Diagnosis, ...] = EVENTS) -> DiagnosisData:
    totals = Totals(len(diagnoses), 2, {}, {}, {}, {})
    return DiagnosisData(NOW_TS, WINDOW, ANY_DIAGNOSIS, diagnoses, totals, (), (), None, T0, alerts=alerts)


def listed(rows: EventRows) -> list[str]:
    return [" ".join(filter(None, map(plain, row.cells))) for row in rows.rows]


def test_an_alert_stands_at_its_own_time_among_the_diagnoses() -> None:
    rows = list_rows(data(alert()), context(), {})
    assert [("Agora alert" in text) for text in listed(rows)] == [False, True, False]
    assert "class" in listed(rows)[1]
    assert "video freeze rate≥85%" in listed(rows)[1]
    assert rows.alerts == {alert_key(alert()): alert()}
    assert alert_key(alert()) not in rows.events


def test_without_a_diagnosis_the_alerts_are_listed_all_the_same() -> None:
    assert len(list_rows(data(alert(), diagnoses=()), context(), {}).rows) == 1


@pytest.mark.parametrize("grouping", ["channel", "host", "cause"])
def test_in_groups_the_alerts_are_one_of_their_own(grouping: str) -> None:
    rows = list_rows(data(alert()), context(), {}, grouping=grouping)
    assert listed(rows)[0] == "Agora alerts"
    assert "video freeze rate≥85%" in listed(rows)[1]
    assert rows.rows[0].heading


def test_the_line_above_counts_them_and_is_silent_without_one() -> None:
    assert "Agora alerts 2" in "".join(text for text, _ in head_runs(data(alert(), alert(90)), context(), 200))
    assert "alert" not in "".join(text for text, _ in head_runs(data(), context(), 200))


def test_content_and_names_are_hidden_where_names_are() -> None:
    hidden = context()
    hidden.names = Aliases(bytes(32))
    (row,) = (text for text in listed(list_rows(data(alert(uid="7")), hidden, {})) if "Agora alert" in text)
    assert "freeze" not in row
    assert "class" not in row


def test_it_leads_to_the_call_it_names_else_to_the_one_of_its_channel() -> None:
    moment = {"moment_ts": T0 + 60, "channel": "class"}
    assert route_of_alert(alert(uid="7")) == Route("call", Scope(call_id="c1", uid="7", **moment))  # type: ignore[arg-type]
    assert route_of_alert(alert(call_id="")) == Route("call", Scope(**moment))  # type: ignore[arg-type]
    assert route_of_alert(alert(call_id="", channel="")) is None


class Kept:
    def alerts(self, window: Window, limit: int) -> tuple[VendorAlert, ...]:
        assert window == WINDOW
        return (alert(), alert(90, channel="lobby"))


@pytest.mark.parametrize(
    ("only", "channels"),
    [
        (ANY_DIAGNOSIS, ["class", "lobby"]),
        (DiagnosisFilter(channel="lobby"), ["lobby"]),
        (DiagnosisFilter(exp_id=4), []),
        (DiagnosisFilter(channel="lobby", host_uid="7"), []),
    ],
)
def test_a_filter_that_an_alert_cannot_meet_leaves_it_out(only: DiagnosisFilter, channels: list[str]) -> None:
    snapshot: Snapshot = Kept()  # type: ignore[assignment]
    assert [one.channel for one in _alerts(snapshot, WINDOW, only)] == channels
