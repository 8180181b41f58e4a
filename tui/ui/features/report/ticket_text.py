"""The Markdown of a ticket: each fact that the vendor's support asks for, or the words that it is not known. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from tui.analysis.project.report import uid_of
from tui.clock import Zone
from tui.domain.records import ReportDraft
from tui.export.extract import Setting
from tui.export.markdown import escaped
from tui.messages import report as words
from tui.terminal.cells import visible

_UTC = Zone(utc=True)


def ticket_markdown(draft: ReportDraft, app_id: str, setting: Setting) -> str:
    """By the names of the setting. Where they hide names, a text that somebody wrote is left out: it may hold any."""
    lang = setting.lang
    lines = [f"- **{escaped(title)}**: {escaped(text)}" for title, text in _facts(draft, app_id, setting)]
    seen = [f"- {escaped(line)}" for line in map(str.strip, draft.comments.splitlines()) if line]
    if setting.names.hidden and seen:
        seen = [f"- {words.HIDDEN_FACT(lang)}"]
    return "\n".join(
        (
            f"## {escaped(words.TICKET_TITLE(lang))}",
            "",
            *lines,
            "",
            f"### {words.TICKET_SEEN(lang)}",
            "",
            *(seen or [f"- {words.UNKNOWN_FACT(lang)}"]),
            "",
        )
    )


def _facts(draft: ReportDraft, app_id: str, setting: Setting) -> Iterable[tuple[str, str]]:
    lang, names = setting.lang, setting.names
    unknown = words.UNKNOWN_FACT(lang)

    def user(typed: str) -> str:
        return names.user(uid_of(typed) or visible(typed)) if typed.strip() else unknown

    def client(text: str) -> str:
        return unknown if not text.strip() else words.HIDDEN_FACT(lang) if names.hidden else text.strip()

    def at(ts: int | None) -> str:
        """In UTC, and in the reader's zone where that is another."""
        if ts is None:
            return unknown
        utc, local = f"{_UTC.text(ts, '%F %T')} UTC", setting.time(ts)
        return utc if local == utc else f"{utc} ({local})"

    sufferer, causer = user(draft.sufferer_uid), user(draft.cause_uid)
    media = words.TICKET_BOTH if draft.medium == "both" else words.MEDIA.get(draft.medium, words.UNKNOWN_FACT)
    yield words.TICKET_APP(lang), words.HIDDEN_FACT(lang) if names.hidden else app_id or unknown
    yield (
        words.TICKET_CHANNEL(lang),
        names.channel(visible(draft.channel.strip())) if draft.channel.strip() else unknown,
    )
    yield words.CALL_ID(lang), names.call(visible(draft.call_id.strip())) if draft.call_id.strip() else unknown
    yield words.TICKET_WHO_SUFFERS(lang), sufferer
    yield words.TICKET_WHO_CAUSES(lang), causer
    yield words.TICKET_FROM(lang), at(draft.ts)
    yield words.TICKET_UNTIL(lang), at(draft.end_ts)
    yield words.MEDIUM(lang), media(lang)
    for typed, uid, text in (
        (draft.sufferer_uid, sufferer, draft.sufferer_client),
        (draft.cause_uid, causer, draft.cause_client),
    ):
        who = uid if typed.strip() else words.TICKET_NOBODY(lang)
        if typed.strip() or text.strip():
            yield words.TICKET_CLIENT(lang, uid=who), client(text)
