"""The view of Diagnosis: rows of the list and of the totals, and the lines above them, from one reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace
from rich.cells import cell_len

from tui.analysis.cause.agreement import Agreement, Stance
from tui.analysis.project.diagnosis import Doubt, Doubtful, minutes_in, ranked
from tui.clock import Times
from tui.domain.glossary import experience, factor, factor_term
from tui.domain.names import Names
from tui.domain.records import MINUTE, Diagnosis, DiagnosisFilter, Run, Runs, VendorAlert, Window
from tui.domain.text import Lang, Phrase
from tui.messages import diagnosis as words
from tui.messages import findings as finding_words
from tui.messages import verdict as verdict_words
from tui.terminal.cells import plain
from tui.ui.charts.bars import bar
from tui.ui.context import Context
from tui.ui.extracts import DIAGNOSES
from tui.ui.features.diagnosis.alerts import Timed, alert_row, among
from tui.ui.features.diagnosis.query import DiagnosisData, KnownPart
from tui.ui.texts.diagnosis import causes_text
from tui.ui.texts.moment import at_least_sign, count_text, moment_lines
from tui.ui.unanswered import unanswered_text
from tui.ui.widgets.described import Told, list_row
from tui.ui.widgets.keys import KeyNames
from tui.ui.widgets.matching import FIELD
from tui.ui.widgets.rows import Row

GROUPINGS = tuple(words.GROUPINGS)
# Totals of one kind that are listed; the others are counted.
TOTALS_LISTED = 30

SEPARATORS: Mapping[Doubt, tuple[Phrase, str]] = {
    Doubt.PENDING: (words.SEPARATOR_PENDING, "pending"),
    Doubt.TRUNCATED: (words.SEPARATOR_TRUNCATED, "warn"),
    Doubt.NOT_YET: (words.SEPARATOR_NOT_YET, "pending"),
    Doubt.NOT_ASKED: (words.SEPARATOR_NOT_ASKED, "pending"),
    Doubt.LOST: (words.SEPARATOR_LOST, "pending"),
    Doubt.UNREAD: (words.SEPARATOR_UNREAD, "warn"),
}
IN_HEAD: Mapping[Doubt, tuple[Phrase, str]] = {
    Doubt.PENDING: (words.PENDING_IN, "pending"),
    Doubt.NOT_YET: (words.NOT_YET_IN, "pending"),
    Doubt.NOT_ASKED: (words.NOT_ASKED_IN, "pending"),
    Doubt.LOST: (words.LOST_IN, "pending"),
    Doubt.UNREAD: (words.UNREAD_IN, "warn"),
}
# In the place of an empty list.
NONE: Mapping[KnownPart, Phrase] = {
    KnownPart.NOTHING: words.NOT_KNOWN,
    KnownPart.PART: words.NONE_KNOWN,
    KnownPart.ALL: words.NONE,
}
# The kinds of total: the field of DiagnosisFilter that it fills, and its heading.
KINDS: Mapping[str, Phrase] = {
    "exp_id": words.BY_EXPERIENCE,
    "factor_id": words.BY_FACTOR,
    "host_uid": words.BY_HOST,
    "channel": words.BY_CHANNEL,
}

Made = dict[tuple[Diagnosis, bool], Row]


class EventRows(Struct, frozen=True):
    """The rows of the list, and the diagnosis or the vendor's alert that each of their keys stands for."""

    rows: tuple[Row, ...] = ()
    events: Mapping[str, Diagnosis] = field(default_factory=dict)
    alerts: Mapping[str, VendorAlert] = field(default_factory=dict)


def event_key(one: Diagnosis) -> str:
    """The key of a diagnosis. The separator is in no text of the API: control characters were made visible."""
    return "\x1f".join((str(one.ts), str(one.exp_id), one.uid, one.channel))


def chosen_text(one: Diagnosis, context: Context) -> str:
    """The causes of the chosen row in full, which no column of a narrow terminal holds."""
    return "".join(text for text, _ in causes_text(one.causes, context.lang, context.names))


def is_dated(data: DiagnosisData, context: Context) -> bool:
    """Whether the stretch of time on screen needs dates: it does not lie in today alone."""
    days = {context.zone.text(ts, "%F") for ts in (data.window.start_ts, data.now_ts)}
    return len(days) > 1


def times_of(data: DiagnosisData, context: Context) -> Times:
    return context.zone.over(data.window.start_ts, data.window.end_ts)


def event_row(one: Diagnosis, context: Context, times: Times, *, cut: bool, dated: bool, short: bool) -> Row:
    """`cut`: more may have happened then than the API named. `short`: root causes by their short terms; the
    filter finds the long ones, too."""
    lang, names = context.lang, context.names
    time = times.text(one.ts, "%m-%d %H:%M:%S" if dated else "%H:%M:%S")
    title = experience(one.exp_id)(lang)
    channel = one.channel or words.NO_NAME(lang)
    first = one.causes[0] if one.causes else None
    by_cause = (factor(first.factor_id)(lang), first.host_uid) if first else None
    items = (
        Told(one.ts, ((time, "text"), (f" {at_least_sign(context)}", "warn")) if cut else time),
        Told(names.user(one.uid), sort=one.uid.zfill(20)),
        title,
        one.exp_id,
        Told(names.channel(one.channel) or channel, sort=channel.casefold()),
        # The value is worked out for exports alone: there may be thousands of rows.
        Told(None, causes_text(one.causes, lang, names, short=short), by_cause),
    )
    row = list_row(DIAGNOSES, event_key(one), items)
    return replace(row, search=FIELD.join([*map(plain, row.cells), chosen_text(one, context)])) if short else row


def list_rows(
    data: DiagnosisData,
    context: Context,
    made: Made,
    *,
    grouping: str = "none",
    separated: bool = True,
    short: bool = True,
) -> EventRows:
    """The list. `made` keeps rows from one reading to the next; `separated`: with the stretches that are in doubt."""
    dated, times = is_dated(data, context), times_of(data, context)
    cut = {minute_ts for stretch in data.truncated for minute_ts in stretch.minutes()}
    kept: Made = {}
    rows: list[tuple[Diagnosis, Row]] = []
    for one in data.diagnoses:
        key = (one, one.ts // MINUTE * MINUTE in cut)
        row = kept[key] = made.get(key) or event_row(one, context, times, cut=key[1], dated=dated, short=short)
        rows.append((one, row))
    made.clear()
    made.update(kept)
    alerts = [alert_row(alert, context, times, dated=dated) for alert in data.alerts]
    by_key = {row.key: alert for row, alert in zip(alerts, data.alerts, strict=True)}
    if grouping != "none":
        grouped = _grouped(rows, grouping, context)
        heading = (Row("group|alerts", (words.ALERTS(context.lang),), heading=True),) if alerts else ()
        return EventRows((*heading, *alerts, *grouped.rows), grouped.events, by_key)
    timed = among([(one.ts, row) for one, row in rows], zip((one.ts for one in data.alerts), alerts, strict=True))
    listed = _separated(timed, data, context) if separated and timed else [row for _, row in timed]
    return EventRows(tuple(listed), {row.key: one for one, row in rows}, by_key)


STANCE_SIGNS = {Stance.AGREES: ("= ", "good"), Stance.DISAGREES: ("≠ ", "warn"), Stance.CANNOT_TELL: ("? ", "dim")}


def marked(listing: EventRows, stances: Mapping[Diagnosis, Agreement]) -> Sequence[Row]:
    """The rows, with the sign of the stored curves before the causes of each diagnosis that they were held against."""
    if not stances:
        return listing.rows
    return [
        _marked(row, stances.get(listing.events[row.key])) if row.key in listing.events else row for row in listing.rows
    ]


def _marked(row: Row, stance: Agreement | None) -> Row:
    if stance is None:
        return row
    *before, causes = row.cells
    runs = ((causes, "text"),) if isinstance(causes, str) else causes
    return replace(row, cells=(*before, (STANCE_SIGNS[stance.stance], *runs)))


def stance_text(stance: Agreement, context: Context) -> str:
    """`the stored curves agree: 44361248`."""
    lang = context.lang
    uids = verdict_words.LISTED(lang).join(map(context.names.user, stance.named))
    if stance.stance is Stance.CANNOT_TELL:
        return finding_words.STANCE_CANNOT_TELL(lang)
    agrees = stance.stance is Stance.AGREES
    return (finding_words.STANCE_AGREES if agrees else finding_words.STANCE_DISAGREES)(lang, uids=uids)


def _separated(rows: Sequence[Timed], data: DiagnosisData, context: Context) -> list[Row]:
    """Above the newest row of each stretch in doubt, a heading says which and why."""
    listed: list[Row] = []
    waiting = list(data.doubts)
    for ts, row in rows:
        while waiting and waiting[-1].window.end_ts > ts:
            listed.append(separator(waiting.pop(), context))
        listed.append(row)
    if len(data.diagnoses) == data.totals.events:
        listed += [separator(each, context) for each in reversed(waiting)]
    return listed


def separator(each: Doubtful, context: Context) -> Row:
    phrase, role = SEPARATORS[each.doubt]
    text = phrase(context.lang, span=span(each.window, context), at_least=at_least_sign(context))
    return Row(f"doubt|{each.doubt.value}|{each.window.start_ts}", (((text, role),),), heading=True)


def span(window: Window, context: Context) -> str:
    return "–".join(context.ends(window.start_ts, window.end_ts))


def _grouped(rows: Sequence[tuple[Diagnosis, Row]], grouping: str, context: Context) -> EventRows:
    """Under headings, the largest group first, the affected users themselves last as hosts; a diagnosis stands in the
    group of each of its causes or hosts."""
    groups: dict[int | str, list[tuple[Diagnosis, Row]]] = {}
    for pair in rows:
        for name in _names(pair[0], grouping):
            groups.setdefault(name, []).append(pair)
    title = TITLES[{"channel": "channel", "host": "host_uid", "cause": "factor_id"}[grouping]]
    listed: list[Row] = []
    events: dict[str, Diagnosis] = {}
    lang = context.lang
    order = [name for name, _ in ranked({name: len(members) for name, members in groups.items()})]
    if grouping == "host":
        # Each user with a cause of its own is a case of its own, in any number.
        order.sort(key=lambda name: name == "")
    for name in order:
        members = groups[name]
        people = len({one.uid for one, _ in members})
        text = words.GROUP(lang, name=title(name, lang, context.names), events=len(members), people=people)
        listed.append(Row(f"group|{grouping}|{name}", (text,), heading=True))
        for one, row in members:
            listed.append(replace(row, key=f"{row.key}\x1f{name}"))
            events[listed[-1].key] = one
    return EventRows(tuple(listed), events)


def _names(one: Diagnosis, grouping: str) -> Iterable[int | str]:
    if grouping == "channel":
        return (one.channel,)
    if grouping == "host":
        return dict.fromkeys(cause.host_uid for cause in one.causes)
    return dict.fromkeys(cause.factor_id for cause in one.causes)


TITLES: Mapping[str, Callable[[int | str, Lang, Names], str]] = {
    "exp_id": lambda value, lang, _: experience(int(value))(lang),
    "factor_id": lambda value, lang, _: factor(int(value))(lang),
    "host_uid": lambda value, lang, names: names.user(value) or words.SELF(lang),
    "channel": lambda value, lang, names: names.channel(str(value)) or words.NO_NAME(lang),
}


def total_rows(data: DiagnosisData | None, context: Context, bar_columns: int) -> list[Row]:
    """The totals by kind, each with its share of all diagnoses as a bar."""
    if data is None:
        return []
    totals, lang = data.totals, context.lang
    counted: Mapping[str, Mapping[int, int] | Mapping[str, int]] = {
        "exp_id": totals.by_experience,
        "factor_id": totals.by_factor,
        "host_uid": totals.by_host,
        "channel": totals.by_channel,
    }
    rows: list[Row] = []
    for kind, heading in KINDS.items():
        counts: dict[int | str, int] = dict(counted[kind])  # type: ignore[arg-type]
        chosen = getattr(data.only, kind)
        if chosen is not None:
            counts.setdefault(chosen, 0)
        if not counts:
            continue
        rows.append(Row(f"heading|{kind}", (heading(lang),), heading=True))
        order = ranked(counts)
        for value, count in order[:TOTALS_LISTED]:
            name = factor_term(int(value))(lang) if kind == "factor_id" else TITLES[kind](value, lang, context.names)
            number = count_text(count, context, at_least=data.at_least)
            share = bar(count, totals.events, bar_columns, ascii=context.ascii)
            cells = (name, number, ((share, "curve1"),))
            rows.append(Row(f"{kind}|{value}", cells, sort=(name.casefold(), count, count)))
        if len(order) > TOTALS_LISTED:
            more = words.MORE(lang, n=len(order) - TOTALS_LISTED)
            rows.append(Row(f"more|{kind}", (((more, "dim"),),), heading=True))
    return rows


def total_keys(only: DiagnosisFilter) -> list[str]:
    """The keys of the totals that are filtered by."""
    return [f"{kind}|{value}" for kind in KINDS if (value := getattr(only, kind)) is not None]


def toggled(only: DiagnosisFilter, key: str) -> DiagnosisFilter:
    """Filtered by that total; no longer, where it is already."""
    kind, _, text = key.partition("|")
    value = int(text) if kind in ("exp_id", "factor_id") else text
    return replace(only, **{kind: None if getattr(only, kind) == value else value})


def widened(only: DiagnosisFilter, given: DiagnosisFilter) -> DiagnosisFilter | None:
    """Without the last of the filters that differ from those given; None where none differs."""
    differing = [kind for kind in KINDS if getattr(only, kind) != getattr(given, kind)]
    return replace(only, **{differing[-1]: getattr(given, differing[-1])}) if differing else None


def narrowed_by(only: DiagnosisFilter, context: Context) -> tuple[str, ...]:
    """The totals that are filtered by, as the breadcrumb names them."""
    values = ((kind, getattr(only, kind)) for kind in KINDS)
    return tuple(TITLES[kind](value, context.lang, context.names) for kind, value in values if value is not None)


def _so_far(data: DiagnosisData) -> Window:
    """The stretch of time up to now."""
    start_ts = data.window.start_ts
    return Window(start_ts, max(start_ts, min(data.window.end_ts, int(data.now_ts))))


def moment_runs(data: DiagnosisData, context: Context) -> tuple[Runs, Runs]:
    """Two lines about the chosen minute; empty where none is chosen."""
    if data.moment is None or data.moment_ts is None:
        return (), ()
    return moment_lines(data.moment_ts, data.moment, context)


def head_runs(data: DiagnosisData | None, context: Context, width: int) -> Runs:
    """The stretch of time, its diagnoses and people, and its minutes in doubt.

    `width` is the room in cells; the longest sentence about full answers that has room stands.
    """
    *long, short = words.TRUNCATED_IN
    heads = (_head(data, context, each, gap="   ") for each in long)
    fitting = (runs for runs in heads if sum(cell_len(text) for text, _ in runs) <= width)
    return next(fitting, None) or _head(data, context, short, gap="  ")


def _head(data: DiagnosisData | None, context: Context, capped: Phrase, gap: str) -> Runs:
    lang = context.lang
    if data is None:
        return ((unanswered_text(context, context.edition.diagnosis.name), "dim"),)
    totals = data.totals
    events = count_text(totals.events, context, at_least=data.at_least)
    people = count_text(totals.people, context, at_least=data.at_least)
    if not totals.events and data.known is KnownPart.NOTHING:
        events = people = "–"
    runs: list[Run] = [
        (span(_so_far(data), context), "strong"),
        (gap, "text"),
        (words.EVENTS(lang, events=events, people=people), "text"),
    ]
    if data.alerts:
        runs += [(gap, "text"), (words.ALERTS_IN(lang, n=len(data.alerts)), "accent")]
    if len(data.diagnoses) < totals.events:
        runs += [(gap, "text"), (words.SHOWN(lang, n=f"{len(data.diagnoses):,}"), "dim")]
    if full := minutes_in(data.doubts, Doubt.TRUNCATED):
        of = data.window.seconds // MINUTE - sum(minutes_in(data.doubts, doubt) for doubt in IN_HEAD)
        runs += [(gap, "text"), (capped(lang, n=full, of=of, at_least=at_least_sign(context)), "warn")]
    for doubt, (phrase, role) in IN_HEAD.items():
        if minutes := minutes_in(data.doubts, doubt):
            runs += [(gap, "text"), (phrase(lang, n=minutes), role)]
    return tuple(runs)


def placeholder(data: DiagnosisData | None, context: Context, key: KeyNames) -> str:
    lang = context.lang
    is_unread = data is not None and any(each.doubt is Doubt.UNREAD for each in data.doubts)
    if data is None or (data.newest_ts is None and not data.diagnoses and not is_unread):
        return unanswered_text(context, context.edition.diagnosis.name)
    if is_unread and data.only == DiagnosisFilter():
        return words.NONE_READ(lang)
    return NONE[data.known](lang) if data.only == DiagnosisFilter() else words.NONE_OF_THESE(lang, key=key)
