"""What the stages hand to each other: spans of the clean text with what is known about them.

All offsets are code points into the clean text, end exclusive. These are the internal forms; the public
record (`pipeline.records`) is made from them and adds the offsets into the source.
"""

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

Kind = Literal[
    "money", "percent", "point", "count", "measure", "duration", "multiple", "fraction", "rank", "ordinal",
    "number",
]
Bound = Literal["exact", "approx", "more_than", "at_least", "less_than", "at_most", "range"]
Role = Literal["claim", "qualifier", "time"]
Direction = Literal["up", "down", "flat"]
Basis = Literal["yoy", "qoq", "mom", "prior"]
Modality = Literal["actual", "forecast", "target", "hypothetical", "denied"]


class Quantity(msgspec.Struct, frozen=True, kw_only=True):
    """A number with what it counts or measures (`value`, or `low`/`high` for a range), in the base unit."""

    start: int
    end: int
    text: str
    kind: Kind
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    bound: Bound = "exact"
    per: str | None = None
    rule: str


class TimeExpression(msgspec.Struct, frozen=True, kw_only=True):
    """A calendar expression; `first` and `last` are its resolved days, inclusive, or None."""

    start: int
    end: int
    text: str
    first: date | None = None
    last: date | None = None
    rule: str


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of a sentence between commas, semicolons, colons or brackets."""

    start: int
    end: int
    sentence: int  # index of its sentence in the document


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """A named entity where it stands in the text. `canonical` is the fullest name the article has for it."""

    start: int
    end: int
    text: str
    label: str
    canonical: str
    entity_id: str  # the same for every mention of one canonical name, e.g. "e3"
    code: str | None = None  # a stock code such as "000002.SZ"
    by: str  # model:NAME, lexicon, user_lexicon or pattern:RULE


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of text that a claim refers to; offsets are None where the words stand nowhere in one piece."""

    text: str
    start: int | None = None
    end: int | None = None


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A quantity with its role; the links are filled for the role `claim` only.

    `reasons` maps a field name to the rule or the evidence that decided it, for `newsclaims explain`.
    `qualifies` holds the indices (into `doc._.claims`) of the claims that a qualifier or time narrows.
    """

    quantity: Quantity
    role: Role
    subject: Link | None = None
    subject_entity: str | None = None
    metric: Link | None = None
    time: TimeExpression | None = None
    direction: Direction | None = None
    basis: Basis | None = None
    versus: Link | None = None
    modality: Modality = "actual"
    source: Link | None = None
    qualifies: tuple[int, ...] = ()
    confidence: float = 0.0
    reasons: dict[str, str] = {}
