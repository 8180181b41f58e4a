"""A report of a problem: a screen's facts as a draft, and a typed draft checked field by field."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from tui.analysis.project.channels import Trial, try_name
from tui.analysis.times.moments import MomentError, instant
from tui.clock import Zone
from tui.domain.records import DAY, MINUTE, KeptReport, Report, ReportDraft, Scope
from tui.domain.text import Phrase, Said
from tui.domain.typed import LARGEST_UID, plain, unsigned
from tui.messages import moments as moment_words
from tui.messages import report as words

# A draft of so long before or after is about another incident.
AGAIN_S = 15 * MINUTE
_UIDS = ("teacher_uid", "student_uid", "abnormal_uid", "sufferer_uid", "cause_uid")
TYPES = (1, 2, 3, 4)
# The reference sets comments no limit; nobody in search of the fault reads more than this.
MOST_COMMENTS = 1000
# The server's clock and this one may be apart by so much.
FUTURE_S = MINUTE
# The API reaches back three days; the reach of reports is undocumented. A month is no typing mistake.
OLDEST_S = 30 * DAY
# The replacement of a character that cannot be shown: the intended name is another one.
UNSEEN = "\ufffd"


class TicketFacts(Struct, frozen=True):
    """The facts of a screen for a ticket; "" and None where they are not known. `medium` is of MEDIA; the clients tell
    SDK and device; `working` the numbers of the verdict, where `Facts.comments` do not hold them."""

    call_id: str = ""
    sufferer_uid: int | None = None
    cause_uid: int | None = None
    start_ts: int | None = None
    end_ts: int | None = None
    medium: str = ""
    sufferer_client: str = ""
    cause_client: str = ""
    working: tuple[str, ...] = ()


class Facts(Struct, frozen=True):
    """The facts of a screen for a report; "" and None where the screen has none. `ts` is the instant, `comments` the
    findings in words, `ticket` the facts that only a ticket has fields for."""

    channel: str = ""
    teacher_uid: int | None = None
    student_uid: int | None = None
    abnormal_uid: int | None = None
    ts: int | None = None
    comments: str = ""
    ticket: TicketFacts = TicketFacts()


class Checked(Struct, frozen=True):
    """A checked draft: its faults by the name of the field, in the order of the fields; the report where there is no
    fault. `ts` is the instant of the time field, None without one."""

    problems: Mapping[str, Phrase | Said]
    ts: int | None
    report: Report | None


def cast(sender_uid: int, receiver_uid: int, speakers: Collection[int]) -> tuple[int, int]:
    """(teacher, student): the sender teaches, unless of the two only the other one speaks."""
    if receiver_uid in speakers and sender_uid not in speakers:
        return receiver_uid, sender_uid
    return sender_uid, receiver_uid


def facts_of(scope: Scope) -> Facts:
    """The facts of a scope alone: its user suffers, its peer is named as the cause."""
    uid = uid_of(scope.uid or "")
    peer_uid = None if scope.peer_uid == uid else scope.peer_uid
    ticket = TicketFacts(scope.call_id, uid) if scope.call_id else TicketFacts()
    return Facts(scope.channel or "", peer_uid or None, uid, uid, scope.moment_ts, ticket=ticket)


def continues(draft: ReportDraft, facts: Facts) -> bool:
    """Whether a draft is about these facts: nothing that it says of channel, call and users differs, and its time is
    near."""
    told = drafted(facts, is_ticket=draft.is_ticket)
    names = ("channel", "teacher_uid", "student_uid", "call_id", "sufferer_uid", "cause_uid")
    same = all(
        not its or not theirs or its == theirs
        for its, theirs in ((getattr(told, name), getattr(draft, name)) for name in names)
    )
    return same and (told.ts is None or draft.ts is None or abs(told.ts - draft.ts) <= AGAIN_S)


def drafted(facts: Facts, *, is_ticket: bool = False) -> ReportDraft:
    """The draft that a form begins with."""

    def text(number: int | None) -> str:
        return "" if number is None else str(number)

    if is_ticket:
        told = facts.ticket
        if told == TicketFacts():
            told = TicketFacts(sufferer_uid=facts.abnormal_uid)
        return ReportDraft(
            channel=facts.channel,
            time=text(facts.ts if told.start_ts is None else told.start_ts),
            comments="\n".join((facts.comments, *told.working))[:MOST_COMMENTS],
            is_ticket=True,
            call_id=told.call_id,
            sufferer_uid=text(told.sufferer_uid),
            cause_uid=text(told.cause_uid),
            end=text(told.end_ts),
            medium=told.medium,
            sufferer_client=told.sufferer_client,
            cause_client=told.cause_client,
        )
    return ReportDraft(
        channel=facts.channel,
        teacher_uid=text(facts.teacher_uid),
        student_uid=text(facts.student_uid),
        abnormal_uid=text(facts.abnormal_uid),
        time=text(facts.ts),
        comments=facts.comments[:MOST_COMMENTS],
    )


def check(draft: ReportDraft, now_ts: float, zone: Zone) -> Checked:
    """The faults of the draft, or its report."""
    channel, comments = draft.channel.strip(), draft.comments.strip()
    teacher_uid, student_uid, abnormal_uid = map(uid_of, (draft.teacher_uid, draft.student_uid, draft.abnormal_uid))
    ts, about_time = _instant(draft.time, now_ts, zone)
    # Of two uids that are still missing or wrong it is those that are to be put right, not the choice between them.
    ends = (draft.teacher_uid.strip(), draft.student_uid.strip())
    found: dict[str, Phrase | Said | None] = {
        "channel": _about_channel(channel),
        "teacher_uid": _about_uid(draft.teacher_uid),
        "student_uid": _about_uid(draft.student_uid)
        or (words.SAME_UID if student_uid is not None and student_uid == teacher_uid else None),
        "abnormal_uid": None if draft.abnormal_uid.strip() in ends else words.NOT_CHOSEN,
        "time": about_time,
        "type": None if draft.type in TYPES else words.NOT_CHOSEN,
        "comments": words.COMMENTS_TOO_LONG if len(comments) > MOST_COMMENTS else None,
    }
    problems = {field: problem for field, problem in found.items() if problem is not None}
    if problems or not (teacher_uid and student_uid and abnormal_uid and ts):
        return Checked(problems, ts, None)
    return Checked({}, ts, Report(channel, teacher_uid, student_uid, abnormal_uid, ts, draft.type, comments))


def check_ticket(draft: ReportDraft, now_ts: float, zone: Zone) -> tuple[Checked, int | None]:
    """The faults of a ticket, and the end of its span. No field is required: a fact that is not known is left empty."""
    ts, about_time = _instant(draft.time, now_ts, zone)
    end_ts, about_end = _instant(draft.end, now_ts, zone)
    if ts is not None and end_ts is not None and about_end is None and end_ts < ts:
        about_end = words.ENDS_EARLIER
    found: dict[str, Phrase | Said | None] = {
        "channel": _about_channel(draft.channel),
        "sufferer_uid": _about_uid(draft.sufferer_uid),
        "cause_uid": _about_uid(draft.cause_uid),
        "time": about_time,
        "end": about_end,
        "comments": words.COMMENTS_TOO_LONG if len(draft.comments.strip()) > MOST_COMMENTS else None,
    }
    faults = {field: one for field, one in found.items() if one not in (None, words.NEEDED)}
    return Checked({field: one for field, one in faults.items() if one is not None}, ts, None), end_ts


def uid_of(text: str) -> int | None:
    """A uid as the API knows them: a whole number, 1 … 2³²-1, or the signed number that a log has of it; None where the
    text is none."""
    text = plain(text).strip()
    text = unsigned(text) or text
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_UID))):
        return None
    return int(text) if 1 <= int(text) <= LARGEST_UID else None


def settled(draft: ReportDraft, ts: int | None, end_ts: int | None = None) -> ReportDraft:
    """As it is kept: its uids as the API knows them, its times as the instants that they meant when they were typed."""
    uids = {name: str(uid_of(text) or text) for name in _UIDS if (text := getattr(draft, name))}
    times = {name: str(at_ts) for name, at_ts in (("time", ts), ("end", end_ts)) if at_ts is not None}
    return replace(draft, **uids, **times)


def drafts_of(channel: str, kept: Iterable[KeptReport]) -> tuple[KeptReport, ...]:
    """Those of that channel which somebody can go on with: neither sent nor on their way."""
    return tuple(each for each in kept if channel and each.draft.channel == channel and not each.is_locked)


def _about_channel(channel: str) -> Phrase | None:
    if UNSEEN in channel:
        return words.CHANNEL_UNSEEN
    match try_name(channel, ()):
        case Trial.EMPTY:
            return words.NEEDED
        case Trial.UNSEEN:
            return words.CHANNEL_UNSEEN
        case Trial.TOO_LONG:
            return words.CHANNEL_TOO_LONG
    return None


def _about_uid(text: str) -> Phrase | None:
    if not text.strip():
        return words.NEEDED
    return words.NOT_UID if uid_of(text) is None else None


def _instant(text: str, now_ts: float, zone: Zone) -> tuple[int | None, Phrase | Said | None]:
    """The instant of the time field, and its fault."""
    if not text.strip():
        return None, words.NEEDED
    try:
        ts = instant(text, now_ts, zone)
    except MomentError as error:
        return None, error.said if error.said.phrase is moment_words.SKIPPED else words.NO_TIME
    if ts > now_ts + FUTURE_S:
        return ts, words.IN_FUTURE
    return ts, words.TOO_OLD if ts < now_ts - OLDEST_S else None
