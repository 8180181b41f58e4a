"""Every documented metric of a session is explained, with its limit where it has one."""

from __future__ import annotations

import re

from tui.domain.glossary import MIDS
from tui.domain.glossary.advice import UNKNOWN_ADVICE
from tui.domain.glossary.mid_advice import MID_ADVICE, mid_advice


def test_every_metric_is_explained_and_one_in_no_table_is_said_to_be_unknown() -> None:
    assert sorted(MID_ADVICE) == sorted(MIDS)
    assert mid_advice(20099) is UNKNOWN_ADVICE


def test_the_limits_that_are_told_are_the_limits_in_force_by_default() -> None:
    for mid, advice in MID_ADVICE.items():
        threshold = MIDS[mid].threshold
        for text in advice.means:
            if threshold is not None:
                assert f"{threshold.bad:g}" in re.findall(r"\d+", text), mid
