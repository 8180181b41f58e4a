"""The export of Quota: both lists, the tightest quota, the endpoints that are spent. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from tui.analysis.feeds.quota import Next, tightest
from tui.export.extract import Extract, Setting
from tui.messages import export as words
from tui.messages import frame as frame_words
from tui.messages import quota as quota_words
from tui.ui.context import Context
from tui.ui.extracts import arranged, findings_of
from tui.ui.features.quota.query import QuotaData
from tui.ui.features.quota.view import ENDPOINTS, endpoint_told, log_of, spend_told
from tui.ui.features.quota.words import name_of
from tui.ui.widgets.described import fields_of, values_of
from tui.ui.widgets.keys import KeyNames
from tui.ui.widgets.rows import ShownRows


def quota_export(
    data: QuotaData,
    nexts: Mapping[str, Next],
    context: Context,
    key: KeyNames,
    active: str,
    endpoints: ShownRows,
    log: ShownRows,
    setting: Setting,
) -> Extract:
    """`active` is the list that the keys go to: the view's own, the other one stands behind it."""
    lang = setting.lang
    quotas = {
        name: values_of(ENDPOINTS, endpoint_told(quota, nexts, context, key, setting))
        for name, quota in data.quotas.items()
    }
    columns = log_of(context.edition)
    spends = {str(spend.claim_id): values_of(columns, spend_told(spend, context, setting)) for spend in data.log}
    tables = [
        arranged("quota", fields_of(ENDPOINTS), quotas, "endpoint", endpoints, setting),
        arranged("log", fields_of(columns), spends, "endpoint", log, setting),
    ]
    if active == "log":
        tables.reverse()
    return Extract(
        screen="quota",
        title=frame_words.TABS["quota"](lang),
        table=tables[0],
        findings=_findings(data, endpoints, setting),
        others=(tables[1],),
    )


def _findings(data: QuotaData, shown: ShownRows, setting: Setting) -> tuple[str, ...]:
    lang, found = setting.lang, list[tuple[str, str]]()
    keys = {*shown.row_keys()} if shown.filter_text else data.quotas.keys()
    quotas = [quota for name, quota in data.quotas.items() if name in keys]
    if (tight := tightest(quotas)) is not None and tight.limits.per_day is not None:
        name = name_of(tight.endpoint, lang)
        said = words.TIGHTEST(lang, endpoint=name, spent=tight.spent, limit=tight.limits.per_day)
        found.append((tight.endpoint, said))
    found += [(each.endpoint, words.DRY(lang, endpoint=name_of(each.endpoint, lang))) for each in quotas if each.is_dry]
    whole = [quota_words.OF_A_NEWER(lang, count=data.unknown)] if data.unknown else []
    return findings_of(shown, found, whole)
