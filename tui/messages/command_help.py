"""Words of `--help` around the options: purpose of a command, environment, files, examples, exit statuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tui.domain.text import Phrase
from tui.messages.simulate_command_help import SWITCHES


class Page(NamedTuple):
    """One command. A section is a heading with indented lines; two blanks part a name from its text."""

    usage: str
    description: tuple[Phrase, ...]
    sections: tuple[Phrase, ...]


USAGE = Phrase("usage: ", "用法：")
STATUSES = Phrase(
    "exit status:\n"
    "  0    done\n"
    "  1    the program failed\n"
    "  2    the command line or the configuration is wrong: one line names the fault\n"
    "  3    the server refused (check only)\n"
    "  4    it is as bad as --fail-on asks for (show only)\n"
    "  130  interrupted",
    "退出码：\n"
    "  0    成功\n"
    "  1    程序失败\n"
    "  2    命令行或配置有误：以一行说明\n"
    "  3    服务端拒绝（仅 check）\n"
    "  4    达到 --fail-on 的程度（仅 show）\n"
    "  130  被中断",
)
_CREDENTIALS = Phrase(
    "environment:\n"
    "  SCRY_CUSTOMER_ID, SCRY_CUSTOMER_SECRET\n"
    "      the credentials of the RESTful API; never an option, so that ps and the shell's history do not show them",
    "环境变量：\n"
    "  SCRY_CUSTOMER_ID, SCRY_CUSTOMER_SECRET\n"
    "      RESTful API 的凭证；不作为选项，以免出现在 ps 与命令历史中",
)
_ENVIRONMENT = Phrase(
    f"{_CREDENTIALS.en}\n"
    "  SCRY_PROFILE, SCRY_APP_ID, SCRY_LANG, …\n"
    "      the variables of the options, named behind each. The command line wins over the environment, the environment"
    " over the profile\n"
    "  LC_ALL, LC_MESSAGES, LANG\n"
    "      the language, where neither --lang nor SCRY_LANG nor the config says it\n"
    "  NO_COLOR\n"
    "      no colours\n"
    "  ESCDELAY\n"
    "      milliseconds that esc waits for the rest of a key of which the terminal sends several bytes; without it 250,"
    " and 500 over SSH. Raise it where arrow keys act as esc, lower it where esc is slow",
    f"{_CREDENTIALS.zh}\n"
    "  SCRY_PROFILE, SCRY_APP_ID, SCRY_LANG, …\n"
    "      与选项对应的变量，名称见各选项之后。命令行优先于环境变量，环境变量优先于 profile\n"
    "  LC_ALL, LC_MESSAGES, LANG\n"
    "      当 --lang、SCRY_LANG 与配置均未指定时的语言\n"
    "  NO_COLOR\n"
    "      不使用颜色\n"
    "  ESCDELAY\n"
    "      esc 等待同一按键其余字节的毫秒数；未设置时为 250，经 SSH 为 500。方向键被当作 esc 时调大，esc 迟钝时调小",
)
_FILES = Phrase(
    "files:\n"
    "  {config}\n"
    "      the config file: 0600 where it holds a secret\n"
    "  {state}/scry.db\n"
    "      the store; beside it scry.log, and state.toml with the choices made on screen. XDG_CONFIG_HOME and"
    " XDG_STATE_HOME are honoured",
    "文件：\n"
    "  {config}\n"
    "      配置文件；含有密钥时权限须为 0600\n"
    "  {state}/scry.db\n"
    "      本地存储；旁边是 scry.log 与 state.toml（保存在屏幕上所作的更改）。遵循 XDG_CONFIG_HOME 与 XDG_STATE_HOME",
)

PAGES: Mapping[str, Page] = {
    "": Page(
        "scry [OPTION]…\n       scry COMMAND [OPTION]…",
        (
            Phrase(
                "A terminal for engineers on call for real-time audio and video calls. Opens the project of the current"
                " profile and shows the state, the start of the trouble, the users affected, the cause and the party"
                " that must act. The data comes from the Agora Analytics REST API, within its quota.",
                "面向实时音视频通话维护人员的终端程序。打开当前 profile 的项目，说明是否异常、从何时起、影响了谁、"
                "为什么、应由谁处理。数据来自 Agora 水晶球 RESTful API，并遵守其配额。",
            ),
            Phrase(
                "Inside, ? lists the keys of each screen and ctrl+p searches every command.",
                "进入程序后，? 列出本屏的按键，ctrl+p 搜索所有命令。",
            ),
        ),
        (
            _ENVIRONMENT,
            _FILES,
            Phrase(
                "examples:\n"
                "  scry demo --lang zh\n"
                "      watch an incident unfold, in Chinese\n"
                "  scry --app-id 0123abcd\n"
                "      a project, with the credentials from the environment\n"
                "  scry --profile classroom --screen diagnosis --utc\n"
                "      a profile of the config file, from Diagnosis on\n"
                "  scry --at 14:07 --channel C148474015\n"
                "      the moment and channel that one colleague sends another\n"
                "  scry --user 44361248\n"
                "      all that is stored of a user; C on any screen copies the line that opens that screen",
                "示例：\n"
                "  scry demo --lang zh\n"
                "      以中文观看一次故障的经过\n"
                "  scry --app-id 0123abcd\n"
                "      打开一个项目，凭证取自环境变量\n"
                "  scry --profile classroom --screen diagnosis --utc\n"
                "      打开配置文件中的 profile，从诊断开始\n"
                "  scry --at 14:07 --channel C148474015\n"
                "      发给同事的时刻与频道\n"
                "  scry --user 44361248\n"
                "      一个用户在本地存储中的全部通话与诊断；在任一屏按 C 复制打开该屏的命令行",
            ),
        ),
    ),
    "demo": Page(
        "scry demo [OPTION]…",
        (
            Phrase(
                "The same program on a simulator in a child process: no network, no account, nothing written outside a"
                " temporary directory. Its clock runs twenty times as fast as yours, so that a minute of data comes"
                " every three seconds.",
                "同一程序，模拟器在子进程中运行：无需网络与账号，临时目录之外不写入任何内容。其时钟默认为 20 倍速，"
                "因此每三秒就有一分钟的数据。",
            ),
        ),
        (
            Phrase(
                "examples:\n"
                "  scry demo\n"
                "      about ten seconds in, an uplink begins to fail\n"
                "  scry demo --scene calm --seed 7 --speed 1\n"
                "      another world, healthy, in real time",
                "示例：\n"
                "  scry demo\n"
                "      约十秒后，一处上行开始恶化\n"
                "  scry demo --scene calm --seed 7 --speed 1\n"
                "      另一个世界，一切正常，按实际速度",
            ),
        ),
    ),
    "check": Page(
        "scry check [OPTION]…",
        (
            Phrase(
                "One line each for configuration, file modes, credentials, reach, clock, quota, terminal and store,"
                " with the remedy for each fault. Scry sends one request, two with --edition auto, and counts them.",
                "逐行检查配置、文件权限、凭证、连通性、时钟、配额、终端与存储，并对有问题之处说明如何处理。"
                "最多发送一次请求（`--edition auto` 为两次），且计入配额。",
            ),
        ),
        (
            _CREDENTIALS,
            _FILES,
            Phrase(
                "examples:\n"
                "  scry check --app-id 0123abcd\n"
                "      before the first start\n"
                "  scry check | grep -v ^ok\n"
                "      only the lines with a fault",
                "示例：\n"
                "  scry check --app-id 0123abcd\n"
                "      首次启动之前\n"
                "  scry check | grep -v ^ok\n"
                "      只看有问题的行",
            ),
        ),
    ),
    "collect": Page(
        "scry collect [--profile NAME]… [OPTION]…",
        (
            Phrase(
                "Collector, report sender and monitor of one project or several, without a screen. A screen on the same"
                " store finds the hours before, and costs no request more. Runs in the foreground: SIGTERM ends it,"
                " SIGHUP reads the config again.",
                "一个或多个项目的采集、报告发送与监视，不带屏幕。使用同一存储的屏幕能看到之前的数据，且不增加请求。"
                "在前台运行：SIGTERM 结束，SIGHUP 重新读取配置。",
            ),
        ),
        (
            _CREDENTIALS,
            _FILES,
            Phrase(
                "examples:\n"
                "  scry collect --all-profiles --log-format json\n"
                "      every project of the config file, in one process\n"
                "  scry collect --profile classroom --print-unit\n"
                "      a systemd unit\n"
                "  scry collect --once\n"
                "      one round, for cron",
                "示例：\n"
                "  scry collect --all-profiles --log-format json\n"
                "      在一个进程中采集配置文件中的所有项目\n"
                "  scry collect --profile classroom --print-unit\n"
                "      输出 systemd 单元文件\n"
                "  scry collect --once\n"
                "      只采集一轮，供 cron 使用",
            ),
        ),
    ),
    "show": Page(
        "scry show WHAT [ARGUMENT] [OPTION]…",
        (
            Phrase(
                "Prints the content of a screen, from the store alone: start it beside `scry collect`, or add --ask."
                " JSON has times as epoch seconds and in ISO 8601; an unknown value says why it is unknown.",
                "输出某一屏的内容，只读本地存储：请与 `scry collect` 一起使用，或加上 --ask。JSON 中的时间同时给出"
                " UTC 秒与 ISO 8601；未知的值会说明原因。",
            ),
        ),
        (
            _CREDENTIALS,
            _FILES,
            Phrase(
                "examples:\n"
                "  scry show live\n"
                "      the ten metrics now\n"
                "  scry show live --fail-on bad > /dev/null || notify\n"
                "      for cron: 4 where a metric is bad, 1 where nothing is known\n"
                "  scry show diagnosis --since -2h --channel math-3 --format csv\n"
                "      the diagnoses of a channel, as a table",
                "示例：\n"
                "  scry show live\n"
                "      此刻的十个指标\n"
                "  scry show live --fail-on bad > /dev/null || notify\n"
                "      供 cron 使用：指标异常时为 4，未知时为 1\n"
                "  scry show diagnosis --since -2h --channel math-3 --format csv\n"
                "      某个频道的异常诊断，以表格输出",
            ),
        ),
    ),
    "alarms": Page(
        "scry alarms ACTION [NAME] [OPTION]…",
        (
            Phrase(
                "Alarms without a screen. The rules, and everybody that they tell, stand in the config file under"
                " [alarms].",
                "不带屏幕的告警操作。规则与通知对象写在配置文件的 [alarms] 下。",
            ),
        ),
        (
            _CREDENTIALS,
            _FILES,
            Phrase(
                "examples:\n"
                "  scry alarms test --profile classroom\n"
                "      one test message to each command and URL; 1 where one was not told\n"
                "  scry alarms test-rule freeze --since -2d\n"
                "      the alarms that the rule would have raised in the last two days\n"
                "  scry alarms silence --for 2h --comment upgrade\n"
                "      two hours without a message; --list lists silences, --end ends one",
                "示例：\n"
                "  scry alarms test --profile classroom\n"
                "      向每个命令与 URL 各发一条测试消息；有一个未送达时退出码为 1\n"
                "  scry alarms test-rule freeze --since -2d\n"
                "      该规则在最近两天本应触发的告警\n"
                "  scry alarms silence --for 2h --comment upgrade\n"
                "      两小时内不发通知；--list 列出静默，--end 提前结束",
            ),
        ),
    ),
    "store": Page(
        "scry store copy FROM TO | info [URL] | init [URL] [--print]",
        (
            Phrase(
                "Copies all projects of a store into an empty one, be it a file or a PostgreSQL, and compares both;"
                " a copy that was interrupted goes on when it is started again. `info` looks at a store; `init` makes"
                " one, and with --print only prints the statements that an administrator of a PostgreSQL runs.",
                "将一个存储的全部项目复制到另一个空存储（文件或 PostgreSQL）并逐表核对；中断后再次执行会继续。"
                "`info` 查看存储；`init` 创建存储，加 --print 时只输出供 PostgreSQL 管理员执行的语句。",
            ),
        ),
        (
            Phrase(
                "examples:\n"
                "  scry store init --print postgresql://scry@db.example/scry\n"
                "      the statements for an administrator\n"
                "  scry store copy sqlite:///scry.db postgresql://scry@db.example/scry\n"
                "      the history of a box into the database of the team\n"
                "  scry store info\n"
                "      a look at the store of the profile",
                "示例：\n"
                "  scry store init --print postgresql://scry@db.example/scry\n"
                "      输出供管理员执行的语句\n"
                "  scry store copy sqlite:///scry.db postgresql://scry@db.example/scry\n"
                "      将本机的历史复制到团队的数据库\n"
                "  scry store info\n"
                "      查看当前配置的存储",
            ),
        ),
    ),
    "bundle": Page(
        "scry bundle --from TIME --to TIME [OPTION]… FILE.scry",
        (
            Phrase(
                "Writes all that the store holds of a period into one file: minutes, diagnoses, calls, curves,"
                " alarms, notes, requests. No credential is in it. `scry replay FILE.scry` shows it on any machine.",
                "将存储中一段时间的全部内容写入一个文件：分钟数据、诊断、通话、曲线、告警、备注与请求记录。其中没有凭证。"
                "`scry replay FILE.scry` 可在任何机器上查看。",
            ),
        ),
        (
            Phrase(
                "examples:\n"
                "  scry bundle --from 13:30 --to 15:00 incident.scry\n"
                "      the incident of today\n"
                "  scry bundle --from -2h --redact vendor.scry\n"
                "      the last two hours, with aliases for all names\n"
                "  scry bundle --info incident.scry\n"
                "      the content of a bundle\n"
                "  scry bundle --merge-notes incident.scry\n"
                "      the notes of those who replayed it, into the file\n"
                "  scry bundle --merge-notes\n"
                "      the notes of the replays of your own store, into the store",
                "示例：\n"
                "  scry bundle --from 13:30 --to 15:00 incident.scry\n"
                "      今天的事件\n"
                "  scry bundle --from -2h --redact vendor.scry\n"
                "      最近两小时，所有名称换为化名\n"
                "  scry bundle --info incident.scry\n"
                "      事件包的内容\n"
                "  scry bundle --merge-notes incident.scry\n"
                "      将回放者的备注合并到文件中\n"
                "  scry bundle --merge-notes\n"
                "      将自身存储的回放备注合并到存储中",
            ),
        ),
    ),
    "replay": Page(
        "scry replay [FILE.scry | --from TIME --to TIME] [OPTION]…",
        (
            Phrase(
                "Shows the same screens at a moment of the past, with the data that had arrived by then. Nothing is"
                " asked, sent or written; notes go to a file beside the bundle.",
                "在过去的某一时刻显示同样的屏幕，只包含当时已到达的数据。不请求、不发送、不写入；备注写入事件包旁边的文件。",
            ),
        ),
        (
            Phrase(
                "keys of the clock:\n"
                "  P  space      pause, go on (space where no list takes the key)\n"
                "  ( )           slower, faster\n"
                "  < >           a minute back, ahead\n"
                "  {{ }}           the previous, the next alarm, note or onset\n"
                "  T             a time typed",
                "时钟按键：\n"
                "  P  space      暂停、继续（列表不使用空格时）\n"
                "  ( )           放慢、加快\n"
                "  < >           后退、前进一分钟\n"
                "  {{ }}           上一个、下一个告警、备注或异常开始\n"
                "  T             输入时刻",
            ),
            Phrase(
                "examples:\n"
                "  scry replay incident.scry --at 14:07 --speed 10\n"
                "      from 14:07 on, ten times as fast\n"
                "  scry replay --from -3h --to -1h\n"
                "      the store's own past",
                "示例：\n"
                "  scry replay incident.scry --at 14:07 --speed 10\n"
                "      从 14:07 开始，以十倍速回放\n"
                "  scry replay --from -3h --to -1h\n"
                "      存储自身的过去",
            ),
        ),
    ),
    "simulate": Page(
        "scry simulate --port P [OPTION]…",
        (
            Phrase(
                "The simulator as an HTTP server on loopback, for scripts and tests. The first line says where it"
                " listens. Without credentials in the environment they are demo / demo.",
                "作为本机 HTTP 服务运行的模拟器，供脚本与测试使用。第一行说明监听地址。环境变量中无凭证时，凭证为"
                " demo / demo。",
            ),
        ),
        (
            _CREDENTIALS,
            SWITCHES,
            Phrase(
                "examples:\n"
                "  scry simulate --port 8123\n"
                "      for scry --base-url http://127.0.0.1:8123\n"
                "  scry simulate --port 0 --scene hostile\n"
                "      on any free port\n"
                "  scry simulate --port 8123 --edition today --switch uid=string\n"
                "      the API of 2022 and later, with uids as strings",
                "示例：\n"
                "  scry simulate --port 8123\n"
                "      供 scry --base-url http://127.0.0.1:8123 使用\n"
                "  scry simulate --port 0 --scene hostile\n"
                "      使用任意空闲端口\n"
                "  scry simulate --port 8123 --edition today --switch uid=string\n"
                "      2022 年至今的 API，用户 ID 为字符串",
            ),
        ),
    ),
    "completion": Page(
        "scry completion bash|zsh|fish\n       scry completion profiles [--config FILE]",
        (
            Phrase(
                "Prints a script that completes commands, options and their values.",
                "输出补全脚本，可补全命令、选项及其值。",
            ),
        ),
        (
            Phrase(
                "examples:\n"
                "  source <(scry completion bash)\n"
                "      in ~/.bashrc\n"
                "  source <(scry completion zsh)\n"
                "      in ~/.zshrc, behind compinit\n"
                "  scry completion fish > ~/.config/fish/completions/scry.fish\n"
                "      once, and after each new version",
                "示例：\n"
                "  source <(scry completion bash)\n"
                "      写入 ~/.bashrc\n"
                "  source <(scry completion zsh)\n"
                "      写入 ~/.zshrc，在 compinit 之后\n"
                "  scry completion fish > ~/.config/fish/completions/scry.fish\n"
                "      执行一次，升级后再执行",
            ),
        ),
    ),
}
