"""What a worker hands to the one process that writes: a record turned into rows and bytes.

All the work that can be done beside the writer is done here, so that the writer only writes.
"""

from pathlib import Path

import msgspec

from pipeline.records import ArticleRecord, to_json
from pipeline.store.duplicates import Signature, signature
from pipeline.store.files import record_name, write_partial
from pipeline.store.rows import Cell, claim_bounds, claim_rows, entity_rows


class Key(msgspec.Struct, frozen=True, array_like=True):
    """Which article of the store a source is: its id there, and where the source stands."""

    id: str
    path: str
    source_id: str
    content: str  # digest of everything that the extraction sees


class Prepared(msgspec.Struct, frozen=True, array_like=True):
    """One article ready to be stored."""

    key: Key
    fingerprint: str
    columns: tuple[Cell, ...]  # of the table articles, from sha256 to claims
    extracted_at: str
    record: bytes
    partial: str | None  # name of the JSON file that waits to be moved into place
    claims: list[tuple[Cell, ...]]
    entities: list[tuple[Cell, ...]]
    signature: Signature


def prepare(
    record: ArticleRecord, key: Key, *, articles: Path | None = None, known: Signature | None = None
) -> Prepared:
    """The record under the id and path of `key`, ready to be stored.

    With `articles`, the folder of the JSON files, its own is written there already, under a temporary name.
    `known` saves the signature where that of the text is known.
    """
    article = msgspec.structs.replace(record.article, id=key.id, path=key.path, duplicate_of=None)
    record = msgspec.structs.replace(record, article=article)
    data = to_json(record)
    claims = [
        (row[0], position, *row[1:], *claim_bounds(claim))
        for position, (row, claim) in enumerate(zip(claim_rows(record), record.claims, strict=True))
    ]
    return Prepared(
        key=key,
        fingerprint=record.provenance.config,
        columns=(
            article.sha256,
            article.format,
            article.encoding,
            article.title,
            article.published,
            article.script,
            len(record.text),
            len(claims),
        ),
        extracted_at=record.provenance.extracted_at,
        record=data,
        partial=write_partial(articles, record_name(key.id), pretty(data)) if articles else None,
        claims=claims,
        entities=[(row[0], position, *row[1:]) for position, row in enumerate(entity_rows(record))],
        signature=known or signature(record.text),
    )


def pretty(record: bytes) -> bytes:
    """A record's JSON as its file has it."""
    return msgspec.json.format(record, indent=2)
