"""Findings of `scry check` about the edition and its plan."""

from __future__ import annotations

from tui.domain.text import Phrase
from tui.messages.check import CREDENTIALS, EDITION

KNOWN = CREDENTIALS.ok("accepted", "已接受")
LIMITS_OF = EDITION.ok("{edition}, with the limits of plan {plan}", "{edition} 版，按 {plan} 套餐的限制")
LIMITS_OF_SMALLEST = EDITION.warn(
    "{edition}; no plan is named, so the limits of the smallest one hold: {plan}; name yours with plan = in the"
    " profile",
    "{edition} 版；未指明套餐，按最小套餐 {plan} 的限制；请在 profile 中以 plan = 指明",
)
ANSWERS = EDITION.ok("{edition} answers", "{edition} 版有响应")
ANSWERS_WITH = EDITION.ok("{edition} answers: {why}", "{edition} 版有响应：{why}")
NO_ANSWER = EDITION.ok("{edition} does not answer: {why}", "{edition} 版无响应：{why}")
UNTOLD = EDITION.warn("{edition}: not told: {why}", "{edition} 版：未得知：{why}")
NEITHER = EDITION.fail(
    "neither edition answered: check the base URL, the app id and the credentials",
    "两个版本均无响应：请检查 base URL、App ID 和凭证",
)
TO_WRITE = EDITION.ok('write into the profile: edition = "{edition}"', '请写入 profile：edition = "{edition}"')
TO_WRITE_WITH_PLAN = EDITION.ok(
    'write into the profile: edition = "{edition}", plan = "{plan}"',
    '请写入 profile：edition = "{edition}"，plan = "{plan}"',
)
PLAN_UNTOLD = EDITION.warn(
    'write into the profile: edition = "{edition}", and your plan; this answer does not tell it',
    '请写入 profile：edition = "{edition}"，以及您的套餐；该响应未说明套餐',
)

FAILED = Phrase("{what}{detail}", "{what}{detail}")
NO_SLOT = Phrase("no request is left in its quota now", "当前配额中没有可用的请求")
REACHES_BACK = Phrase(
    "realtime data reaches back 50 minutes, as in enterprise or flagship",
    "实时数据可回溯 50 分钟，与 `enterprise` 或 `flagship` 相同",
)
REACHES_LESS = Phrase(
    "realtime data does not reach back 50 minutes, as in premium or pro",
    "实时数据无法回溯 50 分钟，与 `premium` 或 `pro` 相同",
)
NO_REALTIME = Phrase(
    "the plan has no realtime API: it is standard, or has no API at all",
    "套餐不含实时数据 API：为 `standard`，或不含任何 API",
)
