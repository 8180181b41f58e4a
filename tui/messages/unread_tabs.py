"""Words of the tabs without data in edition today, in this version."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.text import Phrase

STATEMENTS: Mapping[str, Phrase] = {
    "live": Phrase(
        "Edition today, plan standard: its API has no realtime figures of the project (users, channels and quality by"
        " 20 seconds). Plans premium and enterprise have them (China: pro, flagship).",
        "today 版 `standard` 套餐：其 API 没有项目的实时数据（每 20 秒的用户数、频道数和质量）。"
        "`premium` 和 `enterprise` 套餐有（中国区：`pro`、`flagship`）。",
    ),
    "channels": Phrase(
        "Edition today, plan standard: its API has no realtime figures of channels. Plans premium and enterprise have"
        " them (China: pro, flagship).",
        "today 版 `standard` 套餐：其 API 没有频道的实时数据。"
        "`premium` 和 `enterprise` 套餐有（中国区：`pro`、`flagship`）。",
    ),
    "usage": Phrase(
        "Edition today, plan standard: its API has no insights (usage and quality by the day and by the hour). Plans"
        " premium and enterprise have them (China: pro, flagship).",
        "today 版 standard 套餐：其 API 没有数据洞察（按天和按小时的用量与质量）。"
        "premium 和 enterprise 套餐有（中国区：pro、flagship）。",
    ),
}
READ = Phrase(
    "Read in this version: the calls, and the users, figures and curves of each call.",
    "本版本可读取：通话列表，以及每个通话的用户、统计数据和曲线。",
)

# -- commands
NO_INSIGHTS = Phrase(
    "show {what}: plan {plan} has no insights; plans premium and enterprise have them (China: pro, flagship)",
    "show {what}：{plan} 套餐没有数据洞察；premium 和 enterprise 套餐有（中国区：pro、flagship）",
)
NOT_SHOWN = Phrase(
    "show {what}: edition today has no diagnoses; `scry show findings` concludes from the curves of calls",
    "show {what}：today 版的 API 没有自动诊断；`scry show findings` 根据通话曲线得出结论",
)
NO_REALTIME = Phrase(
    "show {what}: plan {plan} has no realtime figures; plans premium and enterprise have them (China: pro, flagship);"
    " `scry show calls` tells the freeze rates of calls",
    "`show {what}`：{plan} 套餐没有实时数据；`premium` 和 `enterprise` 套餐有（中国区：`pro`、`flagship`）；"
    "`scry show calls` 可显示各通话的卡顿率",
)
