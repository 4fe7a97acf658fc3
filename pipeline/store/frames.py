"""Records as a pandas table."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.records import ArticleRecord
from pipeline.store.rows import CLAIM_COLUMNS, claim_rows

if TYPE_CHECKING:
    import pandas as pd

_DECIMALS = ("value", "low", "high")


def claims_frame(records: Iterable[ArticleRecord]) -> "pd.DataFrame":
    """The claims of the records, one a row: the claim's columns, then `title`, `published` and `path`.

    `value`, `low` and `high` are decimal.Decimal objects, exact; `value.astype(float)` where arithmetic in
    floating numbers will do. An empty iterable gives an empty table with all columns.

    >>> from pipeline import extract
    >>> table = claims_frame([extract("营收达12亿元，同比增长8.5%。")])
    >>> table[["text", "value", "unit"]].to_dict("list")
    {'text': ['12亿元', '8.5%'], 'value': [Decimal('1200000000'), Decimal('8.5')], 'unit': ['CNY', '%']}
    """
    import pandas as pd

    rows = [
        (*row, record.article.title, record.article.published, record.article.path)
        for record in records
        for row in claim_rows(record)
    ]
    frame = pd.DataFrame(rows, columns=[*CLAIM_COLUMNS, "title", "published", "path"])
    for column in _DECIMALS:
        frame[column] = frame[column].map(Decimal, na_action="ignore").astype(object)
    return frame
