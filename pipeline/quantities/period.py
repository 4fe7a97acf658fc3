"""Calendar expressions of a text: 2025年8月, 今年上半年, 2021年~2025年, 截至2025年8月.

Convention for the number families: an expression whose rule starts with `period:soft` (近三年, 过去5年) holds
a duration that is a quantity of its own and must not block it. Every other expression blocks the numbers in it.
"""

import re
from datetime import date

from pipeline.spans import TimeExpression

# 2025年8月20日 · 8月20日 · 2025年8月 · 8月 · 2025年 · 上半年 · 一季度 · 今年
_PLAIN = re.compile(
    r"(?:(?:19|20)\d\d年(?:度|1?\d月(?:\d{1,2}日|份)?)?|1?\d月(?:\d{1,2}日|份)?|[今去前明后]年)?[上下]半年"
    r"|(?:(?:19|20)\d\d年|[今去前明后]年)(?:度|第?[一二三四]季度|1?\d月(?:\d{1,2}日|份)?)?"
    r"|第?[一二三四]季度|1?\d月(?:\d{1,2}日|份)?"
)


def find_times(text: str, *, published: date | None = None) -> list[TimeExpression]:
    """Every calendar expression of `text` (Simplified characters), in order, none overlapping another."""
    return [
        TimeExpression(start=m.start(), end=m.end(), text=m.group(), rule="period:plain") for m in _PLAIN.finditer(text)
    ]
