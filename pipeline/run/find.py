"""Finding work: which files are new, changed, unchanged, renamed or gone since the store was last written.

Size and time of change decide first; only where they moved (or with `verify`) the content is hashed. The
lists are temporary tables of the store's connection, so that a hundred thousand files take no memory.
"""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from pipeline.config import Settings
from pipeline.read import FORMATS, file_id, find_files
from pipeline.read.front import iso_date
from pipeline.store.writer import FileState, Writer

_SINGLE = frozenset({"txt", "md", "html", "pdf"})
_TABLES = """
DROP TABLE IF EXISTS temp.seen;
DROP TABLE IF EXISTS temp.work;
DROP TABLE IF EXISTS temp.rows_seen;
CREATE TEMP TABLE seen (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE work (path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, reason TEXT) WITHOUT ROWID;
CREATE TEMP TABLE rows_seen (path TEXT, id TEXT, PRIMARY KEY (path, id)) WITHOUT ROWID;
"""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How a run looks for work."""

    force: bool = False  # extract everything again
    verify: bool = False  # hash files whose size and time are as they were
    retry_failed: bool = False  # try again what failed before
    since: float | None = None  # only files changed after this time, seconds since 1970
    missing_is_gone: bool = False  # a path given that does not exist is one that vanished (--watch)


class Work(msgspec.Struct, frozen=True):
    """A file to process and why: new, changed, settings (other fingerprint), failed (tried again), forced."""

    path: str
    size: int
    mtime_ns: int
    reason: str


class Found(msgspec.Struct, kw_only=True):
    """Counts of files, and the bytes to read."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    renamed: int = 0
    gone: int = 0  # articles
    bytes: int = 0


def is_single(path: str) -> bool:
    """Whether a file of this name holds one article; others are read row by row."""
    return FORMATS.get(os.path.splitext(path)[1].lower(), "txt") in _SINGLE  # noqa: PTH122 (a path a file)


def stored_path(path: str, base: str) -> str:
    """The path as the store has it: relative to `base` where it lies under it. Both are absolute."""
    prefix = base.rstrip("/") + "/"
    return path[len(prefix) :] if path.startswith(prefix) else path


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def find_work(
    writer: Writer,
    base: Path,
    settings: Settings,
    roots: Iterable[Path],
    fingerprint: str,
    options: Options,
    *,
    complain: Callable[[str], None],
    dry: bool = False,
) -> Found:
    """Fills the table `work` and brings renamed, touched and vanished files up to date; the counts.

    `complain` hears of paths that cannot be looked at. `dry` changes nothing but the temporary tables.
    """
    connection = writer.connection
    connection.executescript(_TABLES)
    found = Found()
    if options.retry_failed and not dry:
        connection.execute("DELETE FROM files WHERE path IN (SELECT path FROM failures)")
        connection.execute("DELETE FROM failures")
    folder = str(base)
    given = [Path(os.path.abspath(root)) for root in roots]  # noqa: PTH100 (links are not to be resolved)
    connection.execute("BEGIN")
    for file in find_files(given):
        _look_at(connection, file, folder, fingerprint, options, found, complain, dry=dry)
    connection.execute("COMMIT")
    renamed = _settle_renames(writer, base, settings, fingerprint, dry=dry)
    found.renamed = len(renamed)
    vanished = _vanished(connection, given, folder, missing_is_gone=options.missing_is_gone)
    for path in {path: None for path in vanished if path not in renamed}:
        still = connection.execute("SELECT count(*) FROM articles WHERE path = ? AND gone = 0", (path,))
        found.gone += still.fetchone()[0] if dry else writer.mark_gone(path)
    found.new, found.changed = (
        connection.execute(f"SELECT count(*) FROM temp.work WHERE reason {test} 'new'").fetchone()[0]
        for test in ("=", "<>")
    )
    found.bytes = connection.execute("SELECT coalesce(sum(size), 0) FROM temp.work").fetchone()[0]
    return found


def batches_below(roots: Iterable[Path], *, size: int, most: int) -> int:
    """About how many batches of `size` bytes the articles of the roots make, counted up to `most`."""
    total = 0
    for file in find_files(roots):
        try:
            length = file.stat().st_size
        except OSError:
            continue
        total += min(length, size) if is_single(file.name) else length
        if total >= most * size:
            break
    return min(total // size, most)


def work_list(connection: sqlite3.Connection) -> Iterator[Work]:
    """The files to process, by path."""
    last = ""
    while True:
        rows = connection.execute(
            "SELECT * FROM temp.work WHERE path > ? ORDER BY path LIMIT 1000", (last,)
        ).fetchall()
        if not rows:
            return
        for row in rows:
            yield Work(*row)
        last = rows[-1][0]


def _look_at(
    connection: sqlite3.Connection,
    file: Path,
    base: str,
    fingerprint: str,
    options: Options,
    found: Found,
    complain: Callable[[str], None],
    *,
    dry: bool,
) -> None:
    full = str(file)
    path = stored_path(full, base)
    try:
        stat = os.stat(full)  # noqa: PTH116 (a hundred thousand times)
        path.encode()
    except UnicodeEncodeError:
        complain(f"{full.encode('utf-8', 'replace').decode()}: the file's name is not UTF-8; rename it")
        return
    except OSError as error:
        if not (options.missing_is_gone or _known(connection, path)):
            complain(f"{full}: {error.strerror}")
        return
    if file.is_dir():
        if not options.missing_is_gone:
            complain(f"{full}: no articles in this folder")
        return
    connection.execute("INSERT OR IGNORE INTO temp.seen VALUES (?)", (path,))
    reason = _reason(connection, path, full, stat, fingerprint, options, dry=dry)
    if reason is None:
        found.unchanged += 1
    elif options.since is None or stat.st_mtime >= options.since:
        connection.execute(
            "INSERT OR IGNORE INTO temp.work VALUES (?,?,?,?)", (path, stat.st_size, stat.st_mtime_ns, reason)
        )


def _known(connection: sqlite3.Connection, path: str) -> bool:
    return connection.execute("SELECT 1 FROM articles WHERE path = ?", (path,)).fetchone() is not None


def _reason(
    connection: sqlite3.Connection,
    path: str,
    full: str,
    stat: os.stat_result,
    fingerprint: str,
    options: Options,
    *,
    dry: bool,
) -> str | None:
    """Why the file is to be processed, or None."""
    row = connection.execute(
        "SELECT size, mtime_ns, sha256, fingerprint, gone FROM files WHERE path = ?", (path,)
    ).fetchone()
    if row is None or row[4]:
        return "new"
    if options.force:
        return "forced"
    if row[3] != fingerprint:
        return "settings"
    moved = (row[0], row[1]) != (stat.st_size, stat.st_mtime_ns)
    if not moved and not options.verify:
        return None
    try:
        same = row[0] == stat.st_size and hash_file(Path(full)) == row[2]
    except OSError:
        return "changed"  # reading it will say what is wrong
    if not same:
        return "changed"
    if moved and not dry:
        connection.execute("UPDATE files SET mtime_ns = ? WHERE path = ?", (stat.st_mtime_ns, path))
    return None


def _vanished(
    connection: sqlite3.Connection, roots: list[Path], base: str, *, missing_is_gone: bool
) -> Iterator[str]:
    """Stored paths that lie at or below the roots and were not found.

    Nothing of a folder that is missing, which may be a disk that is not there, but with `missing_is_gone`.
    """
    for root in roots:
        full = str(root).rstrip("/")
        at = stored_path(full, base)
        scope, values = "path = ?", [at]
        if root.is_dir() or (missing_is_gone and not root.exists()):
            # 0 is the character after /
            scope, values = "path = ? OR (path >= ? AND path < ?)", [at, f"{at}/", f"{at}0"]
            if base == full or base.startswith(f"{full}/"):
                scope += " OR path NOT LIKE '/%'"  # everything that is stored relative to the base
        for table in ("files", "articles", "failures"):
            yield from (
                row[0]
                for row in connection.execute(
                    f"SELECT DISTINCT path FROM {table} WHERE ({scope}) AND path NOT IN temp.seen", values
                ).fetchall()
            )


def _settle_renames(
    writer: Writer, base: Path, settings: Settings, fingerprint: str, *, dry: bool
) -> set[str]:
    """Gives the articles of vanished files to new files with the same content; the old paths."""
    connection = writer.connection
    candidates = connection.execute(
        """SELECT DISTINCT w.path, w.size, w.mtime_ns FROM temp.work w JOIN files f ON f.size = w.size
           WHERE w.reason = 'new' AND f.path NOT IN temp.seen ORDER BY w.path"""
    ).fetchall()
    taken: set[str] = set()
    for path, size, mtime_ns in candidates:
        try:
            sha256 = hash_file(base / path)
        except OSError:
            continue
        olds = connection.execute(
            "SELECT path, fingerprint FROM files WHERE size = ? AND sha256 = ? AND path NOT IN temp.seen "
            "ORDER BY path",
            (size, sha256),
        ).fetchall()
        old = next((o for o in olds if o[0] not in taken and _moved(base, o[0], path)), None)
        if old is None:
            continue
        taken.add(old[0])
        if not dry:
            ids = file_id(base / old[0], settings), file_id(base / path, settings)
            writer.move(old[0], FileState(path, size, mtime_ns, sha256, old[1]), ids)
        if old[1] == fingerprint:
            connection.execute("DELETE FROM temp.work WHERE path = ?", (path,))
        else:
            connection.execute("UPDATE temp.work SET reason = 'settings' WHERE path = ?", (path,))
    return taken


def _moved(base: Path, old: str, new: str) -> bool:
    """Whether a file of the same content is the old one renamed: the old name is free, and means the same."""
    a, b = Path(old), Path(new)
    alike = a.suffix.lower() == b.suffix.lower() and iso_date(a.stem) == iso_date(b.stem)
    return alike and not (base / old).exists()
