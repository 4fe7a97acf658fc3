"""Traditional and Simplified Chinese: which of the two a text is, and a form of it to match rules against.

Rules and tables are written in Simplified characters. `matching_text` maps a text one to one, so that every
offset into it is an offset into the text itself; the record keeps the article's own characters. Mapping:
OpenCC `t2s`, which knows phrases (乾隆 keeps its 乾), for a text in Traditional characters; character by
character for the odd Traditional character in a Simplified text, and where OpenCC changed the length.

A character tells Traditional text only where Simplified text never has it: 著, 乾 and 後 are in both. The
test is whether the character is missing from GB 2312, the set that Simplified Chinese is written in.
"""

import re
from functools import cache, lru_cache
from typing import Literal

Script = Literal["simplified", "traditional"]

_CJK = range(0x3400, 0xA000)
_SAMPLE = 20_000  # characters that decide which script a text is in


@cache
def _tables() -> tuple[dict[str, str], frozenset[str]]:
    """Characters of Traditional text only with their Simplified form, and those of Simplified text only."""
    import opencc

    characters = [chr(c) for c in _CJK]
    to_simplified = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    to_traditional = opencc.OpenCC("s2t").convert("\n".join(characters)).split("\n")
    pairs = zip(characters, to_simplified, to_traditional, strict=True)
    traditional: dict[str, str] = {}
    simplified: set[str] = set()
    for own, plain, full in pairs:
        if own != plain:
            if len(plain) == 1 and not _in_gb2312(own):
                traditional[own] = plain
        elif own != full:
            simplified.add(own)
    return traditional, frozenset(simplified)


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _any_traditional() -> re.Pattern[str]:
    """Finds a character of Traditional text: most texts have none, and one search says so soonest."""
    traditional, _ = _tables()
    return re.compile(f"[{''.join(traditional)}]")


@cache
def _converter() -> object:
    import opencc

    return opencc.OpenCC("t2s")


def script_of(text: str) -> Script:
    """`traditional` where characters that only Traditional text uses outnumber those of Simplified text."""
    if not _any_traditional().search(text, 0, _SAMPLE):
        return "simplified"
    sample = text[:_SAMPLE]
    present = set(sample)
    traditional, simplified = _tables()
    found = present & traditional.keys()
    many = sum(map(sample.count, found))
    return "traditional" if many > sum(map(sample.count, present & simplified)) else "simplified"


def matching_text(text: str) -> str:
    """The text in Simplified characters, of the same length; the text itself where it is Simplified."""
    if not _any_traditional().search(text):
        return text
    traditional, _ = _tables()
    found = traditional.keys() & set(text)
    if script_of(text) == "simplified":  # a name or a quotation
        for char in found:
            text = text.replace(char, traditional[char])
        return text
    return _converted(text)


@lru_cache(maxsize=16)  # the stages ask for the same article one after another
def _converted(text: str) -> str:
    converted: str = _converter().convert(text)  # type: ignore[attr-defined]
    if len(converted) == len(text):
        return converted
    traditional, _ = _tables()
    for char in traditional.keys() & set(text):
        text = text.replace(char, traditional[char])
    return text
