"""What a run writes beside the database: claims.jsonl, and articles/<id>.json put right after a crash."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from pipeline.store.files import CLAIMS_NAME, record_name, write_atomic
from pipeline.store.prepared import pretty
from pipeline.store.query import Filter, claims, json_line


def write_claims(connection: sqlite3.Connection, outputs: Path) -> None:
    """Writes claims.jsonl anew: one flat claim a line, by article and position."""
    write_atomic(outputs / CLAIMS_NAME, map(json_line, claims(connection, Filter())))


def mend_articles(connection: sqlite3.Connection, folder: Path) -> None:
    """Removes JSON files of articles that are not stored and writes those that are missing."""
    stored = {record_name(row[0]): row[0] for row in connection.execute("SELECT id FROM articles")}
    present = {file.name for file in folder.glob("*.json")}
    for name in present - stored.keys():
        (folder / name).unlink(missing_ok=True)
    for name in sorted(stored.keys() - present):
        write_atomic(folder / name, _pretty(connection, stored[name]))


def _pretty(connection: sqlite3.Connection, article_id: str) -> Iterator[bytes]:
    record = connection.execute("SELECT record FROM articles WHERE id = ?", (article_id,)).fetchone()[0]
    yield pretty(record.encode())
