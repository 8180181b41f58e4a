"""The page of one user: its question, its columns, its extract. Pure but for the context's zone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from tui.analysis.project.diagnosis import host_of, ranked
from tui.domain.fields import FieldKind, Listed
from tui.domain.glossary import experience
from tui.domain.records import Appearance, Diagnosis, Runs, Scope, Session
from tui.domain.text import Lang
from tui.export.extract import Extract, Setting
from tui.messages import frame as frame_words
from tui.messages import user as words
from tui.store.api import Snapshot
from tui.terminal.cells import Column
from tui.ui.context import Context
from tui.ui.extracts import SEPARATOR, arranged, causes_cell, setting_in
from tui.ui.texts.diagnosis import causes_text
from tui.ui.texts.values import network_text
from tui.ui.widgets.described import Described, Items, Told, fields_of, list_columns, list_row, values_of
from tui.ui.widgets.rows import Row, ShownRows

# Nobody reads more; the newest are listed.
LISTED = 1000


class UserData(Struct, frozen=True):
    """`found`: newest first."""

    uid: str
    found: tuple[Appearance, ...]

    @property
    def suffered(self) -> tuple[Diagnosis, ...]:
        """The user's own diagnoses."""
        return tuple(one.diagnosis for one in self.found if one.diagnosis is not None and not one.is_host)

    def during(self, one: Appearance) -> tuple[Diagnosis, ...]:
        """The user's own diagnoses within the session of that appearance."""
        stay = one.session
        if stay is None:
            return ()
        return tuple(
            each
            for each in self.suffered
            if each.channel == stay.channel
            and each.ts >= stay.join_ts
            and (stay.leave_ts is None or each.ts <= stay.leave_ts)
        )


def read_user(snapshot: Snapshot, uid: str) -> UserData:
    """Runs off the event loop."""
    return UserData(uid, snapshot.appearances(uid, LISTED, whole=True))


COLUMNS = (
    Described("at", FieldKind.TIME, title=words.TIME, key="time"),
    Described("uid"),
    Described("role", title=words.ROLE, width=9),
    Described("experiences", title=words.WHAT, width=26, grow=1),
    Described("channel", title=words.CHANNEL, width=10, grow=1, priority=1),
    Described("causes", FieldKind.LIST, title=words.DETAIL, width=20, grow=5),
    Described("call_id", title=words.CALL_ID, width=12, grow=1, priority=3),
)


def user_columns(data: UserData | None, context: Context) -> tuple[Column, ...]:
    times = [len(context.instant(one.ts)) for one in data.found] if data else []
    return list_columns(COLUMNS, context.lang, {"time": max([8, *times])})


def user_rows(data: UserData, context: Context) -> list[Row]:
    setting = setting_in(context)
    return [list_row(COLUMNS, key_of(one), _told(one, data, context, setting)) for one in data.found]


def user_export(data: UserData, context: Context, shown: ShownRows, setting: Setting) -> Extract:
    rows = {key_of(one): values_of(COLUMNS, _told(one, data, context, setting)) for one in data.found}
    return Extract(
        screen="user",
        title=frame_words.TABS["user"](setting.lang),
        table=arranged("user", fields_of(COLUMNS), rows, "uid", shown, setting),
        scope={"uid": setting.names.user(data.uid)},
        findings=(head_text(data, context, setting.lang),) if data.found else (),
    )


def head_runs(data: UserData, context: Context) -> Runs:
    said = head_text(data, context, context.lang) if data.found else ""
    return ((context.names.user(data.uid), "strong"), (f"   {said}", "text"))


def head_text(data: UserData, context: Context, lang: Lang) -> str:
    if len(data.found) == LISTED:
        return words.NEWEST(lang, n=LISTED)
    return words.HEAD(
        lang,
        suffered=len(data.suffered),
        caused=sum(one.is_host for one in data.found),
        stays=sum(one.session is not None for one in data.found),
        since=context.when(data.found[-1].ts),
    )


def key_of(one: Appearance) -> str:
    """The separator is in no text of the API: control characters were made visible."""
    if one.session is not None:
        return f"{one.call_id}\x1f{one.session.sid}"
    its = one.diagnosis
    return "\x1f".join((str(one.ts), str(its.exp_id) if its else "", its.uid if its else "", one.channel))


def scope_of(one: Appearance) -> Scope:
    """Where the row leads: into the call, to the one that suffered then, or to the user in the session."""
    its = one.diagnosis
    if its is None:
        return Scope(call_id=one.call_id, channel=one.channel, uid=one.uid)
    peer_uid = int(one.uid) if one.is_host and one.uid.isascii() and one.uid.isdecimal() else host_of(its)
    return Scope(moment_ts=its.ts, channel=its.channel, uid=its.uid, peer_uid=peer_uid)


def _told(one: Appearance, data: UserData, context: Context, setting: Setting) -> Items:
    lang, names, its = setting.lang, setting.names, one.diagnosis
    user, channel = names.user(one.uid), names.channel(one.channel)
    call_id = names.call(one.call_id) if one.call_id else None
    time = Told(one.ts, context.instant(one.ts))
    if its is None or one.session is not None:
        said = _counted(data.during(one), lang)
        stay = _stay(one.session, context, lang) if one.session else ""
        role, causes = Told(words.STAYS(lang), ((words.STAYS(lang), "dim"),)), Told(Listed((), stay), stay)
        what = Told(said, ((said or "–", "bad" if said else "dim"),))
    else:
        named, causes = (
            experience(its.exp_id)(lang),
            Told(causes_cell(its.causes, setting), causes_text(its.causes, lang, names)),
        )
        if one.is_host:
            named = words.OF_USER(lang, experience=named, uid=names.user(its.uid))
        phrase, style = (words.CAUSES, "warn") if one.is_host else (words.SUFFERS, "bad")
        role, what = Told(phrase(lang), ((phrase(lang), style),)), Told(named, named)
    return time, user, role, what, Told(channel, sort=one.channel.casefold()), causes, call_id


def _counted(found: Iterable[Diagnosis], lang: Lang) -> str:
    return SEPARATOR.join(
        f"{experience(exp_id)(lang)} {count}" for exp_id, count in ranked(Counter(one.exp_id for one in found))
    )


def _stay(stay: Session, context: Context, lang: Lang) -> str:
    start, parts = (
        context.when(stay.join_ts),
        SEPARATOR.join(filter(None, (stay.platform, network_text(stay.network, lang), stay.device_type))),
    )
    if stay.leave_ts is None:
        return words.STAY_OPEN(lang, start=start, parts=parts).rstrip()
    return words.STAY(lang, start=start, end=context.when(stay.leave_ts), parts=parts).rstrip()
