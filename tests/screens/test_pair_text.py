"""What the pair says: the first fault and the others, the worst that is no sum, and the diagnoses of its own users."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from tests.export.made import setting as setting_in
from tests.screens.classroom import ATTENDS, CALL, DIAGNOSED_TS, PUPIL, RETURNER, TEACHER, store_class
from tests.worlds import NOW_TS, make_context, manual_clock, open_store
from tui.records import Cause, Diagnosis, Level
from tui.screens.context import Context, Feed
from tui.screens.pair_data import PairQuery, judged, read_pair
from tui.screens.pair_export import pair_export
from tui.screens.pair_text import finding_lines
from tui.screens.report_facts import of_pair
from tui.screens.session_head import diagnosed_runs
from tui.triage.pair import Check, Finding, Findings, Reading, Side, Verdict, around, findings
from tui.widgets.cells import plain


def context() -> Context:
    async def never() -> Feed:
        raise AssertionError

    return make_context(manual_clock(), never)


def reading(mid: int, value: float, side: Side = Side.SENDER) -> Reading:
    return Reading(side, mid, DIAGNOSED_TS, value, Level.BAD)


FAULTS = Findings(
    around(DIAGNOSED_TS, NOW_TS),
    (
        Finding(Check.SENDER_NETWORK, Verdict.FAULT, (reading(20017, 31.0),)),
        Finding(Check.PROCESSORS, Verdict.FAULT, (reading(20021, 82.0, Side.RECEIVER),)),
    ),
    (reading(20011, 1379.0, Side.RECEIVER),),
)


def test_the_conclusion_names_the_first_fault_and_says_which_others_there_are() -> None:
    head, *_, last = (plain(runs) for runs in finding_lines(FAULTS, context(), DIAGNOSED_TS, TEACHER, PUPIL))
    assert last == f"→ sender's network: sender {TEACHER} (also: e processors)"
    assert head.endswith("±30 s, worst of each  frozen: video 1,379 ms")


def test_a_user_who_never_sends_is_said_to_send_nothing() -> None:
    silent = replace(FAULTS, suffered=(), is_silent=True)
    head = plain(finding_lines(silent, context(), DIAGNOSED_TS, PUPIL, TEACHER)[0])
    assert head.endswith(f"{PUPIL} sends nothing")


async def test_report_and_extract_say_the_same_span_and_what_was_lost_between_stands_where_it_belongs(
    tmp_path: Path,
) -> None:
    on = context()
    with open_store(tmp_path) as store:
        await store_class(store)
        data = await store.read(read_pair, PairQuery(CALL.call_id, ATTENDS.sid, TEACHER, NOW_TS))
    assert data is not None
    pair = judged(data, TEACHER, PUPIL, on.thresholds)
    found = findings(pair, around(DIAGNOSED_TS, NOW_TS))
    facts = of_pair(data, found, (TEACHER, PUPIL), (DIAGNOSED_TS, DIAGNOSED_TS), on)
    assert facts.comments.startswith("2026-11-22 07:00:40–07:01:40 UTC")
    setting = replace(setting_in(), thresholds=on.thresholds)
    told = pair_export(
        data, pair, found, found.window, (str(TEACHER), str(PUPIL)), (DIAGNOSED_TS, DIAGNOSED_TS), on, setting
    )
    assert told.window is not None
    assert (told.window.start_ts, told.window.end_ts) == (DIAGNOSED_TS - 30, DIAGNOSED_TS + 30)
    rows = {row[5]: row[-1] for row in told.table.rows if row[0] == "d"}
    lost = {mid for mid, points in rows.items() if points is not None}
    assert lost < {20016, 20018}
    assert len(lost) == 1


def test_the_diagnoses_of_the_two_come_first_and_no_cause_is_left_empty() -> None:
    told = [
        Diagnosis(DIAGNOSED_TS, str(RETURNER), 4, "a", (Cause(23, str(TEACHER)),)),
        Diagnosis(DIAGNOSED_TS - 5, str(PUPIL), 4, "a"),
    ]
    said = plain(diagnosed_runs(told, (PUPIL, TEACHER), context(), DIAGNOSED_TS))
    assert said.index("no cause given") < said.index(f"of {RETURNER}: video downstream packet loss ({TEACHER})")


def test_who_is_only_named_as_the_cause_was_not_diagnosed() -> None:
    told = [
        Diagnosis(DIAGNOSED_TS, str(RETURNER), 4, "a", (Cause(23, str(TEACHER)),)),
        Diagnosis(DIAGNOSED_TS - 5, str(TEACHER), 5, "a"),
    ]
    said = plain(diagnosed_runs(told, (TEACHER,), context(), None))
    assert "◆ diagnosed 1×: audio freeze 1   ● named as the cause 1×: video freeze 1" in said
    assert "diagnosed" not in plain(diagnosed_runs(told[:1], (TEACHER,), context(), None)).replace("named as", "")
