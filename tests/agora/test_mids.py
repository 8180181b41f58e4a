"""Each edition's ids of a session's metrics have the same names above the wire, and percentages are from 0 to 100."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from tests.agora.answering import sent
from tui.agora.client import Client
from tui.agora.editions.reference_2020 import EDITION
from tui.agora.editions.reference_2020.mids import MIDS as MIDS_2020
from tui.agora.editions.today import edition_of
from tui.agora.editions.today.mids import MIDS as MIDS_TODAY
from tui.domain.edition import Edition
from tui.domain.glossary import CURVE_METRICS
from tui.domain.percentages import PERCENTAGES, as_it_came, curves_in, told_scale
from tui.domain.records import HOUR, Curve, Part, Request, Selection, Window
from tui.domain.records.curve_metrics import CurveMetric as Metric

NOW = 1_700_000_000
TODAY = edition_of("enterprise")


async def curves(edition: Edition, told: dict[int, list[float]]) -> dict[int, list[float]]:
    """The values by metric of an answer with these values by mid."""
    data = [
        {"mid": mid, "peer_uid": 0, "kvs": [[NOW + 2 * i, v] for i, v in enumerate(its)]} for mid, its in told.items()
    ]
    body = {"code": 200, "message": "", "call_info": [], "metrics": [{"sid": "S1", "data": data}]}
    client = Client(
        edition=edition,
        base_url="https://api.example",
        app_id="demoapp",
        customer_id="demo",
        customer_secret="demo",
        transport=httpx.MockTransport(lambda request: sent(httpx.Response(200, json=body))),
    )
    window = Window(NOW, NOW + HOUR)
    if edition is EDITION:
        request = Request("call_details", window, call_id="c1", part=Part.METRICS)
        found: tuple[Curve, ...] = (await client.fetch(request)).value.curves
    else:
        request = Request("call_metrics", window, call_id="c1", selection=Selection(sids=("S1",)))
        found = (await client.fetch(request)).value
    return {curve.mid: list(curve.values) for curve in curves_in(found, told_scale(found))}


async def test_an_id_that_moved_keeps_its_name() -> None:
    assert await curves(EDITION, {20006: [300.0]}) == {Metric.VIDEO_SEND_BITRATE: [300.0]}
    assert await curves(TODAY, {20024: [300.0], 20006: [40.0]}) == {
        Metric.VIDEO_SEND_BITRATE: [300.0],
        Metric.LOW_SEND_BITRATE: [40.0],
    }


@pytest.mark.parametrize("edition", [EDITION, TODAY], ids=lambda edition: edition.name)
async def test_every_id_of_an_edition_is_read_under_its_name(edition: Edition) -> None:
    told = {mid: [float(mid)] for mid in edition.mids.values()}
    assert await curves(edition, told) == {metric: [float(mid)] for metric, mid in edition.mids.items()}
    assert set(edition.mids) <= set(CURVE_METRICS)


@pytest.mark.parametrize(
    ("edition", "mid", "number"),
    [
        (EDITION, 20024, 20024),
        (EDITION, 20040, 20040),
        (EDITION, int(Metric.LOW_SEND_BITRATE), -int(Metric.LOW_SEND_BITRATE)),
        (TODAY, 20012, 20012),
        (TODAY, 20013, -20013),
        (TODAY, 20029, 20029),
    ],
)
async def test_an_id_outside_the_edition_s_table_is_no_metric_of_another_one(
    edition: Edition, mid: int, number: int
) -> None:
    (found,) = await curves(edition, {mid: [7.0]})
    assert found == number
    assert found not in CURVE_METRICS


def test_the_ids_of_today_are_those_of_the_fact_sheet() -> None:
    assert len(set(MIDS_TODAY.values())) == len(MIDS_TODAY) == 36
    assert set(MIDS_TODAY.values()) == {*range(20001, 20041)} - {20012, 20013, 20014, 20029}
    assert {metric: mid for metric, mid in MIDS_TODAY.items() if MIDS_2020.get(metric, mid) != mid} == {
        Metric.VIDEO_SEND_BITRATE: 20024
    }


@pytest.mark.parametrize(
    ("told", "read"),
    [
        # percent: a percentage above 1
        ({20002: [27.0], 20017: [0.5]}, {Metric.SYSTEM_CPU: [27.0], Metric.VIDEO_UPSTREAM_LOSS: [0.5]}),
        # fractions: no device is at 0.27 %
        (
            {20002: [0.27, 0.3], 20017: [0.05], 20011: [0.5]},
            {Metric.SYSTEM_CPU: [27.0, 30.0], Metric.VIDEO_UPSTREAM_LOSS: [5.0], Metric.VIDEO_FREEZE: [0.5]},
        ),
        ({20040: [0.7], 20036: [1.0]}, {Metric.SYSTEM_MEMORY: [70.0], Metric.WEB_VIDEO_DOWN_LOSS: [100.0]}),
        # nothing tells the scale: half a percent, or fifty
        ({20017: [0.5]}, {as_it_came(Metric.VIDEO_UPSTREAM_LOSS): [0.5]}),
        ({20036: [0.02, 0.9]}, {as_it_came(Metric.WEB_VIDEO_DOWN_LOSS): [0.02, 0.9]}),
        ({20002: [0.0], 20017: [0.5]}, {Metric.SYSTEM_CPU: [0.0], as_it_came(Metric.VIDEO_UPSTREAM_LOSS): [0.5]}),
        (
            {20001: [0.3], 20037: [1.0]},
            {as_it_came(m): v for m, v in ((20001, [0.3]), (Metric.WEB_AUDIO_UP_LOSS, [1.0]))},
        ),
        # zero in either scale
        ({20017: [0.0, 0.0]}, {Metric.VIDEO_UPSTREAM_LOSS: [0.0, 0.0]}),
    ],
)
async def test_percentages_are_from_0_to_100_in_either_scale(
    told: dict[int, list[float]], read: dict[int, list[float]]
) -> None:
    assert await curves(TODAY, told) == read


def test_every_metric_in_percent_is_scaled_and_no_other() -> None:
    assert {metric for metric in CURVE_METRICS if CURVE_METRICS[metric].unit == "%"} == PERCENTAGES


def test_no_room_above_the_editions_names_an_id() -> None:
    rooms = [path for path in Path("tui").rglob("*.py") if path.parts[1] not in ("agora", "sim")]
    naming = {str(path) for path in rooms if re.search(r"\b200[0-4]\d\b", path.read_text(encoding="utf-8"))}
    # The numbers in the store, and a docstring about the config.
    assert naming == {"tui/domain/records/curve_metrics.py", "tui/domain/glossary/levels.py"}
