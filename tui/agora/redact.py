"""Redaction: removes the credentials, and pieces of them, from a text before it is stored or shown.

The program itself never writes them. But a server or a proxy may quote a request's headers in its error page, and a
library in an exception; these texts are stored, logged and put into crash reports.
"""

from __future__ import annotations

from binascii import b2a_base64

# A shorter piece reveals nothing, and a shorter secret ("demo") is none.
PIECE = 8
HIDDEN = "…"

_secrets: set[str] = set()


def remember_secret(customer_id: str, customer_secret: str) -> None:
    """From now on `redacted` removes the secret and the header made of it."""
    if len(customer_secret) < PIECE:
        return
    _secrets.update((customer_secret, *_encoded(customer_secret), *_encoded(f"{customer_id}:{customer_secret}")))


def redacted(text: str) -> str:
    """`text` without any piece of eight letters or more of a remembered secret."""
    for secret in _secrets:
        text = _without(text, secret)
    return text


def _encoded(plain: str) -> list[str]:
    """In base64, alone or after one or two other bytes, without the letters that depend on these bytes."""
    encoded = plain.encode()
    return [
        b2a_base64(bytes(shift) + encoded, newline=False).decode().rstrip("=")[(shift * 4 + 2) // 3 :]
        for shift in range(3)
    ]


def _without(text: str, secret: str) -> str:
    kept: list[str] = []
    at = 0
    while at < len(text):
        piece = text[at : at + PIECE]
        if len(piece) == PIECE and piece in secret:
            while at + len(piece) < len(text) and piece + text[at + len(piece)] in secret:
                piece += text[at + len(piece)]
            kept.append(HIDDEN)
            at += len(piece)
        else:
            kept.append(text[at])
            at += 1
    return "".join(kept)
