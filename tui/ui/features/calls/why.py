"""What `w` says on Calls: the call under the cursor, and what its signs mean."""

from __future__ import annotations

from tui.domain.records import KnownCall
from tui.messages import calls as words
from tui.messages import diagnosis as diagnosis_words
from tui.terminal.cells import visible
from tui.ui.context import Context
from tui.ui.features.calls.query import CallsData
from tui.ui.features.calls.rows import experiences
from tui.ui.text_page import Paragraph


def why_call(call: KnownCall | None, data: CallsData | None, context: Context) -> tuple[Paragraph, ...]:
    lang = context.lang
    told = []
    if call is not None:
        flags = data.flags.get(call.call_id) if data else None
        told += [
            Paragraph(visible(call.channel) or words.NO_NAME(lang), 1),
            Paragraph(call.call_id),
            Paragraph(experiences(flags, lang) if flags else words.WHY_NONE(lang), 3),
        ]
    at_least = ">=" if context.ascii else "≥"
    told += [Paragraph(words.WHY_SIGNS(lang), 1)]
    told += [
        Paragraph(meaning(lang), 3, diagnosis_words.LABELLED(lang, label=sign(lang, time="14:07", at_least=at_least)))
        for sign, meaning in words.SIGNS
    ]
    return tuple(told)
