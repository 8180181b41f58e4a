"""A call is judged once for all of its screens and processes, and anew as soon as anything it is judged by changes."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from tests.rolled import rolled_up
from tests.ui.classroom import CALL, LASTED_S, SESSIONS, START_TS, curves
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.calls.named import CallVerdict
from tui.analysis.cause.engine import ENGINE, call_verdicts
from tui.analysis.cause.verdict import Verdict
from tui.analysis.curves.tracks import Tracks
from tui.domain.glossary import thresholds_with
from tui.domain.records import Curve, KeptVerdict, Listing, Session, Window
from tui.queries import call_verdict as judged
from tui.queries import kept_verdicts
from tui.queries.call_verdict import CallEvidence, CallVerdicts, evidence_of
from tui.queries.kept_verdicts import digest_of, packed, unpacked
from tui.store.api import Snapshot


class Kept:
    """The part of a store that keeps verdicts."""

    def __init__(self, verdict: KeptVerdict | None = None) -> None:
        self.verdict = verdict

    def kept_verdict(self, call_id: str) -> KeptVerdict | None:
        return self.verdict if self.verdict is not None and self.verdict.call_id == call_id else None


def ask(store: Kept, evidence: CallEvidence, process: CallVerdicts | None = None) -> CallVerdict:
    """A new process asks, unless one is given; the store keeps its verdict."""
    process = CallVerdicts(1) if process is None else process
    verdict, unkept = process(cast("Snapshot", store), CALL.call_id, evidence)
    store.verdict = unkept or store.verdict
    return verdict


@pytest.fixture
def judgings(monkeypatch: pytest.MonkeyPatch) -> list[Tracks]:
    """What was judged."""
    found: list[Tracks] = []

    def judge(tracks: Tracks) -> Sequence[Verdict]:
        found.append(tracks)
        return call_verdicts(tracks)

    monkeypatch.setattr(judged, "call_verdicts", judge)
    return found


def evidence(
    made: Sequence[Curve], sessions: Sequence[Session] = SESSIONS, listings: Sequence[Listing] = ()
) -> CallEvidence:
    return evidence_of(EDITION.call_details, sessions, rolled_up(made), thresholds_with({}), listings)


CALL_WINDOW = Window(START_TS, START_TS + LASTED_S)
EVIDENCE = evidence([*curves()])
KEPT = Kept()
VERDICT = ask(KEPT, EVIDENCE)


def test_the_same_evidence_is_judged_once_whichever_screen_read_it(judgings: list[Tracks]) -> None:
    store, process = Kept(), CallVerdicts(1)
    other = Curve(SESSIONS[0].sid, 1, 0, array("q", [START_TS + 7200]), array("d", [1.0]))
    once = ask(store, evidence([*curves()]), process)
    assert ask(Kept(), evidence([*curves(), other]), process) is once, "a metric that judges nothing"
    assert len(judgings) == 1


def test_the_next_process_reads_the_kept_verdict_and_judges_nothing(judgings: list[Tracks]) -> None:
    assert VERDICT.named_users
    assert repr(ask(Kept(KEPT.verdict), evidence([*curves()]))) == repr(VERDICT)
    assert judgings == []


def test_another_call_and_another_engine_have_no_use_of_it(
    judgings: list[Tracks], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert KEPT.verdict is not None
    other = replace(KEPT.verdict, call_id="another")
    CallVerdicts(1)(cast("Snapshot", Kept(other)), "another", EVIDENCE)
    assert len(judgings) == 1, "a row that was moved to another call"
    monkeypatch.setattr(kept_verdicts, "ENGINE", ENGINE + 1)
    ask(Kept(KEPT.verdict), EVIDENCE)
    assert len(judgings) == 2


def test_a_verdict_that_takes_no_time_is_neither_asked_of_the_store_nor_kept(judgings: list[Tracks]) -> None:
    minutes = sum(len(one.counts) for one in EVIDENCE.minutes)
    assert ask(Kept(KEPT.verdict), EVIDENCE, CallVerdicts(minutes)) == VERDICT
    assert judgings == []
    store = Kept(KEPT.verdict)
    assert ask(store, EVIDENCE, CallVerdicts(minutes + 1)) == VERDICT
    assert (len(judgings), store.verdict) == (1, KEPT.verdict)
    store = Kept()
    ask(store, evidence(()))
    ask(store, EVIDENCE, CallVerdicts())
    assert store.verdict is None


# -- every part of the evidence


def otherwise(value: Any) -> Iterator[tuple[str, Any]]:
    """The value with another one in the place of each of its parts, with the part's name."""
    if isinstance(value, Struct):
        for name in value.__struct_fields__:
            for path, other in otherwise(getattr(value, name)):
                yield f".{name}{path}", replace(value, **{name: other})
    elif isinstance(value, Mapping):
        for key in value:
            for path, other in otherwise(value[key]):
                yield f"[{key}]{path}", {**value, key: other}
            yield f" without {key}", {each: value[each] for each in value if each != key}
    elif isinstance(value, tuple):
        for place in (0, len(value) - 1) if value else ():
            for path, other in otherwise(value[place]):
                yield f"[{place}]{path}", (*value[:place], other, *value[place + 1 :])
            yield f" without {place}", (*value[:place], *value[place + 1 :])
    elif isinstance(value, array):
        for place in (0, len(value) - 1):
            yield f"[{place}]", array(value.typecode, [*value[:place], value[place] + 1, *value[place + 1 :]])
        yield " without its last", value[:-1]
    elif isinstance(value, bool):
        yield "", not value
    elif isinstance(value, str):
        yield "", value + "?"
    else:
        assert value is None or isinstance(value, int | float), value
        yield "", 7 if value is None else value + 1


def test_a_change_of_any_part_of_the_evidence_is_judged_anew() -> None:
    listing = Listing(CALL_WINDOW, START_TS + 9000.0, 4, False, START_TS, START_TS + 60)
    whole = evidence([*curves()], listings=[listing])
    digests = {"as it is": digest_of(whole)}
    digests.update((path, digest_of(other)) for path, other in otherwise(whole))
    assert len(digests) > 100
    assert {path.split("[")[0].split(" ")[0] for path in digests} >= {".sessions", ".minutes", ".thresholds", ".told"}
    assert len(set(digests.values())) == len(digests), "two of different evidence with the same digest"


# -- damage


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10_000), bits=st.integers(1, 255), cut=st.integers(1, 400))
def test_a_damaged_verdict_is_never_read(place: int, bits: int, cut: int) -> None:
    assert KEPT.verdict is not None
    raw = KEPT.verdict.judged
    place %= len(raw)
    flipped = bytes([*raw[:place], raw[place] ^ bits, *raw[place + 1 :]])
    for damaged in (flipped, raw[:-cut], raw[: place + 1] + raw, raw + b"\0", raw[::-1]):
        assert unpacked(replace(KEPT.verdict, judged=damaged), KEPT.verdict.evidence) is None


@pytest.mark.parametrize("judged", [b"", b"\0" * 16, bytes(range(256))])
def test_another_content_is_judged_anew_and_replaced(judged: bytes, judgings: list[Tracks]) -> None:
    assert KEPT.verdict is not None
    store = Kept(replace(KEPT.verdict, judged=judged))
    assert ask(store, EVIDENCE) == VERDICT
    assert store.verdict == KEPT.verdict
    assert len(judgings) == 1


def test_a_verdict_of_an_unknown_form_under_a_right_sum_is_not_read() -> None:
    """As of another scry that forgot to count its engine on."""
    assert KEPT.verdict is not None
    other: Any = {"named_users": [{"uid": "seven"}]}
    newer = packed(CALL.call_id, KEPT.verdict.evidence, other)
    assert unpacked(newer, newer.evidence) is None
