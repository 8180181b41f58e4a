"""Live's list of the worst: its question, its rows, each row's way to its proof.

  07:46–07:56        video freeze …          people  diagnoses   age
worst channels
▸ 数学-3班           video freeze 9             ≥ 7       ≥ 18   2 m
who causes it
  44361248           video ↓ loss · 数学-3班    ≥ 7       ≥ 18   2 m
worst calls
  数学-3班           since 07:26                ≥ 7       ≥ 18   2 m
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from tui.analysis.feeds.feed import age_text
from tui.analysis.project.culprits import (
    CallSuffering,
    ChannelSuffering,
    Culprit,
    culprits,
    worst_calls,
    worst_channels,
)
from tui.analysis.project.diagnosis import Doubt, doubts, host_of, ranked, uid_of
from tui.analysis.project.landing import Aim
from tui.domain.edition import Endpoint
from tui.domain.glossary import experience, factor_term
from tui.domain.records import MINUTE, Runs, Scope, Window
from tui.messages import diagnosis as diagnosis_words
from tui.messages import live as words
from tui.queries.calls_during import calls_during
from tui.store.api import Snapshot
from tui.terminal.cells import Column
from tui.ui.context import Context
from tui.ui.navigation import Route
from tui.ui.texts.moment import count_text
from tui.ui.texts.values import age_columns
from tui.ui.unanswered import unanswered_text
from tui.ui.widgets.keys import KeyNames
from tui.ui.widgets.rows import Row

# The last minutes.
LAST_S = 10 * MINUTE
# Nobody has been told of such minutes.
UNKNOWN = (Doubt.NOT_YET, Doubt.NOT_ASKED, Doubt.LOST, Doubt.UNREAD)


class WorstData(Struct, frozen=True):
    """One reading of the store: the last minutes that any answer spoke for, the worst of each kind first.

    `at_least`: an answer about them was full. `is_known`: answers have told of all of them.
    """

    now_ts: float
    window: Window
    channels: tuple[ChannelSuffering, ...]
    culprits: tuple[Culprit, ...]
    calls: tuple[CallSuffering, ...]
    at_least: bool
    is_known: bool


def read_worst(snapshot: Snapshot, endpoint: Endpoint, now_ts: float) -> WorstData | None:
    """None before the first answer; runs off the event loop."""
    newest_ts = snapshot.newest_diagnosed_ts()
    if newest_ts is None:
        return None
    end_ts = min(newest_ts, int(now_ts)) // MINUTE * MINUTE + MINUTE
    window = Window(end_ts - LAST_S, end_ts)
    diagnoses = snapshot.diagnoses(window)
    channels = {one.channel for one in diagnoses}
    begun = calls_during(snapshot, window) if channels else []
    coverage = snapshot.coverage(endpoint.name, "", window, endpoint.slot_s)
    truncated = snapshot.truncated(window, endpoint.slot_s)
    found = doubts(endpoint, coverage, truncated, window, now_ts)
    return WorstData(
        now_ts,
        window,
        worst_channels(diagnoses),
        culprits(diagnoses),
        worst_calls(diagnoses, (call for call in begun if call.channel in channels)),
        at_least=bool(truncated),
        is_known=not any(each.doubt in UNKNOWN for each in found),
    )


WorstEntry = ChannelSuffering | Culprit | CallSuffering
# The title of the columns, and the three headings.
FIXED_ROWS = 4
LEAST_OF_A_KIND = 1


def worst_columns(data: WorstData | None, context: Context, key: KeyNames) -> tuple[Column, ...]:
    lang = context.lang
    span = "" if data is None else "–".join(context.ends(data.window.start_ts, data.window.end_ts))
    return (
        Column("name", span, 17, grow=0, sortable=False),
        Column("what", words.WORST_KEY(lang, key=key), 23, grow=1, sortable=False, priority=1),
        Column("people", words.WORST_PEOPLE(lang), 6, align="right", sortable=False),
        Column("diagnoses", words.WORST_DIAGNOSES(lang), 9, align="right", sortable=False, priority=2),
        Column("age", words.WORST_AGE(lang), age_columns(lang), align="right", sortable=False),
    )


def worst_rows(data: WorstData | None, context: Context, height: int) -> list[Row]:
    """As many of each kind as a list of that height holds; one kind's free lines go to the others."""
    if data is None or not data.channels:
        return []
    lang = context.lang
    kinds: Sequence[tuple[str, str, Sequence[WorstEntry]]] = (
        ("channel", words.WORST_CHANNELS(lang), data.channels),
        ("culprit", words.WHO_CAUSES(lang), data.culprits),
        ("call", (words.WORST_CALLS if data.calls else words.NO_CALLS_STORED)(lang), data.calls),
    )
    rows: list[Row] = []
    for (kind, heading, found), most in zip(kinds, shares([len(found) for *_, found in kinds], height), strict=True):
        rows.append(Row(f"heading|{kind}", (heading,), heading=True))
        rows += [_row(row_key(kind, its), its, data, context) for its in found[:most]]
    return rows


def shares(counts: Sequence[int], height: int) -> list[int]:
    """How many rows of each kind a list of that height shows, at least one of each, one after the other."""
    room = height - FIXED_ROWS
    taken = [min(LEAST_OF_A_KIND, count) for count in counts]
    while sum(taken) < room and taken != list(counts):
        for place, count in enumerate(counts):
            if taken[place] < count and sum(taken) < room:
                taken[place] += 1
    return taken


def row_key(kind: str, its: WorstEntry) -> str:
    if isinstance(its, Culprit):
        return "\x1f".join((kind, its.host_uid, its.channel, str(its.is_self)))
    return f"{kind}\x1f{its.channel if isinstance(its, ChannelSuffering) else its.call.call_id}"


def _row(key: str, its: WorstEntry, data: WorstData, context: Context) -> Row:
    lang = context.lang
    cells = (
        _name(its, context),
        _what(its, context),
        count_text(its.people, context, at_least=data.at_least),
        count_text(len(its.diagnoses), context, at_least=data.at_least),
        ((age_text(max(0.0, data.now_ts - its.newest_ts), lang), "dim"),),
    )
    return Row(key, cells)


def _name(its: WorstEntry, context: Context) -> Runs:
    lang, names = context.lang, context.names
    if isinstance(its, Culprit):
        whose = f" ({diagnosis_words.SELF(lang)})" if its.is_self else ""
        return (names.user(its.host_uid), "text" if its.is_self else "accent"), (whose, "dim")
    channel = its.channel if isinstance(its, ChannelSuffering) else its.call.channel
    return ((names.channel(channel) or diagnosis_words.NO_NAME(lang), "text"),)


def _what(its: WorstEntry, context: Context) -> str:
    lang = context.lang
    if isinstance(its, ChannelSuffering):
        # Each experience of each user once.
        counts = Counter(exp_id for exp_id, _ in {(one.exp_id, one.uid) for one in its.diagnoses})
        return " · ".join(f"{experience(exp_id)(lang)} {count}" for exp_id, count in ranked(counts))
    if isinstance(its, Culprit):
        channel = context.names.channel(its.channel) or diagnosis_words.NO_NAME(lang)
        cause = diagnosis_words.NO_CAUSE(lang) if its.factor_id is None else factor_term(its.factor_id)(lang)
        return f"{cause} · {channel}"
    begun = context.when(its.call.created_ts)
    if its.call.destroyed_ts is None:
        return words.CALL_SINCE(lang, time=begun)
    return "–".join(context.ends(its.call.created_ts, its.call.destroyed_ts))


def nobody(data: WorstData | None, context: Context) -> str:
    """In the place of rows."""
    lang = context.lang
    if data is None:
        return unanswered_text(context, context.edition.diagnosis.name)
    if not data.is_known:
        return diagnosis_words.NONE_KNOWN(lang)
    return diagnosis_words.NONE(lang)


def route_of(data: WorstData, key: str) -> Route | None:
    """Where the proof of that row is: the diagnoses of a channel, else the call at its newest diagnosis."""
    for kind, found in (("channel", data.channels), ("culprit", data.culprits), ("call", data.calls)):
        for its in found:
            if row_key(kind, its) == key:
                return _route(its, data)
    return None


def _route(its: WorstEntry, data: WorstData) -> Route:
    """The affected user at the instant; the user named as the cause is the peer."""
    one = its.diagnoses[0]
    if isinstance(its, ChannelSuffering):
        minute_ts = one.ts // MINUTE * MINUTE
        return Route("diagnosis", Scope(moment_ts=minute_ts, channel=its.channel), aim=Aim("", data.window))
    scope = Scope(moment_ts=one.ts, channel=one.channel, uid=one.uid, peer_uid=host_of(one))
    if isinstance(its, CallSuffering):
        return Route("call", replace(scope, call_id=its.call.call_id))
    return Route("call", replace(scope, peer_uid=None if its.is_self else uid_of(its.host_uid)))
