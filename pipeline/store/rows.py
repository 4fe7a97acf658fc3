"""A record as flat rows: what the tables `claims` and `entities` hold, and what JSONL, CSV and Parquet show.

The order of the columns here is the order in schema.sql and in every export. Decimals are written out in full
(`102000000000`, never `1.02E+11`).
"""

from decimal import Decimal

from pipeline.records import ArticleRecord, ClaimRecord

ARTICLE_COLUMNS = (
    "id", "path", "title", "published", "format", "encoding", "script", "sha256", "characters", "claims",
    "duplicate_of", "gone",
)  # fmt: skip
CLAIM_COLUMNS = (
    "article_id", "id", "text", "kind", "value", "low", "high", "unit", "bound", "per", "start", "end",
    "source_start", "source_end", "subject", "subject_entity", "metric", "time", "time_from", "time_to",
    "direction", "basis", "versus", "modality", "source", "sentence", "sentence_start", "sentence_end",
    "qualifiers", "rule", "confidence",
)  # fmt: skip
ENTITY_COLUMNS = (
    "article_id", "id", "text", "label", "start", "end", "source_start", "source_end", "canonical", "code",
    "by",
)  # fmt: skip

Cell = str | int | float | None


def plain(number: Decimal | None) -> str | None:
    """A decimal without an exponent.

    >>> plain(Decimal("1.02E+11"))
    '102000000000'
    """
    return None if number is None else format(number, "f")


def claim_row(article_id: str, claim: ClaimRecord) -> tuple[Cell, ...]:
    """The claim in the order of CLAIM_COLUMNS."""
    time = claim.time
    return (
        article_id, claim.id, claim.text, claim.kind, plain(claim.value), plain(claim.low), plain(claim.high),
        claim.unit, claim.bound, claim.per, claim.start, claim.end, claim.source_start, claim.source_end,
        claim.subject, claim.subject_entity, claim.metric, time.text if time else None,
        time.first if time else None, time.last if time else None, claim.direction, claim.basis, claim.versus,
        claim.modality, claim.source, claim.sentence, claim.sentence_start, claim.sentence_end,
        " ".join(claim.qualifiers), claim.rule, claim.confidence,
    )  # fmt: skip


def claim_bounds(claim: ClaimRecord) -> tuple[float | None, float | None]:
    """The least and the greatest value that the claim states, as floating numbers for comparing."""
    low = claim.value if claim.low is None else claim.low
    high = claim.value if claim.high is None else claim.high
    return (None if low is None else float(low)), (None if high is None else float(high))


def entity_rows(record: ArticleRecord) -> list[tuple[Cell, ...]]:
    """The entities in the order of ENTITY_COLUMNS."""
    article_id = record.article.id
    return [
        (
            article_id,
            e.id,
            e.text,
            e.label,
            e.start,
            e.end,
            e.source_start,
            e.source_end,
            e.canonical,
            e.code,
            e.by,
        )
        for e in record.entities
    ]


def claim_rows(record: ArticleRecord) -> list[tuple[Cell, ...]]:
    """The claims in the order of CLAIM_COLUMNS."""
    return [claim_row(record.article.id, claim) for claim in record.claims]
