"""A fault of the program: one line for the user, the traceback in a file, without the values of variables."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

from tui.files import give, make_directory


def note(error: BaseException, directory: Path | None) -> str:
    """Write the traceback (no locals: one of them may be a secret) and say where it lies."""
    import tempfile

    from tui.agora.redact import redacted
    from tui.domain.quoting import quoted

    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    what = quoted(redacted(f"{type(error).__name__}: {error}"))
    try:
        if directory is not None:
            make_directory(directory)
        # A name nobody can foresee, 0600 from the start: the directory may be one that everybody writes to.
        descriptor, path = tempfile.mkstemp(".txt", "scry-crash-", directory)
        give(descriptor, Path(path).parent)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(redacted("".join(traceback.format_exception(error))))
    except OSError as failed:
        return f"stopped by a fault of its own ({what}); no report could be written: {failed.strerror}"
    return f"stopped by a fault of its own ({what}); the report is in {path}"
