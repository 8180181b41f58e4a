"""Words about one alert of the vendor: its content as it was received, which nothing has judged."""

from __future__ import annotations

from tui.domain.names import Names
from tui.domain.records import VendorAlert
from tui.domain.text import Lang
from tui.messages import alarms as words
from tui.terminal.cells import visible
from tui.ui.context import Context
from tui.ui.text_page import Paragraph


def alert_content(alert: VendorAlert, lang: Lang, names: Names) -> str:
    """Its own words may hold any name: they are left out where names are hidden."""
    return words.HIDDEN(lang) if names.hidden else visible(alert.says(lang)) or words.NO_CONTENT(lang)


def about_alert(alert: VendorAlert, context: Context) -> tuple[Paragraph, ...]:
    """Its content as it was received; where names are hidden, only its own fields of names, as aliases."""
    lang, names = context.lang, context.names
    hidden, received = names.hidden, context.instant(alert.received_ts)
    content = alert_content(alert, lang, names)
    told = [Paragraph(words.ALERT_TITLE(lang), 1), Paragraph(content, 3)]
    if alert.told_ts is None:
        told.append(Paragraph(words.ALERT_RECEIVED(lang, received=received), 3))
    else:
        told.append(Paragraph(words.ALERT_AT(lang, told=context.instant(alert.told_ts), received=received), 3))
    for label, value in (
        (words.CHANNEL, names.channel(alert.channel)),
        (words.USER, names.user(alert.uid)),
        (words.CALL, names.call(alert.call_id)),
    ):
        if value:
            told.append(Paragraph(words.ALERT_OTHER(lang, name=label(lang), text=visible(value)), 3))
    for phrase, count in ((words.ALERT_USERS, alert.users), (words.ALERT_HOSTS, alert.hosts)):
        if count is not None:
            told.append(Paragraph(phrase(lang, n=count), 3))
    if not hidden:
        if alert.remark:
            told.append(Paragraph(words.ALERT_REMARK(lang, text=visible(alert.remark)), 3))
        for name, text in (("url", alert.url), *sorted(alert.others.items())):
            if text:
                told.append(Paragraph(words.ALERT_OTHER(lang, name=visible(name), text=visible(text)), 3))
    return (*told, Paragraph(words.ALERT_MEANS(lang), 3))
