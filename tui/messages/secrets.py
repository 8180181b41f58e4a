"""Words of unavailable secrets: the reason, and the next step."""

from __future__ import annotations

from tui.domain.text import Phrase

NO_PROGRAM = Phrase("no such program: {program}", "没有该程序：{program}")
SLOW = Phrase("no answer within {seconds} s; run it by hand", "{seconds} 秒内无结果；请手动执行一次")
CANNOT_RUN = Phrase("cannot be run ({why})", "无法执行（{why}）")
ENDED = Phrase("ended with status {status}; run it by hand to see why", "退出状态为 {status}；请手动执行以查看原因")
PRINTS_NOTHING = Phrase("prints nothing; run it by hand to see why", "没有输出；请手动执行以查看原因")
NO_LIBRARY = Phrase(
    "the keyring library is missing; install scry-tui[keyring], or use customer_secret_command",
    "缺少 keyring 库；请安装 scry-tui[keyring]，或改用 customer_secret_command",
)
NO_KEYRING = Phrase(
    "this box has no usable keyring (an ssh login often has none); use customer_secret_command",
    "本机没有可用的密钥环（ssh 登录常常没有）；请改用 customer_secret_command",
)
NO_ENTRY = Phrase(
    "the keyring holds no secret for {entry}; store it: keyring set {service} {entry}",
    "密钥环中没有 {entry} 的密钥；请执行 keyring set {service} {entry} 存入",
)
KEYRING_FAILED = Phrase("the keyring refused ({why}); unlock it and try again", "密钥环拒绝访问（{why}）；请解锁后重试")
