"""Words of the manual, which `--help` shows: a page a command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tui.messages import Phrase

Entries = tuple[tuple[str, Phrase], ...]

NAME = Phrase("NAME", "名称")
SYNOPSIS = Phrase("SYNOPSIS", "用法")
DESCRIPTION = Phrase("DESCRIPTION", "说明")
COMMANDS = Phrase("COMMANDS", "命令")
OPTIONS = Phrase("OPTIONS", "选项")
ENVIRONMENT = Phrase("ENVIRONMENT", "环境变量")
FILES = Phrase("FILES", "文件")
EXAMPLES = Phrase("EXAMPLES", "示例")
EXIT_STATUS = Phrase("EXIT STATUS", "退出码")

STATUSES: Entries = (
    ("0", Phrase("done", "成功")),
    ("1", Phrase("the program failed", "程序失败")),
    ("2", Phrase("the command line or the configuration is wrong: one line says what", "命令行或配置有误：以一行说明")),
    ("3", Phrase("the server refused (check only)", "服务端拒绝（仅 check）")),
    ("130", Phrase("interrupted", "被中断")),
)


class Page(NamedTuple):
    """One command. `name` is what it does in a few words; each entry is a name, or a line, and what it means."""

    program: str
    name: Phrase
    synopsis: tuple[str, ...]
    description: tuple[Phrase, ...]
    commands: Entries = ()
    environment: Entries = ()
    files: Entries = ()
    examples: Entries = ()


_DEMO = Phrase(
    "the same program on an embedded simulator: no network, no account",
    "同一程序，运行在内置模拟器上：无需网络与账号",
)
_CHECK = Phrase(
    "what is wrong, and what to do: configuration, credentials, reach, terminal, store",
    "检查配置、凭证、连通性、终端与存储，并说明如何处理",
)
_SIMULATE = Phrase("the simulator as an HTTP server on loopback", "作为本机 HTTP 服务运行的模拟器")
_COMPLETION = Phrase("a completion script for bash, zsh or fish", "bash、zsh 或 fish 的补全脚本")

_CREDENTIALS = (
    "SCRY_CUSTOMER_ID, SCRY_CUSTOMER_SECRET",
    Phrase(
        "the credentials of the RESTful API; never an option, so that ps and the shell's history do not show them",
        "RESTful API 的凭证；不作为选项，以免出现在 ps 与命令历史中",
    ),
)
_LANGUAGES = (
    "LC_ALL, LC_MESSAGES, LANG",
    Phrase(
        "the language, where neither --lang nor SCRY_LANG nor the config says it",
        "当 --lang、SCRY_LANG 与配置均未指定时的语言",
    ),
)
_TWINS = Phrase(
    "the twins of the options, named behind each of them. The command line wins over the environment, the environment "
    "over the profile",
    "与选项对应的变量，名称见各选项之后。命令行优先于环境变量，环境变量优先于 profile",
)
_CONFIG_FILE = (
    "{config}",
    Phrase("the config file: 0600 where it holds a secret", "配置文件；含有密钥时权限须为 0600"),
)
_STATE_FILES = (
    "{state}/scry.db",
    Phrase(
        "the store; beside it scry.log, and state.toml, which keeps what was changed on screen. XDG_CONFIG_HOME and "
        "XDG_STATE_HOME are honoured",
        "本地存储；旁边是 scry.log 与 state.toml（保存在屏幕上所作的更改）。遵循 XDG_CONFIG_HOME 与 XDG_STATE_HOME",
    ),
)

_ESCAPE = (
    "ESCDELAY",
    Phrase(
        "milliseconds that esc waits for the rest of a key of which the terminal sends several bytes; without it 250, "
        "and 500 over SSH. Raise it where arrow keys act as esc, lower it where esc is slow",
        "esc 等待同一按键其余字节的毫秒数；未设置时为 250，经 SSH 为 500。方向键被当作 esc 时调大，esc 迟钝时调小",
    ),
)

PAGES: Mapping[str, Page] = {
    "": Page(
        "scry",
        Phrase("watch live call quality, find who suffers and why", "监看实时通话质量，查明谁受影响、为什么"),
        (
            "scry [OPTION]…",
            "scry demo [OPTION]…",
            "scry check [OPTION]…",
            "scry simulate --port P [OPTION]…",
            "scry completion SHELL",
        ),
        (
            Phrase(
                "A terminal for the people who keep real-time audio and video calls healthy. Opens the project of the "
                "current profile and says whether it is bad, since when, for whom, why and who must act. The data "
                "comes from the Agora Analytics REST API, within its quota.",
                "面向实时音视频通话维护人员的终端程序。打开当前 profile 的项目，说明是否异常、从何时起、影响了谁、"
                "为什么、应由谁处理。数据来自 Agora 水晶球 RESTful API，并遵守其配额。",
            ),
            Phrase(
                "Inside, ? lists the keys of each screen and ctrl+p searches every command.",
                "进入程序后，? 列出本屏的按键，ctrl+p 搜索所有命令。",
            ),
        ),
        commands=(
            ("demo", _DEMO),
            ("check", _CHECK),
            ("simulate", _SIMULATE),
            ("completion", _COMPLETION),
        ),
        environment=(
            _CREDENTIALS,
            ("SCRY_PROFILE, SCRY_APP_ID, SCRY_LANG, …", _TWINS),
            _LANGUAGES,
            ("NO_COLOR", Phrase("no colours", "不使用颜色")),
            _ESCAPE,
        ),
        files=(_CONFIG_FILE, _STATE_FILES),
        examples=(
            ("scry demo --lang zh", Phrase("watch an incident unfold, in Chinese", "以中文观看一次故障的经过")),
            (
                "scry --app-id 0123abcd",
                Phrase("a project, with the credentials from the environment", "打开一个项目，凭证取自环境变量"),
            ),
            (
                "scry --profile classroom --screen diagnosis --utc",
                Phrase("a profile of the config file, from Diagnosis on", "打开配置文件中的 profile，从诊断开始"),
            ),
            (
                "scry --at 14:07 --channel C148474015",
                Phrase("what one colleague sends another", "发给同事的一行命令"),
            ),
        ),
    ),
    "demo": Page(
        "scry demo",
        _DEMO,
        ("scry demo [OPTION]…",),
        (
            Phrase(
                "The simulator runs in a child process; nothing is written outside a temporary directory. Its clock "
                "runs twenty times as fast as yours, so that a minute of data comes every three seconds.",
                "模拟器在子进程中运行，临时目录之外不写入任何内容。其时钟默认为 20 倍速，因此每三秒就有一分钟的数据。",
            ),
        ),
        examples=(
            ("scry demo", Phrase("about ten seconds in, an uplink begins to fail", "约十秒后，一处上行开始恶化")),
            (
                "scry demo --scene calm --seed 7 --speed 1",
                Phrase("another world, healthy, in real time", "另一个世界，一切正常，按实际速度"),
            ),
        ),
    ),
    "check": Page(
        "scry check",
        _CHECK,
        ("scry check [OPTION]…",),
        (
            Phrase(
                "One line each for configuration, file modes, credentials, reach, clock, quota, terminal and store, "
                "with what to do where something is wrong. At most one request is sent, and it is counted.",
                "逐行检查配置、文件权限、凭证、连通性、时钟、配额、终端与存储，并对有问题之处说明如何处理。"
                "最多发送一次请求，且计入配额。",
            ),
        ),
        environment=(_CREDENTIALS, _LANGUAGES),
        files=(_CONFIG_FILE, _STATE_FILES),
        examples=(
            ("scry check --app-id 0123abcd", Phrase("before the first start", "首次启动之前")),
            ("scry check | grep -v ^ok", Phrase("only what is not in order", "只看有问题的行")),
        ),
    ),
    "simulate": Page(
        "scry simulate",
        _SIMULATE,
        ("scry simulate --port P [OPTION]…",),
        (
            Phrase(
                "For scripts and tests. The first line says where it listens. Credentials are SCRY_CUSTOMER_ID and "
                "SCRY_CUSTOMER_SECRET, else demo / demo.",
                "供脚本与测试使用。第一行说明监听地址。凭证为 SCRY_CUSTOMER_ID 与 SCRY_CUSTOMER_SECRET，否则为 "
                "demo / demo。",
            ),
        ),
        environment=(_CREDENTIALS,),
        examples=(
            (
                "scry simulate --port 8123",
                Phrase(
                    "for `scry --base-url http://127.0.0.1:8123`", "供 `scry --base-url http://127.0.0.1:8123` 使用"
                ),
            ),
            ("scry simulate --port 0 --scene hostile", Phrase("on any free port", "使用任意空闲端口")),
        ),
    ),
    "completion": Page(
        "scry completion",
        _COMPLETION,
        ("scry completion bash|zsh|fish", "scry completion profiles [--config FILE]"),
        (
            Phrase(
                "Prints the script, which completes commands, options and their values. With `profiles` it prints the "
                "names of the profiles, one a line: the scripts ask for them.",
                "输出补全脚本，可补全命令、选项及其值。`profiles` 则逐行输出各 profile 的名称，供脚本查询。",
            ),
        ),
        examples=(
            ("source <(scry completion bash)", Phrase("in ~/.bashrc", "写入 ~/.bashrc")),
            (
                "source <(scry completion zsh)",
                Phrase("in ~/.zshrc, behind compinit", "写入 ~/.zshrc，在 compinit 之后"),
            ),
            (
                "scry completion fish > ~/.config/fish/completions/scry.fish",
                Phrase("once, and after each new version", "执行一次，升级后再执行"),
            ),
        ),
    ),
}
