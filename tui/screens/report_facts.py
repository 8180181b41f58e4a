"""What each screen knows that a report says: who, when, and in its own words what was found there.

The vendor's support asks for: who suffered, who caused it, the exact time with its offset, audio or video, what was
seen. Channel and uids have fields of their own; the comments say the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from tui.glossary import LIVE_METRICS, MIDS, experience
from tui.messages import pair as pair_words
from tui.messages import report as words
from tui.records import MINUTE, Diagnosis, Level, Scope, Session
from tui.screens.context import Context
from tui.screens.diagnosis_text import causes_text
from tui.screens.live_data import LiveData
from tui.screens.live_moment import MomentData
from tui.screens.live_text import number
from tui.screens.moment_text import causes, experiences
from tui.screens.pair_data import PairData
from tui.screens.pair_text import finding_lines, working
from tui.screens.session_data import SessionData
from tui.screens.session_head import NEAR_S
from tui.screens.session_text import peer_text, sign_of, value_text
from tui.triage.diagnosis import host_of
from tui.triage.pair import Findings, Reading, on_at, sessions_of
from tui.triage.report import Facts, cast, facts_of, uid_of
from tui.triage.session import MetricCurves, worst_metric
from tui.widgets.cells import plain

# So many values and diagnoses a comment names at most.
NAMED = 4
MINUTE_FORM, SECOND_FORM = "%F %H:%M", "%F %H:%M:%S"


def of_pair(
    data: PairData, found: Findings, uids: tuple[int, int], at: tuple[int | None, int | None], context: Context
) -> Facts:
    """`uids` are sender and receiver, `at` the moment and around which instant the checks looked. Who receives is who
    suffers."""
    (sender_uid, receiver_uid), (moment_ts, checked_ts) = uids, at
    teacher_uid, student_uid = cast(sender_uid, receiver_uid, speakers(data.sessions))
    froze = [reading for reading in found.suffered if reading.level is Level.BAD]
    ts = moment_ts if moment_ts is not None else _worst_ts(found, froze)
    seen = [*froze, *_bad_readings(found)]
    lines = [
        _froze(found, froze, sender_uid, receiver_uid, context),
        plain(finding_lines(found, context, checked_ts, sender_uid, receiver_uid)[-1]).removeprefix("→ "),
        *(working(reading, context) for reading in seen[:NAMED]),
        call_line(data.call.call_id, data.sessions, uids, found.window.start_ts if ts is None else ts, context),
    ]
    return Facts(data.call.channel, teacher_uid, student_uid, receiver_uid, ts, "\n".join(lines))


def of_session(data: SessionData, moment_ts: int | None, peer_uid: int | None, context: Context) -> Facts:
    """About the user whose curves they are, and `peer_uid`, or whoever suffers by it, or whoever it got the worst from,
    or who alone speaks."""
    lang, session = context.lang, data.session
    worst = data.metrics.get(worst_metric(data.metrics, moment_ts) or 0)
    speaking = speakers(data.sessions)
    suffering_uid = _suffering(data, moment_ts) if peer_uid is None and session.uid in speaking else None
    peer_uid = peer_uid or _worst_peer(worst) or only(speaking - {session.uid})
    teacher_uid: int | None = None
    student_uid: int | None = session.uid
    abnormal_uid = session.uid
    if suffering_uid is not None:
        teacher_uid, student_uid, abnormal_uid = session.uid, suffering_uid, suffering_uid
    elif peer_uid is not None:
        teacher_uid, student_uid = cast(peer_uid, session.uid, speaking)
    elif session.uid in speaking:
        teacher_uid, student_uid = session.uid, None
    ts = moment_ts
    if ts is None and worst is not None and worst.worst is not None and worst.curves[0].bad:
        ts = worst.worst[1]
    parts = [part for part in (session.platform, session.network, session.device_type) if part]
    device = words.DEVICE(lang, parts=" · ".join(parts)) if parts else ""
    told = [words.OF_USER(lang, time=when(ts, context), uid=session.uid, device=device)] if ts is not None else []
    told += _diagnosed((one for one in data.diagnosed if ts is None or abs(one.ts - ts) <= NEAR_S), context)
    told += _bad_values(data.metrics, ts, context)
    told.append(call_line(data.call.call_id, data.sessions, (session.uid,), session.join_ts, context, session.sid))
    return Facts(data.call.channel, teacher_uid, student_uid, abnormal_uid, ts, "\n".join(told))


def of_diagnosis(one: Diagnosis, context: Context) -> Facts:
    """Its user suffers; whoever its causes lie with, where that is another one, teaches."""
    uid = uid_of(one.uid)
    told = "\n".join(_diagnosed([one], context, form=SECOND_FORM))
    return Facts(one.channel, host_of(one), uid, uid, one.ts, told)


def of_minute(
    data: LiveData | None, name: str, ts: int | None, told: MomentData | None, scope: Scope, context: Context
) -> Facts:
    """A minute of the project: the chosen metric then, and what Diagnosis knows about it."""
    facts, lang = facts_of(scope), context.lang
    if data is None or ts is None:
        return facts
    lines = [when(ts, context, form=MINUTE_FORM)]
    points = data.charts[name].points if name in data.charts else ()
    value = next((value for at_ts, value in reversed(points) if at_ts // MINUTE * MINUTE == ts), None)
    if value is not None:
        metric = LIVE_METRICS[name]
        lines.append(words.VALUE(lang, metric=metric.title(lang), value=number(value, metric), peer=""))
    if told is not None and told.moment_ts == ts and told.diagnosed.people:
        lines += [experiences(told.diagnosed, lang), plain(causes(told.diagnosed, lang))]
    return Facts(facts.channel, facts.teacher_uid, facts.student_uid, facts.abnormal_uid, ts, "\n".join(lines))


def of_listed_call(call_id: str, channel: str, moment_ts: int | None, context: Context) -> Facts:
    return Facts(channel, ts=moment_ts, comments=words.CALL(context.lang, id=call_id))


# -- who


def speakers(sessions: Iterable[Session]) -> frozenset[int]:
    return frozenset(one.uid for one in sessions if one.speaker)


def only(uids: Iterable[int]) -> int | None:
    found = tuple(uids)
    return found[0] if len(found) == 1 else None


def _suffering(data: SessionData, moment_ts: int | None) -> int | None:
    """Who was diagnosed most often with this user as the cause; None where it suffers itself."""
    near = [one for one in data.diagnosed if moment_ts is None or abs(one.ts - moment_ts) <= NEAR_S]
    if any(one.uid == str(data.session.uid) for one in near):
        return None
    counts = Counter(one.uid for one in near)
    return uid_of(counts.most_common(1)[0][0]) if counts else None


def _worst_peer(worst: MetricCurves | None) -> int | None:
    return (worst.curves[0].peer_uid or None) if worst is not None and worst.curves[0].bad else None


# -- when


def when(ts: float, context: Context, *, form: str = SECOND_FORM) -> str:
    return words.AT(context.lang, time=context.zone.text(ts, form), offset=context.zone.label(ts))


def _worst_ts(found: Findings, froze: list[Reading]) -> int | None:
    readings = froze or _bad_readings(found)
    return readings[0].ts if readings else None


# -- what was found


def _bad_readings(found: Findings) -> list[Reading]:
    """Of the checks that found a fault."""
    return [reading for each in found.faults for reading in each.readings if reading.level is Level.BAD]


def _froze(found: Findings, froze: list[Reading], sender_uid: int, receiver_uid: int, context: Context) -> str:
    lang, zone, window = context.lang, context.zone, found.span
    span = words.SPAN(
        lang,
        start=zone.beside(window.start_ts, window.end_ts, form=SECOND_FORM),
        end=zone.text(window.end_ts, "%H:%M:%S"),
        offset=zone.label(window.end_ts),
    )
    if not froze:
        return words.RECEIVING(lang, span=span, sender=sender_uid, receiver=receiver_uid)
    media = words.AND(lang).join(pair_words.LABELS[reading.mid](lang) for reading in froze)
    return words.FROZE(lang, span=span, media=media, sender=sender_uid, receiver=receiver_uid)


def _diagnosed(found: Iterable[Diagnosis], context: Context, *, form: str = "") -> list[str]:
    lang = context.lang
    return [
        words.DIAGNOSED(
            lang,
            time=when(one.ts, context, form=form) if form else context.instant(one.ts),
            uid=one.uid,
            experience=experience(one.exp_id)(lang),
            causes=plain(causes_text(one.causes, lang)),
        )
        for one in list(found)[:NAMED]
    ]


def _bad_values(metrics: Mapping[int, MetricCurves], ts: int | None, context: Context) -> list[str]:
    """What is abnormal at the instant, each metric at its worst peer."""
    told = []
    for each in metrics.values():
        at = next(((one, value) for one, value, grade in each.at(ts) if value is not None and grade is Level.BAD), None)
        if at is not None and each.metric.mid in MIDS:
            one, value = at
            text = f"{value_text(value, each.metric)} {sign_of(Level.BAD, each.metric)}".rstrip()
            title = each.metric.title(context.lang)
            told.append(words.VALUE(context.lang, metric=title, value=text, peer=peer_text(one, context)))
    return told[:NAMED]


def call_line(
    call_id: str, sessions: Iterable[Session], uids: Iterable[int], ts: float, context: Context, sid: str = ""
) -> str:
    """`call 000class · 44361248 session T · 83817682 session P`."""
    lang, sessions = context.lang, tuple(sessions)
    parts = [words.CALL(lang, id=call_id)]
    for uid in uids:
        its = sessions_of(sessions, uid)
        on = on_at(its, ts) or (its[-1] if its else None)
        if sid or on is not None:
            parts.append(words.SESSION_OF(lang, uid=uid, sid=sid or (on.sid if on else "")))
    return " · ".join(parts)
