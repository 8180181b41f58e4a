"""Envelope: a bundle's file: a sign, the manifest, and the content in one frame of zstd.

A file may come from anybody. So nothing in it is believed before it is checked: the content is unpacked in pieces, no
further than the manifest declares and no more than MOST_BYTES, into a directory of our own, and counts only with its
sum (SHA-256).
"""

from __future__ import annotations

import hashlib
import shutil
import stat
import struct
import sys
from pathlib import Path
from typing import BinaryIO

import msgspec

from tui import __version__
from tui.domain.glossary.rounding import size_text
from tui.domain.text import Said
from tui.messages import bundle as words
from tui.store.manifest import BundleError, BundleProgress, Manifest
from tui.store.sqlite.bundle.plain import plain
from tui.store.sqlite.bundle.shape import FORMAT

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SIGN = b"SCRYB\x1a\r\n"
_LENGTH = struct.Struct(">I")
_MOST_MANIFEST = 256 * 1024
_MOST_WRITER = 80
MOST_BYTES = 2 * 1024**3
_PIECE = 1024 * 1024
# Two to this power of bytes are held while a frame is unpacked: eight megabytes.
_WINDOW = 23
_LEVEL = 9


def pack(content: Path, target: BinaryIO, manifest: Manifest, tell: BundleProgress) -> None:
    """Raises OSError. `tell` hears of the bytes that are packed, and may raise to stop."""
    head = msgspec.json.encode(manifest, order="deterministic")
    target.write(SIGN + _LENGTH.pack(len(head)) + head)
    packer = zstd.ZstdCompressor(
        options={
            zstd.CompressionParameter.compression_level: _LEVEL,
            zstd.CompressionParameter.window_log: _WINDOW,
            zstd.CompressionParameter.checksum_flag: 1,
        }
    )
    done, size = 0, content.stat().st_size
    with content.open("rb") as file:
        while piece := file.read(_PIECE):
            target.write(packer.compress(piece))
            done += len(piece)
            tell(done, size)
    target.write(packer.flush())


def sum_of(content: Path) -> str:
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(path: Path) -> Manifest:
    """Raises BundleError."""
    with _opened(path) as file:
        return _manifest(path, file)


def unpack(path: Path, directory: Path) -> tuple[Manifest, Path]:
    """The manifest, and the content in a file of `directory`. Raises BundleError."""
    with _opened(path) as file:
        manifest = _manifest(path, file)
        free = shutil.disk_usage(directory).free
        if manifest.size_bytes > free:
            values = {"size": size_text(manifest.size_bytes), "free": size_text(free), "directory": directory}
            raise BundleError(path, Said(words.NO_ROOM, values))
        content = directory / "content.db"
        try:
            found = _unpacked(path, file, content, manifest.size_bytes)
        except OSError as error:
            raise BundleError(path, Said(words.NOT_READ, {"detail": error.strerror or error})) from error
    if found != manifest.sha256:
        raise BundleError(path, Said(words.DAMAGED, {"detail": "SHA-256"}))
    return manifest, content


def _opened(path: Path) -> BinaryIO:
    try:
        # A pipe, or a device, would keep the reader waiting for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise BundleError(path, Said(words.NO_BUNDLE, {}))
        return path.open("rb")
    except OSError as error:
        raise BundleError(path, Said(words.NOT_READ, {"detail": error.strerror or error})) from error


def _manifest(path: Path, file: BinaryIO) -> Manifest:
    head = file.read(len(SIGN) + _LENGTH.size)
    if head[: len(SIGN)] != SIGN[: len(head)] or not head:
        raise BundleError(path, Said(words.NO_BUNDLE, {}))
    if len(head) < len(SIGN) + _LENGTH.size:
        raise BundleError(path, Said(words.CUT_SHORT, {}))
    (length,) = _LENGTH.unpack(head[len(SIGN) :])
    if length > _MOST_MANIFEST:
        raise BundleError(path, Said(words.DAMAGED, {"detail": "manifest"}))
    text = file.read(length)
    if len(text) < length:
        raise BundleError(path, Said(words.CUT_SHORT, {}))
    try:
        made = msgspec.json.decode(text, type=_Made)
        if made.format > FORMAT:
            raise BundleError(path, Said(words.NEWER, {"writer": plain(made.writer[:_MOST_WRITER])}))
        manifest = msgspec.json.decode(text, type=Manifest)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BundleError(path, Said(words.DAMAGED, {"detail": "manifest"})) from error
    if manifest.format < 1 or manifest.size_bytes < 0 or any(count < 0 for count in manifest.counts.values()):
        raise BundleError(path, Said(words.DAMAGED, {"detail": "manifest"}))
    if manifest.size_bytes > MOST_BYTES:
        values = {"size": size_text(manifest.size_bytes), "most": size_text(MOST_BYTES)}
        raise BundleError(path, Said(words.TOO_LARGE, values))
    # No row is smaller than two bytes.
    if sum(manifest.counts.values()) > manifest.size_bytes or not _is_sane(manifest):
        raise BundleError(path, Said(words.DAMAGED, {"detail": "manifest"}))
    return manifest


class _Made(msgspec.Struct):
    format: int
    writer: str = ""


def _is_sane(manifest: Manifest) -> bool:
    """Whether no text acts on a terminal, and the times are times."""
    texts = (
        manifest.writer,
        manifest.project,
        manifest.edition,
        manifest.plan,
        manifest.call_id,
        *manifest.channels,
        *manifest.watched,
        manifest.counted,
    )
    more = (*manifest.together, *(text for rule in manifest.rules for text in (rule.name, rule.metric, *rule.channels)))
    keys = (*manifest.counts, *manifest.thresholds, *manifest.xla, *manifest.limits)
    is_time = 0 < manifest.start_ts < manifest.end_ts < 2**33
    return is_time and all(plain(text) == text for text in (*texts, *more, *keys))


def _unpacked(path: Path, file: BinaryIO, content: Path, size: int) -> str:
    """Into `content`; returns its sum."""
    digest, left = hashlib.sha256(), size
    unpacker = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW})
    with content.open("xb") as target:
        while not unpacker.eof:
            piece = file.read(_PIECE) if unpacker.needs_input else b""
            if not piece and unpacker.needs_input:
                raise BundleError(path, Said(words.CUT_SHORT, {}))
            try:
                made = unpacker.decompress(piece, max_length=_PIECE)
            except zstd.ZstdError as error:
                raise BundleError(path, Said(words.DAMAGED, {"detail": "zstd"})) from error
            left -= len(made)
            if left < 0:
                raise BundleError(path, Said(words.DAMAGED, {"detail": "size"}))
            digest.update(made)
            target.write(made)
    if left or unpacker.unused_data or file.read(1):
        raise BundleError(path, Said(words.DAMAGED, {"detail": "size"}))
    return digest.hexdigest()


def writer() -> str:
    return __version__
