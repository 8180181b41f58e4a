"""The working of a ticket: the numbers by which the verdicts on a call name the cause."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.analysis.judged import curves, tracks
from tests.analysis.test_verdict import DOWNLINK, frozen, jitter, with_
from tests.ui.features.in_hand import context
from tui.analysis.calls.named import call_verdict_of
from tui.analysis.cause.engine import call_verdicts
from tui.analysis.cause.verdict import Conclusion
from tui.domain.text import LANGS, Lang
from tui.ui.texts.report import suffering_of, working_of


@pytest.mark.parametrize("lang", LANGS)
def test_a_ticket_about_a_call_has_the_numbers_that_a_ticket_about_the_pair_has(lang: Lang) -> None:
    known = tracks(curves(DOWNLINK))
    evidence: Any = SimpleNamespace(tracks=known)
    brief = call_verdicts(known)
    parties = suffering_of(call_verdict_of(brief), 1003)
    assert parties == (1003, 1003)
    told = working_of(brief, parties, evidence, context(lang))
    froze, *numbers = told
    assert "1003" in froze
    assert any("25" in line for line in numbers)
    assert not working_of(brief, (1001, 1003), evidence, context(lang))
    assert not working_of(brief, parties, None, context(lang))


def test_a_ticket_without_a_cause_has_the_freezes_of_its_sufferer() -> None:
    known = tracks(curves(with_(jitter, frozen(1003, 1001))))
    brief = call_verdicts(known)
    assert {one.outcome for one in brief} == {Conclusion.UNDECIDED}
    evidence: Any = SimpleNamespace(tracks=known)
    told = working_of(brief, (1003, None), evidence, context())
    assert told
    assert all("1003" in line for line in told)
    assert working_of(brief, (1004, None), evidence, context()) == ()
