"""Traditional and Simplified Chinese: which of the two a text is, and a form of it to match rules against.

Rules and tables are written in Simplified characters. `matching_text` maps a text one to one, so that
every offset into it is an offset into the text itself; the record keeps the article's own characters.
Mapping: OpenCC `t2s`; where a phrase would change the length, character by character.
"""

from functools import cache
from typing import Literal

Script = Literal["simplified", "traditional"]

_CJK = range(0x3400, 0xA000)


@cache
def _tables() -> tuple[dict[int, str], frozenset[str]]:
    """Character map Traditional → Simplified, and the characters that only Simplified text uses."""
    import opencc

    characters = [chr(c) for c in _CJK]
    to_simplified = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    to_traditional = opencc.OpenCC("s2t").convert("\n".join(characters)).split("\n")
    mapping = {ord(a): b for a, b in zip(characters, to_simplified, strict=True) if a != b and len(b) == 1}
    only_simplified = frozenset(
        a for a, b in zip(characters, to_traditional, strict=True) if a != b and ord(a) not in mapping
    )
    return mapping, only_simplified


@cache
def _converter() -> object:
    import opencc

    return opencc.OpenCC("t2s")


def script_of(text: str) -> Script:
    """`traditional` where characters that only Traditional text uses outnumber those of Simplified text."""
    mapping, only_simplified = _tables()
    sample = text[:20_000]
    traditional = sum(ord(c) in mapping for c in sample)
    return "traditional" if traditional > sum(c in only_simplified for c in sample) else "simplified"


def matching_text(text: str) -> str:
    """The text in Simplified characters, of the same length; the text itself where it is Simplified."""
    mapping, _ = _tables()
    if not any(ord(c) in mapping for c in set(text)):
        return text
    converted: str = _converter().convert(text)  # type: ignore[attr-defined]
    return converted if len(converted) == len(text) else text.translate(mapping)
