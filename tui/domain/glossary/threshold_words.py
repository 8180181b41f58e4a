"""Messages about an invalid threshold of the config."""

from __future__ import annotations

from tui.domain.text import Phrase

NO_METRIC = Phrase("{key}: no metric that has thresholds; allowed: {allowed}", "{key}：该指标没有阈值；可写：{allowed}")
NO_TABLE = Phrase(
    "{key}: must be a table like {{ warn = 2.5, bad = 5 }}", "{key}：应为表，如 {{ warn = 2.5, bad = 5 }}"
)
NO_SIDE = Phrase("{key}: unknown key; allowed: {allowed}", "{key}：未知的键；可写：{allowed}")
NO_NUMBER = Phrase("{key}: must be a number, not {value}", "{key}：应为数字，而不是 {value}")
BOTH = Phrase("{key}: has no default, so both warn and bad must be given", "{key}：没有默认值，须同时给出 warn 与 bad")
AT_MOST = Phrase(
    "{key}: warn ({warn}) must be at most bad ({bad}), because more is worse for this metric",
    "{key}：warn（{warn}）不得大于 bad（{bad}），因为该指标越高越差",
)
AT_LEAST = Phrase(
    "{key}: warn ({warn}) must be at least bad ({bad}), because less is worse for this metric",
    "{key}：warn（{warn}）不得小于 bad（{bad}），因为该指标越低越差",
)
