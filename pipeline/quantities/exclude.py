"""Numbers that are no quantities because of what they are part of: names, codes, clock times, set phrases.

A digit is part of a name or code where a Latin letter, a digit with a point or colon, a slash, or a hyphen after a
letter stands right before it (SU7, 1.2.3, 9:30, COVID-19), or where a letter that is no unit follows it (5G, 3C).
A Chinese numeral is part of a set phrase where a word of `exclude.toml` covers it (三元锂, 四面八方, 百度).
"""

from functools import cache

from pipeline.quantities.numeral import Numeral
from pipeline.quantities.unit_word import table


@cache
def _phrases() -> tuple[frozenset[str], int, frozenset[str]]:
    words = frozenset(table("exclude").words())
    return words, max(map(len, words)), frozenset(c for w in words for c in w[:3])


def in_name(text: str, numeral: Numeral) -> bool:
    """Whether the numeral is part of a name, a code, a clock time or a set phrase."""
    start, end = numeral.start, numeral.end
    before = text[start - 1] if start else ""
    after = text[end] if end < len(text) else ""
    if numeral.form in ("digits", "mixed"):
        earlier = text[start - 2] if start > 1 else ""
        if before.isascii() and before.isalpha():
            return True
        if before and before in ".:/#_@&＃" and (earlier.isalnum() or before in "#_@＃"):
            return not (before in ":/" and earlier > "⺀")
        if before in ("-", "–") and earlier.isascii() and earlier.isalnum():
            return True
        if after in (":", ".") and text[end + 1 : end + 2].isdecimal():
            return True
    words, longest, starts = _phrases()
    for offset in range(3):
        first = start - offset
        if first < 0 or text[first] not in starts:
            continue
        for length in range(offset + 1, longest + 1):
            if text[first : first + length] in words:
                return True
    return False
