"""The public record, schema `newsclaims/1`: one JSON object an article.

`start`/`end` are code-point offsets into `text`, end exclusive; `source_start`/`source_end` are offsets into
the decoded source, null (and `source_exact` false) where the words do not stand there in one piece.
Numbers are exact decimals, written as JSON numbers. Dates are ISO 8601, inclusive. Only spans of a PDF have
`page` and `box`: the page, from 1, and the line that the span begins in, as x0, y0, x1, y1 in points from the
page's lower left corner.
"""

from decimal import Decimal
from typing import Any

import msgspec

from pipeline.spans import Basis, Bound, Direction, Kind, Modality, Role

SCHEMA = "newsclaims/1"

Box = tuple[float, float, float, float]


class ArticleInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Where the text came from and what was decided in reading it."""

    id: str
    path: str | None = None
    sha256: str  # of the source bytes
    format: str
    encoding: str
    title: str | None = None
    published: str | None = None
    script: str
    duplicate_of: str | None = None
    meta: dict[str, Any] = {}
    repairs: tuple[str, ...] = ()


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """One mention of a named entity; mentions of one name in the article share `id` and `canonical`."""

    id: str
    text: str
    label: str
    start: int
    end: int
    source_start: int | None
    source_end: int | None
    source_exact: bool = True
    page: int | msgspec.UnsetType = msgspec.UNSET
    box: Box | msgspec.UnsetType = msgspec.UNSET
    canonical: str
    code: str | None = None
    by: str


class Period(msgspec.Struct, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    """The time that governs a claim: as written, and its first and last day where they can be told."""

    text: str
    first: str | None = None
    last: str | None = None
    start: int | None = None
    end: int | None = None


class TimeRecord(msgspec.Struct, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    """A calendar expression of the article."""

    id: str
    text: str
    start: int
    end: int
    source_start: int | None
    source_end: int | None
    source_exact: bool = True
    page: int | msgspec.UnsetType = msgspec.UNSET
    box: Box | msgspec.UnsetType = msgspec.UNSET
    first: str | None = None
    last: str | None = None
    rule: str


class ClaimRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A quantity with its role; subject to source are filled for the role `claim`."""

    id: str
    text: str
    kind: Kind
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    bound: Bound = "exact"
    per: str | None = None
    role: Role
    start: int
    end: int
    source_start: int | None
    source_end: int | None
    source_exact: bool = True
    page: int | msgspec.UnsetType = msgspec.UNSET
    box: Box | msgspec.UnsetType = msgspec.UNSET
    subject: str | None = None
    subject_entity: str | None = None
    subject_start: int | None = None
    subject_end: int | None = None
    metric: str | None = None
    metric_start: int | None = None
    metric_end: int | None = None
    time: Period | None = None
    direction: Direction | None = None
    basis: Basis | None = None
    versus: str | None = None
    modality: Modality = "actual"
    source: str | None = None
    sentence: str
    sentence_start: int
    sentence_end: int
    qualifiers: tuple[str, ...] = ()
    rule: str
    confidence: float = 0.0


class Provenance(msgspec.Struct, frozen=True, kw_only=True):
    """What made the record. `extracted_at` is the only field that differs between two equal extractions."""

    newsclaims: str
    model: str
    model_version: str
    config: str  # fingerprint of configuration, tables, lexicon and model
    extracted_at: str


class ArticleRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Everything extracted from one article."""

    schema: str = SCHEMA
    article: ArticleInfo
    text: str
    entities: tuple[Entity, ...] = ()
    claims: tuple[ClaimRecord, ...] = ()
    qualifiers: tuple[ClaimRecord, ...] = ()
    times: tuple[TimeRecord, ...] = ()
    provenance: Provenance


_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DECODER = msgspec.json.Decoder(ArticleRecord)


def to_json(record: ArticleRecord | ClaimRecord, *, pretty: bool = False) -> bytes:
    """The record as UTF-8 JSON, on one line or indented by two."""
    data = _ENCODER.encode(record)
    return msgspec.json.format(data, indent=2) if pretty else data


def from_json(data: bytes | str) -> ArticleRecord:
    """The record in a JSON text. Raises msgspec.ValidationError where it is not one."""
    return _DECODER.decode(data)


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the record."""
    schema = _numbers(msgspec.json.schema(ArticleRecord))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _numbers(node: Any) -> Any:
    """The schema with decimals as what `to_json` writes: numbers, where msgspec describes strings."""
    if node == {"type": "string", "format": "decimal"}:
        return {"type": "number"}
    if isinstance(node, dict):
        return {key: _numbers(value) for key, value in node.items()}
    return [_numbers(value) for value in node] if isinstance(node, list) else node
