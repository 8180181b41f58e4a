"""Extracts: the parts that the extracts of several screens share. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from tui.analysis.calls.session import Judged, MetricCurves
from tui.analysis.project.diagnosis import Doubt, Summary
from tui.analysis.project.live import MetricView
from tui.domain.fields import AtLeast, ExtractCell, ExtractField, FieldKind, Listed
from tui.domain.glossary import FACTORS, experience, factor, mid
from tui.domain.glossary.rounding import exact
from tui.domain.names import Names
from tui.domain.records import Cause, Diagnosis, Direction, MinuteState, Threshold, Window
from tui.domain.text import Lang, Phrase
from tui.export.extract import ExtractCurve, ExtractTable, Missing, Setting, state_name
from tui.messages import diagnosis as diagnosis_words
from tui.messages import export as words
from tui.messages.export_fields import STATES
from tui.ui.context import Context
from tui.ui.widgets.described import Described
from tui.ui.widgets.rows import ShownRows

SEPARATOR = " · "
# A sentence names so many of a kind.
NAMED = 5
# Why nobody is named.
NOBODY = {
    None: words.NOBODY,
    Doubt.PENDING: diagnosis_words.DIAGNOSES_PENDING,
    Doubt.TRUNCATED: diagnosis_words.NOBODY_NAMED,
    Doubt.NOT_YET: diagnosis_words.NOTHING_YET,
    Doubt.NOT_ASKED: diagnosis_words.NOTHING_STORED,
    Doubt.LOST: diagnosis_words.NOTHING_LOST,
    Doubt.UNREAD: diagnosis_words.NOTHING_READ,
}

# In the list of Diagnosis, and in the exports of other screens.
DIAGNOSES = (
    Described("at", FieldKind.TIME, title=diagnosis_words.TIME, key="time"),
    Described("uid", title=diagnosis_words.USER, width=10, key="user"),
    Described("experience", title=diagnosis_words.EXPERIENCE),
    Described("experience_id", FieldKind.NUMBER, told=False),
    Described("channel", title=diagnosis_words.CHANNEL, width=10, grow=1, priority=1),
    Described("causes", FieldKind.LIST, title=diagnosis_words.CAUSES, width=20, grow=6),
)


def setting_in(context: Context, names: Names | None = None, *, now_ts: float | None = None) -> Setting:
    """For the reader of this screen, now or at `now_ts`; without `names` things are called as on screen."""
    at_ts = int(context.clock.now()) if now_ts is None else now_ts
    names = names or context.names
    return Setting(context.project, context.lang, context.zone, at_ts, names, context.thresholds, context.edition.mids)


def findings_of(
    shown: ShownRows, of_rows: Iterable[tuple[str, str]], whole: Iterable[str] = (), none: str = ""
) -> tuple[str, ...]:
    """The findings of an extract obey the filter of its list: those `of_rows` (key of the row, sentence) that are
    shown, in their order; those about the `whole` only without a filter. `none` is said where no shown row has one."""
    keys = {*shown.row_keys()} if shown.filter_text else None
    found = [said for key, said in of_rows if keys is None or key in keys] or [*filter(None, [none])]
    return (*found, *(whole if keys is None else ()))


def filtered_by(shown: ShownRows, setting: Setting) -> str:
    """The list's filter; that there is one where names are hidden, since any text may be a piece of a name."""
    return words.HIDDEN(setting.lang) if shown.filter_text and setting.names.hidden else shown.filter_text


def shown_table(
    name: str,
    fields: tuple[ExtractField, ...],
    rows: Iterable[tuple[str, tuple[ExtractCell, ...]]],
    identity: str,
    shown: ShownRows,
    setting: Setting,
    *,
    total: int,
) -> ExtractTable:
    """Rows with their keys, as they are; the list's filter and its sort are told."""
    held = [*rows]
    return ExtractTable(
        name=name,
        fields=fields,
        rows=[row for _, row in held],
        keys=[key for key, _ in held],
        identity=identity,
        total=total,
        filtered_by=filtered_by(shown, setting),
        sorted_by=shown.sort or "",
        reverse=shown.reverse,
    )


def arranged(
    name: str,
    fields: tuple[ExtractField, ...],
    rows: Mapping[str, tuple[ExtractCell, ...]],
    identity: str,
    shown: ShownRows,
    setting: Setting,
) -> ExtractTable:
    """The rows that the list shows, in its order."""
    listed = ((key, rows[key]) for key in shown.row_keys() if key in rows)
    return shown_table(name, fields, listed, identity, shown, setting, total=len(rows))


def plain_table(
    name: str, fields: tuple[ExtractField, ...], rows: Iterable[tuple[ExtractCell, ...]], identity: str
) -> ExtractTable:
    """Rows that no list of the screen holds."""
    held = [*rows]
    return ExtractTable(name, fields, held, [str(index) for index in range(len(held))], identity)


def limit_text(limit: Threshold, direction: Direction, unit: str, lang: Lang) -> str:
    """`> 5 %`."""
    phrase: Phrase = words.BELOW if direction is Direction.LESS_IS_WORSE else words.ABOVE
    return phrase(lang, limit=f"{exact(limit.bad)} {unit}".rstrip())


# -- diagnoses


def causes_cell(causes: Sequence[Cause], setting: Setting) -> Listed:
    """Decoded, with their codes, and the host of each."""
    lang, names = setting.lang, setting.names
    return Listed(
        tuple(
            {
                "factor_id": cause.factor_id,
                "cause": factor(cause.factor_id)(lang),
                "host_uid": names.user(cause.host_uid) or None,
                "self": not cause.host_uid,
                "count": cause.count,
            }
            for cause in causes
        ),
        SEPARATOR.join(_cause_text(cause, setting) for cause in causes),
    )


def _cause_text(cause: Cause, setting: Setting) -> str:
    lang = setting.lang
    host = setting.names.user(cause.host_uid) or words.SELF(lang)
    times = f" ×{cause.count}" if cause.count > 1 else ""
    return f"{factor_text(cause.factor_id, lang)} ({host}){times}"


def factor_text(factor_id: int, lang: Lang) -> str:
    """`video downstream packet loss #23`; one that is in no table has its number in its name. A bare number would read
    as a count."""
    name = factor(factor_id)(lang)
    return f"{name} #{factor_id}" if factor_id in FACTORS else name


def diagnosis_row(one: Diagnosis, setting: Setting) -> tuple[ExtractCell, ...]:
    names, lang = setting.names, setting.lang
    return (
        one.ts,
        names.user(one.uid),
        experience(one.exp_id)(lang),
        one.exp_id,
        names.channel(one.channel),
        causes_cell(one.causes, setting),
    )


def counted(count: int, *, at_least: bool) -> str:
    return f"≥ {count:,}" if at_least else f"{count:,}"


def tally(counts: Iterable[tuple[str, int]], lang: Lang, *, at_least: bool = False) -> str:
    """`video freeze 7 · slow join 2`: the first few."""
    pairs = [*counts]
    told = [f"{name} {counted(count, at_least=at_least)}" for name, count in pairs[:NAMED]]
    return SEPARATOR.join([*told, *([words.MORE(lang, n=len(pairs) - NAMED)] if len(pairs) > NAMED else [])])


def affected(summary: Summary, setting: Setting) -> tuple[str, ...]:
    """The affected users, their experiences, and the causes."""
    lang = setting.lang
    if summary.people:
        people = counted(summary.people, at_least=summary.at_least)
        what = tally(((experience(exp_id)(lang), count) for exp_id, count in summary.experiences), lang)
        said = words.AFFECTED(lang, people=people, what=what)
        if summary.doubt is Doubt.PENDING:
            said = words.DOUBTED(lang, what=said, doubt=STATES["pending"](lang))
    else:
        said = NOBODY[summary.doubt](lang)
    if not summary.causes:
        return (said,)
    causes = SEPARATOR.join(
        f"{factor_text(cause.factor_id, lang)} ×{cause.count}{_hosts(cause.hosts, setting)}"
        for cause in summary.causes[:NAMED]
    )
    return said, words.CAUSES(lang, what=causes)


def _hosts(hosts: Sequence[tuple[str, int]], setting: Setting) -> str:
    if not hosts:
        return ""
    named = ", ".join(f"{setting.names.user(uid)} ×{count}" for uid, count in hosts[:NAMED])
    return f" ({words.FROM(setting.lang, hosts=named)})"


# -- curves


def minute_curve(view: MetricView, lang: Lang, *, of: str = "") -> ExtractCurve:
    """The minutes of one metric, as the chart shows them."""
    lacking = [
        Missing(state_name(state), window) for window, state in view.states.stretches if state is not MinuteState.KNOWN
    ]
    ts, values = [point[0] for point in view.points], [point[1] for point in view.points]
    return ExtractCurve(
        view.metric.name, view.metric.title(lang), view.metric.unit, ts, values, of=of, lacking=tuple(lacking)
    )


def session_curves(each: MetricCurves, window: Window, of: str, setting: Setting) -> Iterable[ExtractCurve]:
    """Every curve of a metric within a stretch of time, point by point."""
    for one in each.curves:
        ts, values = within(one, window)
        peer = setting.names.user(one.peer_uid)
        yield ExtractCurve(
            str(setting.mid_of(each.metric.mid)),
            each.metric.title(setting.lang),
            mid(each.metric.mid).unit,
            ts,
            values,
            peer,
            of,
        )


def within(one: Judged, window: Window) -> tuple[Sequence[float], Sequence[float]]:
    stamps = one.curve.ts
    first, last = bisect_left(stamps, window.start_ts), bisect_left(stamps, window.end_ts)
    return stamps[first:last], one.curve.values[first:last]


# -- cells


def at_least(value: float | None, is_least: bool) -> ExtractCell:
    return AtLeast(value) if is_least and value is not None else value
