"""What a run would find, told without changing anything, for `newsclaims status`."""

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import msgspec

from pipeline.config import Settings, resolve
from pipeline.run.find import Options, find_work
from pipeline.run.identity import identity
from pipeline.store.writer import Writer


def look(connection: sqlite3.Connection, settings: Settings, paths: Sequence[Path]) -> dict[str, int | str]:
    """Counts of new, changed, unchanged, renamed and gone, and whether the configuration is the stored one.

    `connection` may be one for reading. A configuration that may have changed is not loaded to find out:
    files are compared as if it had not.
    """
    writer = Writer(connection, resolve(settings, settings.outputs), write_json=False)
    known = writer.meta("identity") == identity(settings)
    roots = list(paths) or [resolve(settings, path) for path in settings.paths]
    unreadable: list[str] = []
    found = find_work(
        writer,
        Path(os.path.abspath(settings.base)),  # noqa: PTH100 (links are not to be resolved)
        settings,
        roots,
        writer.meta("fingerprint") or "",
        Options(),
        complain=unreadable.append,
        dry=True,
    )
    counts: dict[str, int | str] = msgspec.to_builtins(found)
    counts["unreadable"] = len(unreadable)
    counts["configuration"] = (
        "as stored" if known else "may have changed: a run will see, and extract all again if so"
    )
    return counts
