"""Pages of calls, and pages of one call's sessions (call search)."""

from __future__ import annotations

from msgspec.structs import replace

from tui.agora.editions.reference_2020.wire.calls import end_ts
from tui.agora.editions.reference_2020.wire.details import session_of
from tui.agora.editions.reference_2020.wire.envelope import Body
from tui.agora.editions.reference_2020.wire.reading import Reading
from tui.agora.editions.reference_2020.wire.values import flag, name, text, timestamp
from tui.agora.editions.today.endpoints import PAGE
from tui.agora.editions.today.wire.values import count, percent, roles
from tui.domain.records import Call, CallList, Remainder, Session, SessionPage

NO_ROLES: tuple[str, ...] = ()


def call_list(body: Body, page: int) -> tuple[CallList, Remainder]:
    """In the answer's order (documented: newest first); of a call that stands twice the last wins."""
    reading = Reading()
    calls: dict[str, Call] = {}
    rows = 0
    for path, row in reading.top_rows(body.fields, "call_lists", "created_ts"):
        rows += 1
        call_id = reading.required(row, "call_id", path, name)
        created_ts = reading.required(row, "created_ts", path, timestamp)
        finished = reading.sound(row, "finished", path, flag, False)
        if call_id is None or created_ts is None or finished is None:
            continue
        calls[call_id] = Call(
            call_id,
            reading.optional(row, "cname", path, text, ""),
            created_ts,
            end_ts(reading, row, "destroyed_ts", path, created_ts) if finished else None,
            finished,
            peak_users=reading.optional(row, "call_pcu", path, count, None),
            all_users=reading.optional(row, "call_acu", path, count, None),
            audio_freeze_percent=reading.optional(row, "call_audio_freeze_rate", path, percent, None),
            video_freeze_percent=reading.optional(row, "call_video_freeze_rate", path, percent, None),
        )
    has_more, total = _rest(reading, body, page, rows)
    return CallList(tuple(calls.values()), has_more, total), reading.left(nothing=not calls)


def sessions(body: Body, page: int) -> tuple[SessionPage, Remainder]:
    """By `sid`; of a session that stands twice the last wins."""
    reading = Reading()
    found: dict[str, Session] = {}
    rows = 0
    for path, row in reading.top_rows(body.fields, "call_info", "join_ts"):
        rows += 1
        session = session_of(reading, row, path)
        if session is None:
            continue
        found[session.sid] = replace(
            session,
            account=reading.optional(row, "account", path, text, ""),
            roles=reading.optional(row, "roles", path, roles, NO_ROLES),
            audio_freeze_percent=reading.optional(row, "user_audio_freeze_rate", path, percent, None),
            video_freeze_percent=reading.optional(row, "user_video_freeze_rate", path, percent, None),
        )
    has_more, total = _rest(reading, body, page, rows)
    return SessionPage(tuple(found.values()), has_more, total), reading.left(nothing=not found)


def _rest(reading: Reading, body: Body, page: int, rows: int) -> tuple[bool, int | None]:
    """Whether there are more rows behind this page, and how many there are in all by the answer's word.

    An empty page is the last one. Of `has_more` and `total_size` the one that promises more is believed: one page too
    many costs a request, one too few hides rows. A total of less than the pages so far is none. Where neither can be
    read a full page may have a successor. A server may serve smaller pages than were asked for, and says so.
    """
    before = reading.refused
    total = reading.optional(body.fields, "total_size", "", count, None)
    said = reading.optional(body.fields, "has_more", "", flag, None)
    size = reading.optional(body.fields, "page_size", "", count, None) or PAGE
    size = max(rows, size) if size <= PAGE else PAGE
    reading.miss_parts(reading.refused - before)
    if not rows:
        return False, total
    told = (page - 1) * size + rows
    is_sound = total is not None and total >= told
    if said is None and not is_sound:
        return rows >= size or reading.refused > before, total
    return bool(said) or (total is not None and told < total), total
