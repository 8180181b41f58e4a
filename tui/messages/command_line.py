"""Words of errors in the command line, in the environment, or in files named by them."""

from __future__ import annotations

from tui.domain.text import Phrase

AT = Phrase("{place}: {what}", "{place}：{what}")
NONE = Phrase("none", "无")

# the project
NO_APP_ID = Phrase(
    "no app id; give --app-id or SCRY_APP_ID, or a profile in {path}; `scry demo` needs none",
    "没有 app id；请给出 --app-id 或 SCRY_APP_ID，或在 {path} 中写一个 profile；`scry demo` 不需要",
)
NO_CREDENTIALS = Phrase(
    "no credentials: set SCRY_CUSTOMER_ID and SCRY_CUSTOMER_SECRET, or write them into a profile in {path}",
    "没有凭证：请设置 SCRY_CUSTOMER_ID 和 SCRY_CUSTOMER_SECRET，或写入 {path} 中的 profile",
)
NO_CUSTOMER_ID = Phrase(
    "no credentials: set SCRY_CUSTOMER_ID too, or write the customer id into a profile in {path}",
    "没有凭证：还需设置 SCRY_CUSTOMER_ID，或将客户 ID 写入 {path} 中的 profile",
)
NO_SECRET = Phrase(
    "no credentials: set SCRY_CUSTOMER_SECRET too, or write the secret into a profile in {path}",
    "没有凭证：还需设置 SCRY_CUSTOMER_SECRET，或将客户密钥写入 {path} 中的 profile",
)
NO_PROFILE = Phrase("{path}: no profile {name}; there are: {known}", "{path}：没有 profile {name}；已有：{known}")
NO_USER = Phrase("{path}: no such user; write the path out", "{path}：没有该用户；请写出完整路径")
NO_URL = Phrase(
    "base URL ({by}): not a URL; write it as in https://api.agora.io",
    "base URL（{by}）：不是 URL；请写成 https://api.agora.io 的形式",
)
URL_WITH_CREDENTIALS = Phrase(
    "base URL ({by}): holds credentials; set SCRY_CUSTOMER_ID and SCRY_CUSTOMER_SECRET instead",
    "base URL（{by}）：含有凭证；请改为设置 SCRY_CUSTOMER_ID 与 SCRY_CUSTOMER_SECRET",
)
PLAIN_HTTP = Phrase(
    "base URL: plain http to {host} would show the credentials; use https or --insecure-http",
    "base URL：以明文 http 连接 {host} 会泄露凭证；请使用 https 或 --insecure-http",
)
NO_ENDPOINT = Phrase(
    "{place}: limits: unknown endpoint {key}; allowed: {allowed}",
    "{place}：limits：未知的接入点 {key}；可写：{allowed}",
)

# a value
NO_CHOICE = Phrase("{name}: {value} is unknown; allowed: {allowed}", "{name}：未知的值 {value}；可写：{allowed}")
NO_SWITCH = Phrase("{name}: {value} is no switch; allowed: 1, 0", "{name}：{value} 不是开关；可写：1, 0")
NO_MOMENT = Phrase("{option}: {at} {what}", "{option}：{at} {what}")
EMPTY_CHANNEL = Phrase("--channel: is empty; give the channel's name", "--channel：为空；请给出频道名称")
EMPTY_ID = Phrase("{name}: is empty; give the id", "{name}：为空；请给出 ID")
NO_PAIR = Phrase(
    "--pair: {pair} is no pair; write SENDER:RECEIVER, two uids, or the peer of --user",
    "--pair：{pair} 不是收发双方；请写 发送端:接收端 两个用户 ID，或 --user 的对端",
)
NO_CALL = Phrase(
    "{name}: needs --call, or --user with --at and --channel",
    "{name}：需要 --call，或 --user 加 --at 与 --channel",
)
NO_SPEED = Phrase(
    "not a speed: {text}; a number above 0, at most 1000", "不是倍速：{text}；应为大于 0 且不超过 1000 的数字"
)
NO_SIMULATED = Phrase("unknown: {text}; there are: {allowed}", "未知：{text}；可用：{allowed}")
NO_PORT = Phrase("not a port: {text}; 0 to 65535", "不是端口：{text}；0 至 65535")

NO_OUTPUT = Phrase("cannot write the output: {reason}", "无法写出结果：{reason}")

# the terminal and the log
STANDARD_INPUT = Phrase("standard input", "标准输入")
STANDARD_ERROR = Phrase("standard error", "标准错误")
NO_TERMINAL = Phrase(
    "{name} is not a terminal; run scry in one (ssh -t), or see scry --help",
    "{name}不是终端；请在终端中运行 scry（ssh -t），或参见 scry --help",
)
DUMB = Phrase(
    "TERM is dumb: this terminal cannot place text; run scry in another, or set TERM",
    "TERM 为 dumb：该终端无法定位文字；请换一个终端运行 scry，或设置 TERM",
)
NO_LOG_FILE = Phrase(
    "log file {path}: {error}; give another with --log-file", "日志文件 {path}：{error}；请用 --log-file 另行指定"
)

NO_TEMPORARY = Phrase(
    "demo: no temporary files in {path} ({reason}); set TMPDIR to a directory on a local disk",
    "演示：无法在 {path} 中存放临时文件（{reason}）；请将 TMPDIR 设为本地磁盘上的目录",
)
NO_SIMULATOR = Phrase(
    "demo: its server did not start in {path}; set TMPDIR to a directory with a short path on a local disk",
    "演示：其服务器未能在 {path} 中启动；请将 TMPDIR 设为本地磁盘上路径较短的目录",
)
NO_EXPORT_DIRECTORY = Phrase(
    "export directory {path}: is not a directory; make it, or give another",
    "导出目录 {path}：不是目录；请先创建，或另行指定",
)

# errors of the parser
MISTAKE = Phrase("scry: {what}; see {program} --help", "scry: {what}；参见 {program} --help")
NOT_OF_THE_DEMO = Phrase(
    "{name} does not apply to the demo, which has a project and a store of its own",
    "{name} 不适用于演示：演示自带项目与存储",
)
