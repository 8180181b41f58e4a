"""Errors of the edition, the plan and the region."""

from __future__ import annotations

from tui.domain.text import Phrase

NOT_OF_THIS_EDITION = Phrase(
    "{key} {value}: edition {edition} has one set of limits and one host; leave {key} out, or choose edition today",
    "{key} {value}：{edition} 版只有一套限制和一个主机；请去掉 {key}，或选择 today 版",
)
PLAN_OF_ANOTHER_REGION = Phrase(
    "plan {plan}: not on sale in region {region}; allowed there: {plans}",
    "plan {plan}：不在 {region} 区域销售；可写：{plans}",
)
AUTO_IS_FOR_CHECK = Phrase(
    "edition auto: scry check and the set-up try both editions; run `scry check --edition auto`, then write the edition"
    " that answers",
    "edition auto：由 `scry check` 和设置界面逐一尝试两个版本；请运行 `scry check --edition auto`，再写入有响应的版本",
)
