"""The words in the place of data that no answer has brought yet."""

from __future__ import annotations

from tui.domain.records import Want
from tui.messages.failures import WHAT
from tui.messages.frame import NO_ANSWER_YET
from tui.ui.context import Context


def unanswered_text(context: Context, *endpoints: str, channel: str = "") -> str:
    """The failure of their last request, where one is known: a refusal is an answer, too."""
    statuses = context.statuses(Want(endpoint, channel) for endpoint in endpoints)
    failures = [status.failure for status in statuses if status.failure]
    return (WHAT[failures[0].kind] if failures else NO_ANSWER_YET)(context.lang)
