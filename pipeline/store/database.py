"""Opens the database: creation, migration, reading beside a writer, and what is said when it cannot be.

`open_writer` creates or migrates; `open_reader` changes nothing and works while a run writes, and on a medium
that cannot be written. Every error leaves as a StoreError that says what to do.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from pipeline.errors import StoreError

DATABASE_NAME = "newsclaims.db"

# version n → the statements that lead to version n + 1; schema.sql holds the last version
MIGRATIONS = {
    1: """
ALTER TABLE runs ADD COLUMN extracted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN restarted INTEGER NOT NULL DEFAULT 0;
""",
}
VERSION = len(MIGRATIONS) + 1

# SQLite's own magic number for the file format of another program's database
APPLICATION_ID = 0x6E636C6D  # "nclm"


def open_writer(outputs: Path) -> sqlite3.Connection:
    """The database in the folder `outputs`, made or migrated where needed. Only one process may hold it."""
    file = outputs / DATABASE_NAME
    with store_errors(file):
        outputs.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(file, isolation_level=None, timeout=30)
        try:
            _prepare(connection, file)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(connection: sqlite3.Connection, file: Path) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    # In WAL mode NORMAL loses at most the last transactions at a power cut, never the database.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = FILE")
    connection.execute("PRAGMA cache_size = -16384")
    version = _version(connection, file)
    if version == VERSION:
        return
    with transaction(connection):
        if version == 0:
            run_script(connection, files("pipeline.store").joinpath("schema.sql").read_text(encoding="utf-8"))
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        for step in range(max(version, 1), VERSION) if version else ():
            run_script(connection, MIGRATIONS[step])
        connection.execute(f"PRAGMA user_version = {VERSION}")


def run_script(connection: sqlite3.Connection, script: str) -> None:
    """Executes the statements one by one: `executescript` would commit the transaction that is open.

    Raises StoreError for a script that ends in the middle of a statement.
    """
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
    if statement.strip():
        raise StoreError("newsclaims is not installed completely (its schema is cut short); install it again")


def _version(connection: sqlite3.Connection, file: Path) -> int:
    """The schema version, 0 for an empty database. Raises StoreError for a newer or a foreign one."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    application: int = connection.execute("PRAGMA application_id").fetchone()[0]
    tables: int = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if tables and application != APPLICATION_ID:
        raise StoreError(f"{file} is a database of another program; choose another folder with --outputs")
    if version > VERSION:
        raise StoreError(
            f"{file} was written by a newer newsclaims (schema {version}, this one knows {VERSION}); "
            "update newsclaims or choose another folder with --outputs"
        )
    return version


def open_reader(outputs: Path) -> sqlite3.Connection:
    """The database for reading only. Raises StoreError where there is none or it needs migrating first."""
    file = outputs / DATABASE_NAME
    if not file.is_file():
        raise StoreError(f"{file} does not exist; `newsclaims run` makes it")
    with store_errors(file):
        connection = _connect_readonly(file)
        connection.execute("PRAGMA temp_store = FILE")
        version = _version(connection, file)
    if version < VERSION:
        connection.close()
        raise StoreError(f"{file} is of an older newsclaims; `newsclaims run` brings it up to date")
    return connection


def _connect_readonly(file: Path) -> sqlite3.Connection:
    uri = file.absolute().as_uri()
    connection = sqlite3.connect(f"{uri}?mode=ro", uri=True, isolation_level=None, timeout=30)
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError:
        # A reader needs the -shm file beside a WAL database. Where the folder cannot be written and no
        # writer is at work, the file alone is the whole truth.
        connection.close()
        wal = file.with_name(file.name + "-wal")
        if wal.exists() and wal.stat().st_size:
            raise
        connection = sqlite3.connect(f"{uri}?immutable=1", uri=True, isolation_level=None)
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything inside is stored, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def store_errors(file: Path) -> Iterator[None]:
    """Turns what SQLite and the file system say into a StoreError that names `file` and the way out."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(_advice(file, error)) from error
    except OSError as error:
        raise StoreError(_os_advice(file, error)) from error


def _advice(file: Path, error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name == "SQLITE_FULL":
        return f"{file}: no space left on the disk. What is stored is intact; make room and run again"
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return f"{file} is damaged ({error}). `newsclaims run --rebuild` sets it aside and extracts all again"
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return f"{file} cannot be written ({error}); mend the permissions or choose --outputs elsewhere"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return f"{file} is being written by another program; wait for it or stop it, then run again"
    if name.startswith("SQLITE_IOERR"):
        return f"{file}: the disk does not answer as it should ({error}); the disk may be full or failing"
    return f"{file}: {error}"


def _os_advice(file: Path, error: OSError) -> str:
    place = error.filename or file
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"{place}: no space left on the disk. What is stored is intact; make room and run again"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        reason = error.strerror
        return f"{place} cannot be written ({reason}); mend the permissions or choose --outputs elsewhere"
    return f"{place}: {error.strerror or error}"


def set_aside(outputs: Path) -> Path | None:
    """Renames a database, damaged or not, so that a new one can be made; its new name, None without one."""
    file = outputs / DATABASE_NAME
    if not file.exists():
        return None
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    target = file.with_name(f"{file.name}.before-{stamp}")
    number = 1
    while target.exists():  # within one second, or after the clock was set back
        number += 1
        target = file.with_name(f"{file.name}.before-{stamp}-{number}")
    with store_errors(file):
        for suffix in ("-wal", "-shm"):
            side = file.with_name(file.name + suffix)
            if side.exists():
                side.rename(target.with_name(target.name + suffix))
        file.rename(target)
    return target


def check(connection: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong with the database, empty where nothing. Reads all of it."""
    found = ["; ".join(row[0].split("\n")) for row in connection.execute("PRAGMA quick_check(20)")]
    return [] if found == ["ok"] else found
