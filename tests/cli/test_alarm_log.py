"""The log of `scry collect`: with rules of one's own the alarms that fire, else what is bad by the thresholds."""

from __future__ import annotations

import logging

import pytest
from msgspec.structs import replace

from tests.alarms_made import FREEZE, MANY
from tui.cli.collect.alarm_log import AlarmLog


def test_each_alarm_of_an_own_rule_is_logged_once_and_its_end(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    told = AlarmLog("classroom", has_own_rules=True)
    assert told.said == ""
    earlier = replace(MANY, since_or_earlier=True)
    told.tell_firing({1: FREEZE, 2: earlier})
    told.tell_firing({1: replace(FREEZE, value=7.0), 2: earlier})
    assert told.said == "firing: freeze, many in 数学-3班"
    told.tell_firing({1: FREEZE})
    assert [record.getMessage() for record in caplog.records] == [
        "classroom: alarm freeze fires (critical): 6.52 > 5 since 2026-11-22T07:39:00Z",
        "classroom: alarm many in 数学-3班 fires (warning): 12 > 5 since 2026-11-22T07:46:00Z or earlier",
        "classroom: alarm many in 数学-3班 is over",
    ]
    assert told.said == "firing: freeze"
