"""What the pair says: the verdict first, each check, the facts; and the diagnoses of its own users."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.export.made import setting as setting_in
from tests.ui.classroom import ATTENDS, CALL, DIAGNOSED_TS, PUPIL, RETURNER, TEACHER, store_class
from tests.worlds import NOW_TS, make_context, manual_clock, open_store
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.cause.agreement import Agreement, Stance
from tui.analysis.cause.engine import around
from tui.analysis.cause.verdict import (
    Check,
    Conclusion,
    Confidence,
    Evidence,
    Fact,
    FactKind,
    Medium,
    OthersCount,
    Reason,
    Side,
    Suffering,
    Verdict,
    VerdictCause,
)
from tui.domain.records import Cause, Diagnosis, Level
from tui.domain.text import LANGS, Lang
from tui.messages import pair as words
from tui.messages.export_fields import STATES
from tui.terminal.cells import plain
from tui.ui.context import Context, Feed
from tui.ui.features.pair.export import of_pair, pair_export
from tui.ui.features.pair.query import PairQuery, curves_of_pair, read_pair, verdict_at
from tui.ui.features.pair.view import check_runs, verdict_lines
from tui.ui.texts.diagnosis import diagnosed_runs
from tui.ui.texts.verdict import CHECKS


def context() -> Context:
    async def never() -> Feed:
        raise AssertionError

    return make_context(manual_clock(), never)


def verdict(*causes: VerdictCause, **changes: object) -> Verdict:
    video = Suffering(Medium.VIDEO, Level.BAD, 41.3, 25.2, 0.0, DIAGNOSED_TS - 30, DIAGNOSED_TS + 30)
    lost = Evidence(Reason.UPLINK, 20017, Level.BAD, 31.0, 0.4, 1.0, 0.0, 60, 36.0, DIAGNOSED_TS, 5.0)
    busy = Evidence(Reason.RECEIVER_PROCESSOR, 20021, Level.BAD, 82.0, 8.0, 0.6, 0.0, 20, 90.0, DIAGNOSED_TS, 80.0)
    outcome = Conclusion.CAUSED if causes else Conclusion.UNDECIDED
    made = Verdict(TEACHER, PUPIL, around(DIAGNOSED_TS, NOW_TS), outcome, (video,), causes, (lost, busy))
    return replace(made, **changes)


def cause(reason: Reason, share: float = 1.0, confidence: Confidence = Confidence.CERTAIN) -> VerdictCause:
    uid = TEACHER if reason.side is Side.SENDER else PUPIL
    return VerdictCause(reason, uid, DIAGNOSED_TS - 30, DIAGNOSED_TS + 30, share, confidence)


def said(made: Verdict, agora: Agreement | None = None) -> list[str]:
    return [plain(runs) for runs in verdict_lines(made, context(), DIAGNOSED_TS, str, agora)]


def test_the_conclusion_stands_first_and_names_side_user_and_confidence() -> None:
    first, second, *_ = said(verdict(cause(Reason.UPLINK)))
    assert first == f"→ sender's network: sender {TEACHER} · certain"
    assert second.endswith("±30 s  video 41 % frozen (25 s)")


def test_two_causes_are_named_with_their_shares_and_likely_is_written_likely() -> None:
    both = verdict(cause(Reason.DOWNLINK, 0.75, Confidence.LIKELY), cause(Reason.UPLINK, 0.25))
    first = said(both)[0]
    assert first == f"→ receiver's network: receiver {PUPIL} 75 % · sender's network: sender {TEACHER} 25 % · likely"


def test_undecided_names_nobody_and_says_what_fits() -> None:
    first = said(verdict(fits=(Reason.UPLINK, Reason.DOWNLINK)))[0]
    assert first == "→ undecided: sender's network, receiver's network are possible"
    assert str(TEACHER) not in first
    assert said(verdict())[0] == "→ undecided: no curve explains it"


def test_what_nobody_suffers_by_is_no_fault_and_stands_as_a_fact() -> None:
    lossy = Fact(FactKind.LOSSY_UPLINK, TEACHER, DIAGNOSED_TS - 60, DIAGNOSED_TS, 20017, 20.0)
    lines = said(verdict(outcome=Conclusion.FINE, sufferings=(), facts=(lossy,)))
    assert lines[0] == "→ nothing suffers, no fault"
    assert lines[-1] == f"upstream of {TEACHER} loses 20 %, nobody suffers"


def test_the_other_receivers_and_agora_stand_behind_the_conclusion() -> None:
    made = verdict(cause(Reason.UPLINK), receivers=OthersCount(7, 7))
    agora = Agreement(Stance.DISAGREES, (str(PUPIL),))
    assert said(made, agora=agora)[0].endswith(
        f"certain · 7 of 7 other receivers suffer alike · Agora names {PUPIL} instead"
    )
    assert said(made, agora=Agreement(Stance.AGREES, (str(TEACHER),)))[0].endswith("Agora agrees")


def test_each_check_says_what_it_comes_to() -> None:
    lines = said(verdict(cause(Reason.UPLINK)))
    assert lines[3] == "b ▲ sender's network  video 31 % (calm 0.4 %)"
    assert lines[6] == "e · both CPUs: bad, not the cause · receiver task delay 82 ms (calm 8 ms)"
    assert lines[4].endswith("no curve shows it")


@pytest.mark.parametrize("lang", LANGS)
def test_a_check_that_is_bad_and_not_the_cause_says_so_without_a_sign_or_colour_of_its_own(lang: Lang) -> None:
    lost = Evidence(Reason.DOWNLINK, 20018, Level.BAD, 17.9, 0.4, 1.0, 0.0, 60, 36.0, DIAGNOSED_TS, 5.0)
    on, innocent = replace(context(), lang=lang), words.ANSWERS["seen"]
    for made, check, sentence in (
        (verdict(cause(Reason.UPLINK)), Check.PROCESSORS, innocent),
        (verdict(cause(Reason.DOWNLINK)), Check.SENDER_NETWORK, innocent),
        (verdict(outcome=Conclusion.FINE), Check.SENDER_NETWORK, innocent),
        (verdict(cause(Reason.UPLINK), evidence=(lost,)), Check.RECEIVER_NETWORK, words.FOLLOWS),
        (verdict(cause(Reason.SENDER_SIDE), evidence=(lost,)), Check.RECEIVER_NETWORK, words.FOLLOWS_OTHERS),
    ):
        runs, said = check_runs(made, check, on), words.SAID(lang, text=sentence(lang))
        assert plain(runs).startswith(f"{check.value} · {CHECKS[check](lang)}{said} · ")
        assert {role for _, role in runs} == {"accent", "text"}


def test_a_check_that_may_be_the_cause_keeps_its_warning() -> None:
    runs = check_runs(verdict(), Check.SENDER_NETWORK, context())
    assert plain(runs).startswith("b △ sender's network  video 31 %")
    assert runs[1][1] == "warn"


def test_a_screen_and_an_extract_have_the_same_word_for_a_bad_check_that_is_not_the_cause() -> None:
    assert words.ANSWERS["seen"] == STATES["seen"]


def test_a_user_who_never_sends_is_said_to_send_nothing() -> None:
    silent = Fact(FactKind.NEVER_SENDS, TEACHER, DIAGNOSED_TS)
    assert said(verdict(outcome=Conclusion.UNKNOWN, facts=(silent,)))[0] == f"→ sender {TEACHER} sends nothing"


async def test_report_and_extract_say_the_same_span_and_the_same_conclusion(
    tmp_path: Path,
) -> None:
    on = context()
    with open_store(tmp_path) as store:
        await store_class(store)
        query = PairQuery(EDITION, CALL.call_id, ATTENDS.sid, TEACHER, NOW_TS, on.thresholds)
        data = await store.read(read_pair, query)
    assert data is not None
    pair = curves_of_pair(data, TEACHER, PUPIL, on.thresholds)
    found = verdict_at(data, TEACHER, PUPIL, DIAGNOSED_TS, data.whole, NOW_TS)
    facts = of_pair(data, found, (DIAGNOSED_TS, DIAGNOSED_TS), on)
    assert facts.comments.startswith("2026-11-22 07:00:40–07:01:40 UTC")
    setting = replace(setting_in(), thresholds=on.thresholds)
    told = pair_export(
        data, pair, found, found.window, (str(TEACHER), str(PUPIL)), (DIAGNOSED_TS, DIAGNOSED_TS), on, setting
    )
    assert told.window is not None
    assert (told.window.start_ts, told.window.end_ts) == (DIAGNOSED_TS - 30, DIAGNOSED_TS + 30)
    assert told.findings[0].startswith(f"→ sender's network: sender {TEACHER} · ")
    beyond = {row[5]: row[-3] for row in told.table.rows if row[0] == "b"}
    assert (beyond[20017], beyond[20022]) == (100, 0)


async def test_an_export_calls_both_by_their_aliases(tmp_path: Path) -> None:
    on = context()
    with open_store(tmp_path) as store:
        await store_class(store)
        query = PairQuery(EDITION, CALL.call_id, ATTENDS.sid, TEACHER, NOW_TS, on.thresholds)
        data = await store.read(read_pair, query)
    assert data is not None
    found = verdict_at(data, TEACHER, PUPIL, DIAGNOSED_TS, data.whole, NOW_TS)
    aliases = {TEACHER: "user-1", PUPIL: "user-2"}
    lines = [plain(runs) for runs in verdict_lines(found, on, DIAGNOSED_TS, lambda uid: aliases[int(uid)])]
    assert lines[0].startswith("→ sender's network: sender user-1 · ")
    assert not any(str(TEACHER) in line for line in lines)


def test_the_diagnoses_of_the_two_come_first_and_no_cause_is_left_empty() -> None:
    told = [
        Diagnosis(DIAGNOSED_TS, str(RETURNER), 4, "a", (Cause(23, str(TEACHER)),)),
        Diagnosis(DIAGNOSED_TS - 5, str(PUPIL), 4, "a"),
    ]
    said = plain(diagnosed_runs(told, (PUPIL, TEACHER), context(), DIAGNOSED_TS))
    assert said.index("no cause given") < said.index(f"of {RETURNER}: video downstream packet loss (from {TEACHER})")


def test_who_is_only_named_as_the_cause_was_not_diagnosed() -> None:
    told = [
        Diagnosis(DIAGNOSED_TS, str(RETURNER), 4, "a", (Cause(23, str(TEACHER)),)),
        Diagnosis(DIAGNOSED_TS - 5, str(TEACHER), 5, "a"),
    ]
    said = plain(diagnosed_runs(told, (TEACHER,), context(), None))
    assert "◆ diagnosed 1×: audio freeze 1   ● named as the cause 1×: video freeze 1" in said
    assert "diagnosed" not in plain(diagnosed_runs(told[:1], (TEACHER,), context(), None)).replace("named as", "")
