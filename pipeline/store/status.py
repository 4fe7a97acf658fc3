"""What the store holds, in numbers."""

import sqlite3
from typing import Any

_COUNTS = {
    "articles": "SELECT count(*) FROM articles",
    "claims": "SELECT count(*) FROM claims",
    "entities": "SELECT count(*) FROM entities",
    "files": "SELECT count(*) FROM files WHERE gone = 0",
    "duplicates": "SELECT count(*) FROM articles WHERE duplicate_of IS NOT NULL",
    "gone": "SELECT count(*) FROM articles WHERE gone = 1",
    "failed": "SELECT count(*) FROM failures",
}
_RUN_COLUMNS = ("id", "started_at", "finished_at", "state", "newsclaims", "model", "new", "changed",
                "unchanged", "renamed", "extracted", "copied", "gone", "pruned", "failed", "claims",
                "restarted", "message")  # fmt: skip


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many articles, claims, … are stored."""
    return {name: connection.execute(query).fetchone()[0] for name, query in _COUNTS.items()}


def failures(connection: sqlite3.Connection, limit: int = 1000) -> list[tuple[str, str, str, str]]:
    """Path, article, kind and reason of what has no record."""
    return connection.execute(
        "SELECT path, source_id, kind, reason FROM failures ORDER BY path, source_id LIMIT ?", (limit,)
    ).fetchall()


def runs(connection: sqlite3.Connection, limit: int = 5) -> list[dict[str, Any]]:
    """The last runs, latest first."""
    rows = connection.execute(
        f"SELECT {', '.join(_RUN_COLUMNS)} FROM runs ORDER BY id DESC LIMIT ?", (limit,)
    )
    return [dict(zip(_RUN_COLUMNS, row, strict=True)) for row in rows]


def configuration(connection: sqlite3.Connection) -> dict[str, str]:
    """Fingerprint and model of the last run."""
    rows = connection.execute("SELECT key, value FROM meta WHERE key IN ('fingerprint', 'model')")
    return dict(rows.fetchall())
