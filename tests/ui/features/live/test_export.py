"""Live as an extract, with the reading in hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.export.made import setting
from tests.ui.features.in_hand import listed
from tests.ui.features.live.test_today import VIDEO, data
from tui.analysis.project.coarser import coarser
from tui.domain.glossary import NATIVE, WEBRTC
from tui.domain.records import DAY, HOUR
from tui.domain.text import Lang
from tui.export.document import to_json
from tui.ui.features.live.export import live_export


@pytest.mark.parametrize(("lang", "named"), [("en", "WebRTC by the day"), ("zh", "WebRTC（按天）")])
async def test_hours_and_days_that_fill_a_long_window_are_curves_that_say_how_long_a_point_is(
    tmp_path: Path, lang: Lang, named: str
) -> None:
    live = await data(tmp_path)
    day_ts = live.window.start_ts // DAY * DAY
    hours, _ = coarser(NATIVE, set(), [(live.window.start_ts // HOUR * HOUR, 3.0)], [], live.window)
    _, days = coarser(WEBRTC, set(), [], [(day_ts, 9.0)], live.window)
    filled = replace(live, coarser={VIDEO: (hours, days)})
    made = setting(lang=lang)
    curves = json.loads(to_json(live_export(filled, None, None, None, listed([VIDEO]), made), made))["curves"]
    own = [curve for curve in curves if curve["step_s"] is None]
    by_hour, by_day = (curve for curve in curves if curve["step_s"] is not None)
    assert VIDEO in [curve["metric"] for curve in own]
    assert (by_hour["metric"], by_hour["of"], by_hour["step_s"], by_hour["values"]) == (VIDEO, NATIVE, HOUR, [3.0])
    assert (by_day["of"], by_day["step_s"], by_day["ts"], by_day["values"]) == (WEBRTC, DAY, [day_ts], [9.0])
    assert named in by_day["title"]
