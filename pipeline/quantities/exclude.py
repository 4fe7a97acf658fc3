"""Numbers that are no quantities because of what they are part of: names, codes, clock times, set phrases.

A digit is part of a name or code where a Latin letter, a digit with a point or colon, or a hyphen after a
letter stands right before it (SU7, 1.2.3, 9:30, COVID-19), unless a unit of money, share or multiple
follows (PB1.6倍); or where a colon or a point and another digit follow. A Chinese numeral is part of a
set phrase where a word of `exclude.toml` covers it (三元锂, 四面八方, 百度).
"""

from functools import cache

from pipeline.quantities.numeral import Numeral
from pipeline.quantities.unit_word import Unit, table
from pipeline.quantities.unit_word import words as section

_PLAIN = frozenset(("money", "percent", "ratio"))


@cache
def _phrases() -> tuple[frozenset[str], int, frozenset[str]]:
    words = frozenset(w for w, p in table("exclude").words().items() if "eg" in p)
    return words, max(map(len, words)), frozenset(c for w in words for c in w[:3])


@cache
def _indices() -> tuple[str, ...]:
    return tuple(section("exclude", "index"))


def in_name(text: str, numeral: Numeral, unit: Unit | None, *, joined: bool = False) -> bool:
    """Whether the numeral is part of a name, a code, a clock time or a set phrase.

    `joined` numerals follow a separator of a range or a list, which is no sign of a code then.
    """
    start, end = numeral.start, numeral.end
    if numeral.form in ("digits", "mixed"):
        before = text[start - 1] if start else ""
        after = text[end] if end < len(text) else ""
        strong = unit is not None and (unit.family in _PLAIN and unit.word != "点")
        earlier = text[start - 2] if start > 1 else ""
        if (
            not strong
            and not joined
            and before.isascii()
            and before
            and (before.isalpha() or before in "_@#")
        ):
            return True
        index = numeral.value is not None and 30 <= numeral.value <= 5000 and not numeral.value % 5
        if index and unit is not None and unit.kind == "count" and text.endswith(_indices(), 0, start):
            return True  # 标普500对全球指数
        if before == ":" and earlier.isdecimal():
            return True
        if not joined and before in (".", "·") and earlier.isascii() and earlier.isalnum():
            return True  # 1.2.3, A.2.1
        if (
            before in ("-", "–", "－")
            and not strong
            and not joined
            and earlier.isascii()
            and earlier.isalnum()
        ):
            return True
        if after in (":", ".", "：") and text[end + 1 : end + 2].isdecimal():
            return True
    elif text[end : end + 1] == "点" and text[end + 1 : end + 2] in ("半", "钟", "整"):
        return True
    if unit is not None and unit.word == "折":
        return False  # 九五折
    words, longest, starts = _phrases()
    for offset in range(1 if numeral.form == "digits" else 3):
        first = start - offset
        if first < 0 or text[first] not in starts:
            continue
        for length in range(offset + 1, longest + 1):
            if text[first : first + length] in words:
                return True
    return False
