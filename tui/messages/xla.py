"""Words of the XLA minutes."""

from __future__ import annotations

from tui.domain.text import Phrase

TITLE = Phrase("XLA minutes", "XLA 分钟")

# the line on Usage: the month, then each metric
LINE = Phrase("XLA minutes {month}, estimate: {metrics}", "XLA 分钟 {month}，估算：{metrics}")
LINE_METRIC = Phrase("{metric} {n}{left}", "{metric} {n}{left}")
LINE_LEFT = Phrase(" (left {left})", "（剩余 {left}）")
NOT_GIVEN = Phrase(" · left unknown", " · 剩余未知")
AT_MOST = Phrase("≤ {n}", "≤ {n}")
NOTHING_KNOWN = Phrase("unknown", "未知")

# in full
METRIC = Phrase(
    "{metric}: {beyond:minute|minutes} beyond {limit} of {known:known minute|known minutes} in {month} (UTC)",
    "{metric}：{month}（UTC）已知 {known} 分钟中，超出 {limit} 的有 {beyond} 分钟",
)
UNKNOWN = Phrase(
    "{text}; not known, and so neither good nor bad: {gaps}", "{text}；未知的分钟既不算正常也不算异常：{gaps}"
)
GAP = Phrase("{n} {state}", "{n} 分钟 {state}")
LEFT = Phrase(
    "{metric}: {left} of {allowance:minute|minutes} left", "{metric}：额度 {allowance} 分钟，剩余 {left} 分钟"
)
LEFT_BETWEEN = Phrase(
    "{metric}: {least} to {most} of {allowance:minute|minutes} left: {unknown:minute is|minutes are} not known",
    "{metric}：额度 {allowance} 分钟，剩余 {least} 至 {most} 分钟：有 {unknown} 分钟未知",
)
OVERDRAWN = Phrase(
    "{metric}: the allowance of {allowance:minute|minutes} is exceeded by {over}",
    "{metric}：已超出额度 {allowance} 分钟达 {over} 分钟",
)
OVERDRAWN_AT_LEAST = Phrase(
    "{metric}: the allowance of {allowance:minute|minutes} is exceeded by {over} or more",
    "{metric}：已超出额度 {allowance} 分钟至少 {over} 分钟",
)
NO_ALLOWANCE = Phrase(
    "minutes left of the allowance: unknown for {metrics}; [xla] in the config gives allowance_minutes",
    "额度剩余未知：{metrics}；请在配置的 [xla] 中给出 allowance_minutes",
)
LIMIT_OF_SCREEN = Phrase(
    "the limit is the screen's bad threshold, not an agreed one, for {metrics}; [xla] in the config gives limit",
    "以下指标的限值为本程序的异常阈值，而非约定值：{metrics}；请在配置的 [xla] 中给出 limit",
)
FORMULA = Phrase(
    "estimate: a minute counts with a value of the project worse than the limit; left = allowance − counted minutes;"
    " the vendor's own count may differ",
    "估算：项目在某一分钟内有数值差于限值，该分钟即计入；剩余 = 额度 − 计入的分钟；厂商的统计可能不同",
)
NO_METRICS = Phrase(
    "no XLA minutes: this edition or plan tells no metric of the project by the minute",
    "没有 XLA 分钟：该版本或套餐没有项目的分钟指标",
)
