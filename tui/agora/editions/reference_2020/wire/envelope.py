"""The envelope of an answer: bytes → body, and whether its `code` says yes (reference: 状态码)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from msgspec import Struct

from tui.agora.editions.reference_2020.wire.values import CONTRADICTION, Refused, integer, shown
from tui.agora.errors import ApiError, OverLimit, Unreadable, error_of_code, error_of_status
from tui.domain.quoting import quoted

SUCCESS = 200
# Seen instead of 200 in later editions, together with data; alone it is no success.
SUCCESS_WITH_DATA = 0
_DATA_FIELDS = ("data", "call_lists", "call_info")
# Documented answers are five deep.
DEEPEST = 50
_STRUCTURE = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)
# How much of an answer that is none is looked at, to quote it.
START_BYTES = 800


class Body(Struct, frozen=True):
    """An answer's JSON object; `code` is None where it holds none that can be understood."""

    fields: Mapping[str, object]
    code: int | None
    message: str

    @property
    def says_yes(self) -> bool:
        if self.code == SUCCESS_WITH_DATA:
            return any(self.fields.get(field) is not None for field in _DATA_FIELDS)
        return self.code == SUCCESS


def parsed(content: bytes, parse_float: Callable[[str], object] | None = None) -> object:
    """Any JSON; raises ValueError or RecursionError.

    NaN and the like pass here and are refused row by row; so are names with bytes that are no UTF-8, which stand for
    themselves as lone surrogates, and fields that stand twice. In a value nested too deeply for Python the innermost
    part is null.
    """
    decoded = content.decode("utf-8-sig", "surrogateescape")
    try:
        return _loaded(decoded, parse_float)
    except RecursionError:
        # A value nested so deeply is not expected: the values beside it must not be lost with it.
        return _loaded(_shallow(decoded), parse_float)


def _loaded(text: str, parse_float: Callable[[str], object] | None) -> object:
    try:
        return json.loads(text, parse_float=parse_float, object_pairs_hook=_object)
    except json.JSONDecodeError:
        raise
    except ValueError:
        # A number too long for Python. As a float it is refused where it stands, and only there.
        return json.loads(text, parse_float=parse_float, parse_int=_int, object_pairs_hook=_object)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        fields |= {name: CONTRADICTION for name, value in pairs if value is not fields[name] and value != fields[name]}
    return fields


def _shallow(text: str) -> str:
    """`text` with null for all that lies deeper than DEEPEST; raises RecursionError where that does not end."""
    kept: list[str] = []
    depth, begun = 0, 0
    for token in _STRUCTURE.finditer(text):
        if token[0] in "[{":
            depth += 1
            if depth == DEEPEST + 1:
                kept += (text[begun : token.start()], "null")
        elif token[0] in "]}":
            depth -= 1
            if depth == DEEPEST:
                begun = token.end()
    if depth > DEEPEST:
        raise RecursionError
    return "".join((*kept, text[begun:]))


def accepted(
    status: int,
    content: bytes,
    parse: Callable[[bytes], object] = parsed,
    start: bytes | None = None,
    says_yes: Callable[[Body], bool] = lambda body: body.says_yes,
) -> Body:
    """The body of an answer that says yes; raises the ApiError of the HTTP status and the content.

    `start` is the start of the answer, where `content` is changed. `says_yes`: another edition's signs of success.
    """
    quote = quoted((content if start is None else start)[:START_BYTES].decode("utf-8", "replace"))
    try:
        body = _opened(content, parse, quote)
    except Unreadable as unreadable:
        error = error_of_status(status)
        raise (unreadable if error is Unreadable else error(quote)) from None
    # HTTP alone can say "over the limit" too, even beside a body without such a code.
    if status == 429 and body.code in (None, SUCCESS, SUCCESS_WITH_DATA):
        raise OverLimit(body.message, code=body.code)
    if not says_yes(body):
        raise _refusal(status, body)
    return body


def _opened(content: bytes, parse: Callable[[bytes], object], quote: str) -> Body:
    """The JSON object that `content` is; raises Unreadable, which quotes `quote`."""
    if not content or content.isspace():
        raise Unreadable("the answer is empty")
    try:
        fields = parse(content)
    except RecursionError:
        raise Unreadable("the answer is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"the answer is not JSON ({error.msg} at {error.pos}): {quote}") from None
    except ValueError as error:
        raise Unreadable(f"the answer is not JSON ({quoted(str(error))})") from None
    if not isinstance(fields, dict):
        raise Unreadable(f"the answer is not an object: {shown(fields)}")
    return Body(fields, _code(fields.get("code")), _message(fields.get("message")))


def _refusal(status: int, body: Body) -> ApiError:
    if body.code is None:
        error, why = error_of_status(status), "no code that can be understood"
    elif body.code == SUCCESS_WITH_DATA:
        error, why = error_of_status(status), "code 0 without data"
    else:
        error, why = error_of_code(body.code, body.message, status), f"code {body.code}"
    said = f"{why}: {body.message}" if body.message else why
    return error(said if error is Unreadable else body.message or why, code=body.code)


def _int(digits: str) -> int | float:
    try:
        return int(digits)
    except ValueError:
        return float(digits)


def _code(value: object) -> int | None:
    try:
        return integer(value)
    except Refused:
        return None


def _message(value: object) -> str:
    return quoted(value) if isinstance(value, str) else "" if value is None else shown(value)
