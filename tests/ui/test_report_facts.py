"""What a report about a pair, a session, a call or a diagnosis begins with: who, when, and what was found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.ui.classroom import (
    ATTENDS,
    CALL,
    DIAGNOSED_TS,
    FAILS,
    PUPIL,
    RETURNER,
    START_TS,
    TEACHER,
    TEACHES,
    store_class,
)
from tests.worlds import NOW_TS, make_context, manual_clock, open_store
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.calls.matrix import MatrixKind
from tui.analysis.calls.named import NOBODY
from tui.analysis.calls.timeline import Event
from tui.analysis.project.report import Facts
from tui.domain.records import Cause, Diagnosis, Scope
from tui.domain.text import Lang
from tui.queries.call_data import CallData, CallQuery, read_call_data
from tui.store.api import Store
from tui.ui.context import Context, Feed
from tui.ui.features.call.export import of_call, of_cell, of_entry
from tui.ui.features.pair.export import of_pair
from tui.ui.features.pair.query import PairData, PairQuery, read_pair, verdict_at
from tui.ui.features.session.export import of_session
from tui.ui.features.session.query import SessionQuery, read_session
from tui.ui.texts.report import of_diagnosis


def context(lang: Lang = "en") -> Context:
    async def never() -> Feed:
        raise AssertionError

    return make_context(manual_clock(), never, lang=lang)


async def pair_in(store: Store) -> PairData:
    data = await store.read(
        read_pair, PairQuery(EDITION, CALL.call_id, ATTENDS.sid, TEACHER, NOW_TS, context().thresholds)
    )
    assert data is not None
    return data


async def call_in(store: Store) -> CallData:
    data = await store.read(
        read_call_data, CallQuery(EDITION, CALL.call_id, NOW_TS, NOW_TS, False, context().thresholds)
    )
    assert data is not None
    return data


def about(data: PairData, sender_uid: int, receiver_uid: int, moment_ts: int | None, *, lang: Lang = "en") -> Facts:
    on = context(lang)
    found = verdict_at(data, sender_uid, receiver_uid, moment_ts, data.whole, NOW_TS)
    return of_pair(data, found, (moment_ts, moment_ts), on)


async def test_of_a_pair_who_receives_suffers_at_the_instant_and_the_comment_tells_what_support_asks_for(
    tmp_path: Path,
) -> None:
    with open_store(tmp_path) as store:
        await store_class(store)
        data = await pair_in(store)
        facts = about(data, TEACHER, PUPIL, DIAGNOSED_TS)
        assert facts == Facts("数学-3班", TEACHER, PUPIL, PUPIL, DIAGNOSED_TS, facts.comments, facts.ticket)
        lines = facts.comments.split("\n")
        assert lines[0] == f"2026-11-22 07:00:40–07:01:40 UTC: video and audio of {TEACHER} froze for {PUPIL}"
        assert re.match(r"07:01:10 ±30 s  video 45 % frozen \(\d+ s\) · audio 1\d % frozen", lines[1])
        assert lines[2].startswith(f"sender's network: sender {TEACHER} · certain")
        assert any(line.startswith(f"Video upstream loss of {TEACHER}: mean 3") for line in lines)
        assert lines[-1] == f"call {CALL.call_id} · {TEACHER} session T · {PUPIL} session P"
        assert (
            f"{PUPIL} 看到的 {TEACHER} 视频和音频卡顿" in about(data, TEACHER, PUPIL, DIAGNOSED_TS, lang="zh").comments
        )


async def test_of_a_pair_without_a_moment_the_time_is_since_when_it_suffers(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        await store_class(store)
        facts = about(await pair_in(store), TEACHER, PUPIL, None)
        # The minute in which the failure begins.
        assert facts.ts == FAILS.start_ts // 60 * 60


async def test_a_pupil_who_sends_to_the_one_who_speaks_is_no_teacher(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        await store_class(store)
        facts = about(await pair_in(store), PUPIL, TEACHER, DIAGNOSED_TS)
        assert (facts.teacher_uid, facts.student_uid, facts.abnormal_uid) == (TEACHER, PUPIL, None)


@pytest.mark.parametrize("peer_uid", [None, TEACHER])
async def test_of_a_session_the_peer_is_whom_the_worst_came_from(tmp_path: Path, peer_uid: int | None) -> None:
    with open_store(tmp_path) as store:
        await store_class(store)
        query = SessionQuery(EDITION, CALL.call_id, ATTENDS.sid, NOW_TS, context().thresholds)
        data = await store.read(read_session, query)
        assert data is not None
        facts = of_session(data, DIAGNOSED_TS, peer_uid, context())
        assert facts == Facts("数学-3班", TEACHER, PUPIL, PUPIL, DIAGNOSED_TS, facts.comments, facts.ticket)
        assert f"{PUPIL} video freeze: video downstream packet loss (from {TEACHER})" in facts.comments
        assert re.search(rf"^measured: Video end-to-end loss [\d.]+ % ▲ \({TEACHER}\)$", facts.comments, re.MULTILINE)
        assert facts.comments.endswith(f"call {CALL.call_id} · {PUPIL} session P")
        # Without a moment: when it was worst.
        worst = of_session(data, None, peer_uid, context())
        assert worst.ts is not None
        assert FAILS.holds(worst.ts)


async def test_of_a_teacher_s_own_session_the_student_is_who_suffers_by_it_and_else_nobody(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        await store_class(store)
        data = await store.read(
            read_session, SessionQuery(EDITION, CALL.call_id, TEACHES.sid, NOW_TS, context().thresholds)
        )
        assert data is not None
        facts = of_session(data, DIAGNOSED_TS, None, context())
        assert (facts.teacher_uid, facts.student_uid, facts.abnormal_uid) == (TEACHER, PUPIL, PUPIL)
        # Where no verdict names it, nobody suffers by it.
        facts = of_session(replace(data, call_verdict=NOBODY), START_TS, None, context())
        assert (facts.teacher_uid, facts.student_uid, facts.abnormal_uid) == (TEACHER, None, None)


async def test_of_a_call_the_session_under_the_cursor_and_who_is_named_as_the_cause(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        await store_class(store)
        data = await call_in(store)
        sessions = {one.session.sid: one for one in data.standings}
        facts = of_call(data, sessions["P"], DIAGNOSED_TS, Scope(), context())
        assert facts == Facts("数学-3班", TEACHER, PUPIL, PUPIL, DIAGNOSED_TS, facts.comments, facts.ticket)
        assert "Agora: 1 diagnosed: video freeze 1" in facts.comments
        # With the cursor on the cause it is about whom the scope brought.
        named = Scope(uid=str(PUPIL), peer_uid=TEACHER)
        facts = of_call(data, sessions["T"], None, named, context())
        assert (facts.teacher_uid, facts.student_uid, facts.abnormal_uid) == (TEACHER, PUPIL, PUPIL)
        assert facts.ts is not None
        assert FAILS.start_ts - 60 < facts.ts < FAILS.end_ts
        assert re.search(rf"upstream loss [\d.]+ % of {TEACHER} at \d\d:\d\d", facts.comments)


async def test_of_a_call_a_sender_that_is_chosen_alone_is_the_teacher_and_who_suffers_by_it_the_student(
    tmp_path: Path,
) -> None:
    with open_store(tmp_path) as store:
        await store_class(store)
        data = await call_in(store)
        sends = next(one for one in data.standings if one.session.sid == "T")
        facts = of_call(data, sends, None, Scope(), context())
        assert facts.student_uid in data.call_verdict.named_users[0].sufferers
        assert (facts.teacher_uid, facts.abnormal_uid) == (TEACHER, facts.student_uid)
        # Where no verdict names it, nobody is made the student.
        facts = of_call(replace(data, call_verdict=NOBODY), sends, None, Scope(), context())
        assert (facts.teacher_uid, facts.student_uid, facts.abnormal_uid) == (TEACHER, None, None)


async def test_of_a_cell_of_the_matrix_the_sender_teaches_and_the_time_is_the_worst_minute(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        await store_class(store)
        data = await call_in(store)
        pair = data.matrices[MatrixKind.LOSS].pairs[TEACHER, RETURNER]
        facts = of_cell(data, TEACHER, RETURNER, pair, context())
        told = facts.ticket
        assert (told.sufferer_uid, told.cause_uid, told.call_id) == (RETURNER, TEACHER, CALL.call_id)
        assert told.sufferer_client == "SDK 3.1.2 · iOS · 4G · iPhone12,1"
        assert told.start_ts is not None
        assert FAILS.start_ts - 60 <= told.start_ts <= FAILS.end_ts
        assert facts == Facts("数学-3班", TEACHER, RETURNER, RETURNER, pair.worst.ts, facts.comments, facts.ticket)
        assert f"from {TEACHER} to {RETURNER}" in facts.comments


async def test_of_an_entry_of_the_timeline_its_user_its_peer_and_its_instant(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        await store_class(store)
        data = await call_in(store)
        lost = next(one for one in data.entries if one.event is Event.BAD and one.sid == "P" and one.peer_uid)
        facts = of_entry(data, lost, Scope(), context())
        assert facts == Facts("数学-3班", TEACHER, PUPIL, PUPIL, lost.ts, facts.comments, facts.ticket)
        assert f"from {TEACHER}" in facts.comments
        own = next(one for one in data.entries if one.event is Event.BAD and one.sid == "T")
        assert of_entry(data, own, Scope(), context()).teacher_uid == TEACHER


def test_of_a_diagnosis_its_user_suffers_and_whoever_the_cause_lies_with_teaches() -> None:
    one = Diagnosis(DIAGNOSED_TS, str(PUPIL), 4, "a", (Cause(18), Cause(23, str(TEACHER))))
    facts = of_diagnosis(one, context())
    assert facts == Facts("a", TEACHER, PUPIL, PUPIL, DIAGNOSED_TS, facts.comments, facts.ticket)
    assert re.fullmatch(
        rf"2026-11-22 \d\d:01:10 UTC, Agora's diagnosis: {PUPIL} video freeze: unknown cause 18 \(self\)"
        rf" · .* \(from {TEACHER}\)",
        facts.comments,
    )
    alone = of_diagnosis(replace(one, causes=()), context("zh"))
    assert (alone.teacher_uid, alone.student_uid) == (None, PUPIL)
    assert "视频卡顿" in alone.comments
    nobody = of_diagnosis(replace(one, uid="guest"), context())
    assert (nobody.student_uid, nobody.abnormal_uid) == (None, None)
