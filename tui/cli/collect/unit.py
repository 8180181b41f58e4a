"""Unit: a hardened systemd unit for this command line, printed by `scry collect --print-unit`."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from tui.cli.options import Options
from tui.cli.settings import Settings
from tui.cli.stores import place_of

UNIT = """\
# scry collect --print-unit > /etc/systemd/system/scry.service
# As a user's own service: ~/.config/systemd/user/scry.service, and systemctl --user instead of systemctl.
# systemctl daemon-reload && systemctl enable --now scry; systemctl reload scry reads the config again.
[Unit]
Description=Scry: call quality of {projects}
After=network-online.target
Wants=network-online.target

[Service]
Type=notify
ExecStart={command}
ExecReload=/bin/kill -HUP $MAINPID
{user}Restart=on-failure
RestartSec=10
TimeoutStopSec=10
WatchdogSec=120
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ProtectHome=read-only
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictSUIDSGID=yes
RestrictRealtime=yes
LockPersonality=yes
SystemCallArchitectures=native
UMask=0077
{writable}
[Install]
WantedBy=default.target"""


def unit(every: Sequence[Settings], options: Options) -> str:
    """Options that say where things lie are written out as absolute paths: a service has another directory."""
    import getpass

    words = [_program(), "collect"]
    if options.all_profiles:
        words.append("--all-profiles")
    for name in options.profiles or ((options.profile,) if options.profile else ()):
        words += ["--profile", name]
    if every[0].config_path.is_file():
        words += ["--config", str(every[0].config_path.resolve())]
    for name in ("app_id", "base_url", "store", "metrics_listen", "alerts_listen", "log_format"):
        if value := getattr(options, name):
            words += [f"--{name.replace('_', '-')}", value]
    files = (place_of(each.store) for each in every)
    places = dict.fromkeys(file.parent.absolute() for file in files if file is not None)
    return UNIT.format(
        projects=", ".join(each.name for each in every),
        command=" ".join(shlex.quote(word).replace("%", "%%") for word in words),
        user=f"User={getpass.getuser()}\n",
        writable="".join(f"ReadWritePaths={place}\n" for place in places),
    )


def _program() -> str:
    found = shutil.which("scry")
    return found or str(Path(sys.argv[0]).absolute())
