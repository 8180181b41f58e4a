"""Metrics: names by the conventions of Prometheus, alarms by state, and a dashboard whose panels find them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from prometheus_client import generate_latest
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import CollectorRegistry

from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.feeds.quota import quotas
from tui.cli.collect import metrics
from tui.cli.collect.metrics import CHANNEL_NAMES, NAMES, Measured, MetricsServer, Requests, _base
from tui.domain.glossary import LIVE_METRICS, NATIVE, TODAY_METRICS, WEBRTC
from tui.domain.records import AlarmState, FailureKind, Severity, Spend, StoreSize
from tui.domain.shares import Shares

NOW = 1_795_334_400.0
DASHBOARD = Path(metrics.__file__).with_name("grafana-dashboard.json")
# https://prometheus.io/docs/practices/naming/: base units, the unit last, `_total` of counters alone.
UNITS = ("seconds", "bytes", "ratio")
NO_UNIT = re.compile(r"milli|micro|nano|kilo|mega|minute|hour|day|percent|_ms\b|_s\b|_kb\b|gauge|counter")


def measured(project: str = "classroom") -> Measured:
    newest = {(name, ""): (int(NOW) - 120, 50.0) for name in LIVE_METRICS}
    newest |= {(name, "room"): (int(NOW) - 120, 4.0) for name in CHANNEL_NAMES}
    alarms = {(Severity.CRITICAL, AlarmState.FIRING): 2, (Severity.INFO, AlarmState.PENDING): 1}
    dry = {name: replace(each, dry_ts=NOW + 60) for name, each in quotas({}, EDITION.limits, Shares(), NOW).items()}
    return Measured(project, NOW, newest, {"videoFreezeRate": True}, dry, StoreSize(4096, 0, None), alarms, 3)


def of_today(project: str = "today") -> Measured:
    """A project of today's edition: its products are told apart; of WebRTC the users alone."""
    by_product = {(name, NATIVE): (int(NOW) - 600, 50.0) for name in TODAY_METRICS}
    by_product |= {("pcu", WEBRTC): (int(NOW) - 40, 7.0)}
    newest = {("networkDelay", ""): (int(NOW) - 600, 9.0)}
    return Measured(
        project,
        NOW,
        newest,
        {},
        {},
        StoreSize(4096, 0, None),
        metrics=TODAY_METRICS,
        by_product=by_product,
        stale_s=1800.0,
    )


@pytest.fixture(scope="module")
def exposed() -> str:
    server, registry, requests = MetricsServer(), CollectorRegistry(), Requests()
    requests.count(())
    requests.count([_spend(1, None), _spend(2, FailureKind.TIMEOUT)])
    server.put(measured(), requests)
    server.put(of_today(), Requests())
    registry.register(server)
    return generate_latest(registry).decode()


def _spend(claim_id: int, failure: FailureKind | None) -> Spend:
    return Spend(
        status=None,
        failure=failure,
        claim_id=claim_id,
        endpoint="live_scale",
        channel="",
        window=None,
        claimed_ts=NOW,
        answered_ts=NOW,
        by="me:1",
    )


@pytest.fixture(scope="module")
def families(exposed: str) -> Mapping[str, Family]:
    return {family.name: family for family in text_string_to_metric_families(exposed)}


def test_every_family_has_a_value_a_help_and_a_name_by_the_conventions(
    families: Mapping[str, Family], exposed: str
) -> None:
    assert len(families) >= len(NAMES) + len(CHANNEL_NAMES) + 9
    for name, family in families.items():
        assert family.samples, f"{name}: this test measures nothing of it"
        assert family.documentation.endswith("."), name
        assert re.fullmatch(r"scry_[a-z0-9]+(_[a-z0-9]+)*", name), name
        assert NO_UNIT.search(name) is None, name
        # The parser takes `_total` off a counter's name.
        assert not name.endswith(("_total", "_count", "_sum", "_bucket")), name
        assert f"# TYPE {name} gauge" in exposed or f"# TYPE {name}_total counter" in exposed, name
        unit = next((unit for unit in UNITS if unit in name.split("_")), None)
        assert unit is None or unit in name.split("_")[-1] or "_seconds_to_" in name, name
        # An edition tells of all products together, another one of each: to Prometheus no label is an empty one.
        labels = {tuple(sorted({*sample.labels} - {"product"})) for sample in family.samples}
        assert len(labels) == 1, f"{name}: the same labels for each sample"


def test_shares_are_ratios_and_counts_are_counts(families: Mapping[str, Family]) -> None:
    assert families["scry_video_freeze_ratio"].samples[0].value == 0.5
    assert [_base(value, LIVE_METRICS["joinSuccessRate"]) for value in (99.34, 99.91, 7.0)] == [0.9934, 0.9991, 0.07]
    assert families["scry_users"].samples[0].value == 50
    assert families["scry_channel_users"].samples[0].labels == {"project": "classroom", "channel": "room"}


def test_products_are_told_apart_where_the_edition_tells_them_and_old_values_are_left_out(
    families: Mapping[str, Family],
) -> None:
    def told(name: str) -> dict[str, float]:
        samples = families[name].samples
        return {one.labels["product"]: one.value for one in samples if one.labels["project"] == "today"}

    assert told("scry_users") == {NATIVE: 50.0, WEBRTC: 7.0}
    # The joined value is no third product.
    assert told("scry_network_delay_ratio") == {NATIVE: 0.5}
    ages = [one for one in families["scry_data_age_seconds"].samples if one.labels["project"] == "today"]
    assert {one.labels["endpoint"]: one.value for one in ages} == {"realtime_usage": 40.0, "realtime_quality": 600.0}
    server = MetricsServer()
    server.put(replace(of_today(), stale_s=300.0), Requests())
    (users,) = (one for one in server.collect() if one.name == "scry_users")
    assert [sample.labels["product"] for sample in users.samples] == [WEBRTC]


def test_alarms_are_told_by_severity_and_state_zeros_too(families: Mapping[str, Family]) -> None:
    samples = [one for one in families["scry_alarms"].samples if one.labels["project"] == "classroom"]
    told = {(one.labels["severity"], one.labels["state"]): one.value for one in samples}
    assert len(told) == len(Severity) * (len(AlarmState) - 1)
    assert {key: value for key, value in told.items() if value} == {("critical", "firing"): 2, ("info", "pending"): 1}


def test_the_vendor_s_alerts_are_counted_where_they_are_received(families: Mapping[str, Family]) -> None:
    (sample,) = (one for one in families["scry_vendor_alerts"].samples if one.name.endswith("_total"))
    assert (sample.labels, sample.value) == ({"project": "classroom"}, 3.0)
    server = MetricsServer()
    server.put(replace(measured(), vendor_alerts=None), Requests())
    (family,) = (one for one in server.collect() if one.name == "scry_vendor_alerts")
    assert family.samples == []


# -- the dashboard


@pytest.fixture(scope="module")
def dashboard() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    return found


def expressions(dashboard: Mapping[str, Any]) -> Iterator[str]:
    for panel in dashboard["panels"]:
        yield from (target["expr"] for target in panel["targets"])
    yield from (each["query"]["query"] for each in dashboard["templating"]["list"] if each["type"] == "query")


def test_each_panel_asks_for_metrics_that_there_are_and_each_metric_has_a_panel(
    dashboard: Mapping[str, Any], families: Mapping[str, Family]
) -> None:
    there = {sample.name for family in families.values() for sample in family.samples}
    asked = {name for text in expressions(dashboard) for name in re.findall(r"scry_\w+", text)}
    assert asked == {name for name in there if not name.endswith("_created")}


def test_each_expression_and_legend_names_labels_that_its_metric_has(
    dashboard: Mapping[str, Any], families: Mapping[str, Family]
) -> None:
    labels: dict[str, set[str]] = defaultdict(set)
    for family in families.values():
        for one in family.samples:
            labels[one.name].update(one.labels)
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            names = set(re.findall(r"scry_\w+", target["expr"]))
            known = set.intersection(*(labels[name] for name in names))
            told = set(re.findall(r"{{(\w+)}}", target["legendFormat"]))
            told |= {name for found in re.findall(r" by \(([^)]*)\)", target["expr"]) for name in found.split(", ")}
            told |= set(re.findall(r"(\w+)=~?\"", target["expr"]))
            assert told <= known, (panel["title"], told - known)


def test_the_dashboard_can_be_imported(dashboard: Mapping[str, Any]) -> None:
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    places = [panel["gridPos"] for panel in panels]
    cells = [
        (x, y)
        for place in places
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(cells) == len(set(cells)), "two panels lie over each other"
    assert max(x for x, _ in cells) < 24
    assert all(panel["datasource"]["uid"] == "${datasource}" for panel in panels)
    assert {each["name"] for each in dashboard["templating"]["list"]} == {"datasource", "project"}
    assert dashboard["title"]
    assert dashboard["schemaVersion"] >= 39
