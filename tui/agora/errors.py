"""The errors of the API.

    ApiError                 .failure: records.Failure, the same thing as a value
     ├── BadRequest          400, another 4xx, or a window the server will not answer for
     ├── Unauthorized        401
     ├── Forbidden           403, or "no auth"
     ├── NotFound            404
     ├── ServerError         5xx
     ├── OverLimit           429, or 300 with a message: the quota is spent
     ├── Unreachable         no connection, a broken one, or a redirect (never followed)
     ├── TimedOut            no connection, no answer, or not the whole answer in time
     └── Unreadable          an answer of another shape than the reference describes

`code` in the body counts before the HTTP status (reference: 状态码; the limit codes: field notes of later editions).
"""

# ruff: noqa: N818 - the tree is read by its words; the base says that they are errors

from __future__ import annotations

from typing import ClassVar, Self

from tui.agora.redact import redacted
from tui.domain.records import Failure, FailureKind, breach_of
from tui.messages.failures import advice_of, what_of


class ApiError(Exception):
    """A failed request. `str()` is one line of English: the fault, the detail, the next step."""

    kind: ClassVar[FailureKind]

    def __init__(
        self,
        detail: str = "",
        *,
        status: int | None = None,
        code: int | None = None,
        server_ts: float | None = None,
        arrived: bool = True,
        wait_s: float | None = None,
    ) -> None:
        # The detail is shown, stored and logged, and may quote headers of the request from an error page.
        detail = redacted(detail)
        self.failure = Failure(self.kind, detail, status, code, server_ts, arrived, wait_s)
        super().__init__(detail)

    def during(self, status: int, server_ts: float | None, wait_s: float | None = None) -> Self:
        """The same error with the facts of the exchange: HTTP status, server time, requested pause (Retry-After)."""
        code = self.failure.code
        return type(self)(self.failure.detail, status=status, code=code, server_ts=server_ts, wait_s=wait_s)

    def __str__(self) -> str:
        detail, code = self.failure.detail, self.failure.code
        what = what_of(self.kind, detail, code)("en")
        happened = f"{what}: {detail}" if detail else what
        return f"{happened.rstrip('.')}. {advice_of(self.kind, detail, code)('en')}"


class BadRequest(ApiError):
    kind = FailureKind.BAD_REQUEST


class Unauthorized(ApiError):
    kind = FailureKind.UNAUTHORIZED


class Forbidden(ApiError):
    kind = FailureKind.FORBIDDEN


class NotFound(ApiError):
    kind = FailureKind.NOT_FOUND


class ServerError(ApiError):
    kind = FailureKind.SERVER_ERROR


class OverLimit(ApiError):
    kind = FailureKind.OVER_LIMIT


class Unreachable(ApiError):
    kind = FailureKind.UNREACHABLE


class TimedOut(ApiError):
    kind = FailureKind.TIMEOUT


class Unreadable(ApiError):
    kind = FailureKind.UNREADABLE


_BY_NUMBER: dict[int, type[ApiError]] = {401: Unauthorized, 403: Forbidden, 404: NotFound, 429: OverLimit}


def error_of_status(status: int) -> type[ApiError]:
    """The error for an HTTP status without a usable body. A redirect means that the server itself was not reached."""
    return Unreachable if 300 <= status < 400 else _of_number(status)


def error_of_code(code: int, message: str, status: int) -> type[ApiError]:
    """The error for a refusing `code` in a body. An unknown code leaves the verdict to the HTTP status."""
    if code in (300, 429):
        # A window's limit and a missing right share the codes of the quota's limits, but the quota is not spent: the
        # same request after a wait would get the same answer.
        return next((error for error in (Forbidden, BadRequest) if breach_of(error.kind, message)), OverLimit)
    by_code = _of_number(code)
    return error_of_status(status) if by_code is Unreadable else by_code


def _of_number(number: int) -> type[ApiError]:
    if 500 <= number < 600:
        return ServerError
    return _BY_NUMBER.get(number, BadRequest if 400 <= number < 500 else Unreadable)
