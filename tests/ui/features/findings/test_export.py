"""The findings as an extract: rows, sentences, aliases."""

from __future__ import annotations

import json

import pytest

from tests.analysis.test_findings import UPLINK, judged, named_by_agora, verdict
from tests.export.made import setting
from tests.ui.features.in_hand import context
from tui.analysis.calls.findings import JudgedCall
from tui.analysis.cause.verdict import Conclusion
from tui.analysis.findings.engine import CallConclusions, findings_in
from tui.domain.records import Window
from tui.domain.text import LANGS, Lang
from tui.export.document import to_json
from tui.queries.judged_calls import FindingsData
from tui.ui.features.findings.export import TOLD, findings_export

WINDOW = Window(1_795_330_000, 1_795_338_000)


def data(*calls: JudgedCall, not_judged: int = 0, is_listed: bool = True) -> FindingsData:
    found = findings_in(WINDOW, [CallConclusions(call.call, WINDOW.end_ts, judged=call) for call in calls])
    return FindingsData(WINDOW, "", None, calls, not_judged, is_listed, found)


def sentences(given: FindingsData, lang: Lang = "en") -> tuple[str, ...]:
    return findings_export(given, context(lang), setting(lang=lang)).findings


def test_a_cause_is_said_with_its_user_and_agoras_word() -> None:
    pairs = [verdict(1, uid, Conclusion.CAUSED, UPLINK) for uid in (2, 3)]
    (said, judged_calls, _) = sentences(data(judged(*pairs, diagnosed=(named_by_agora(2, 9),))))
    assert "sender's network: sender 1 · 2 suffer · certain · Agora names 9 instead" in said
    assert judged_calls == "1 call with stored curves judged"


@pytest.mark.parametrize("lang", LANGS)
def test_without_a_judged_call_nothing_is_concluded(lang: Lang) -> None:
    said = sentences(data(not_judged=3), lang)
    assert len(said) == 2
    assert ("nothing can be concluded" if lang == "en" else "无法得出结论") in said[0]
    assert not data(not_judged=3).is_whole


def test_calm_calls_are_an_all_clear_only_where_every_curve_is_stored() -> None:
    calm = judged(verdict(1, 2, Conclusion.FINE))
    assert sentences(data(calm)) == ("nothing suffers in 1 judged call",)
    assert data(calm).is_whole
    assert not data(calm, not_judged=1).is_whole
    unknown = judged(verdict(1, 2, Conclusion.UNKNOWN))
    assert "no freeze curves of 1 user: whether they suffer is not known" in sentences(data(unknown))
    assert not data(unknown).is_whole


def test_undecided_is_a_word_in_the_place_of_every_key_of_a_cause() -> None:
    extract = findings_export(data(judged(verdict(1, 2, Conclusion.UNDECIDED))), context(), setting())
    (row,) = json.loads(to_json(extract, setting()))["rows"]
    assert {row[f"{key}_state"] for key in ("cause", "reason", "side", "uid", "check", "check_name")} == {"undecided"}
    assert row["confidence"] == "undecided"


def test_more_findings_than_fit_a_list_of_sentences_are_counted_and_all_are_rows() -> None:
    calls = [judged(verdict(1, 2, Conclusion.CAUSED, UPLINK), call_id=f"c{n}") for n in range(TOLD + 2)]
    extract = findings_export(data(*calls), context(), setting())
    assert extract.findings[TOLD] == "2 more findings"
    assert len(extract.table.rows) == TOLD + 2


def test_aliases_hide_every_name() -> None:
    pairs = [verdict(44361248, uid, Conclusion.CAUSED, (UPLINK[0], 44361248, 1.0)) for uid in (83817682, 83817683)]
    given = data(judged(*pairs, diagnosed=(named_by_agora(83817682, 99887766),)))
    hidden = setting(hidden=True)
    text = to_json(findings_export(given, context(), hidden), hidden)
    assert not [name for name in ("44361248", "83817682", "83817683", "99887766", "math", '"c1"') if name in text]


def test_calls_that_may_be_missing_from_the_list_are_no_all_clear() -> None:
    found = data(is_listed=False)
    assert not found.is_whole
    assert any("other calls may have been" in each for each in sentences(found))
