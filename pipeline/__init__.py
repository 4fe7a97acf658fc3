"""newsclaims: numeric claims from Chinese business news, traceable to the characters they came from.

    >>> from pipeline import extract
    >>> record = extract("小米2025年研发投入超过300亿元。")
    >>> record.claims[0].value, record.claims[0].unit, record.claims[0].bound
    (Decimal('30000000000'), 'CNY', 'more_than')

Importing this package is cheap; spaCy and jieba load at the first extraction.
"""

from typing import TYPE_CHECKING, Any

from pipeline.errors import ConfigError, NewsclaimsError, ReadError, StoreError

if TYPE_CHECKING:
    from pipeline.extractor import Extractor, extract
    from pipeline.records import ArticleRecord, ClaimRecord
    from pipeline.store.frames import claims_frame

__all__ = [
    "ArticleRecord",
    "ClaimRecord",
    "ConfigError",
    "Extractor",
    "NewsclaimsError",
    "ReadError",
    "StoreError",
    "claims_frame",
    "extract",
]

_LAZY = {
    "Extractor": "pipeline.extractor",
    "extract": "pipeline.extractor",
    "ArticleRecord": "pipeline.records",
    "ClaimRecord": "pipeline.records",
    "claims_frame": "pipeline.store.frames",
}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_LAZY[name]), name)
