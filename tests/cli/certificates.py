"""A certificate authority of the tests' own, by the openssl command."""

from __future__ import annotations

import ssl
import subprocess
import time
from pathlib import Path

DAY_S = 86400
_CONFIG = """
[ca]
default_ca = own
[own]
database = {place}/index
serial = {place}/serial
new_certs_dir = {place}
default_md = sha256
unique_subject = no
policy = any
copy_extensions = copy
[any]
commonName = supplied
"""


class Authority:
    """`certificate` names its own file, which a client may trust."""

    def __init__(self, place: Path) -> None:
        self._place = place
        (place / "index").touch()
        (place / "serial").write_text("01\n")
        (place / "ca.conf").write_text(_CONFIG.format(place=place))
        self.certificate = place / "ca.pem"
        self._run("req", "-x509", *self._new("ca"), "-out", str(self.certificate), "-subj", "/O=Tests/CN=tests")

    def issue(self, name: str, start: str, end: str) -> tuple[Path, Path]:
        """Certificate and key for the host `name`, valid between two times (YYYYMMDDHHMMSSZ)."""
        request, made = self._place / f"{name}{end}.csr", self._place / f"{name}{end}.pem"
        subject = ("-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}")
        self._run("req", *self._new(f"{name}{end}"), "-out", str(request), *subject)
        signing = ("-config", str(self._place / "ca.conf"), "-cert", str(self.certificate), "-keyfile")
        dates = ("-startdate", start, "-enddate", end)
        self._run(
            *("ca", "-batch", "-notext", *signing, str(self._place / "ca.key"), *dates),
            *("-in", str(request), "-out", str(made)),
        )
        return made, self._place / f"{name}{end}.key"

    def _new(self, name: str) -> tuple[str, ...]:
        key = str(self._place / f"{name}.key")
        return ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key)

    def _run(self, *arguments: str) -> None:
        done = subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def offering(authority: Authority, name: str, start_days: int = -1, end_days: int = 200) -> ssl.SSLContext:
    """The certificate of a server of that name, valid between two numbers of days from now."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*authority.issue(name, _in_days(start_days), _in_days(end_days)))
    return context


def _in_days(days: int) -> str:
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + days * DAY_S))
