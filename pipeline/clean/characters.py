"""Characters of other forms folded one to one, and characters that no reader sees dropped.

Folded: digits, Latin letters and their signs in full width (２５％ → 25%), half-width Chinese punctuation
(｡ → 。), Kangxi and CJK radicals (⻓ → 长), compatibility ideographs, mathematical digits, every kind of
space to a plain one (U+3000 stays: it tells an indent), every kind of line end to `\\n`; a full-width point
between digits; squared and cubed after a metre (m² → m2); circled and raised digits where they are digits
of a percentage (①②% → 12%). Kept: full-width Chinese punctuation, ① as a list's mark, ² as a power of a
number, signs such as ℃ and ㎡. Dropped: control characters, zero-width characters, soft hyphens, byte-order
marks, variation selectors.
"""

import re
import unicodedata
from functools import cache

from pipeline.clean.draft import ZERO_WIDTH, Draft, Edit, apply_edits
from pipeline.tables import load_table

_SPACES = "\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\ue5e5"
_LINE_ENDS = "\x0b\x0c\x85\u2028\u2029"
_SIGNS = "％＋－／＄＆＠＝＿＃＊｜"
_PUNCTUATION = {"｡": "。", "｢": "「", "｣": "」", "､": "、", "･": "·"}

_ZERO_WIDTH = re.compile(f"[{ZERO_WIDTH}\x1c-\x1f]+")
# 371．1
_FULL_POINT = re.compile(r"(?<=\d)．(?=\d)")
# 883，158，515 | 63，943.50 | 12，500股 (not 第5，300多家)
_FULL_COMMA = re.compile(
    r"(?<![\d，.第])\d{1,3}(?:(?:，\d{3}){2,}|，\d{3}(?=\.\d|股|元|万元|平方米|吨))(?![\d，])"
)
# m² m³
_AREA = re.compile(r"(?<=m)[²³]")
# ①②% ⁵% (not 10²% nor ①5%)
_CIRCLED = re.compile(r"(?<![\d⓪①-⑨⁰¹²³⁴-⁹])(?:[⓪①-⑨]+|[⁰¹²³⁴-⁹]+)(?=%)")


@cache
def _folds() -> dict[str, str]:
    """Every character that is folded wherever it stands, with its plain form."""
    folds = {chr(c): unicodedata.normalize("NFKC", chr(c)) for c in _compatible()}
    folds |= dict.fromkeys(_SPACES, " ") | dict.fromkeys(_LINE_ENDS, "\n") | _PUNCTUATION
    folds |= {w: p["character"] for w, p in load_table("pipeline.clean", "radicals").words().items()}
    return {a: b for a, b in folds.items() if a != b and len(b) == 1}


def _compatible() -> list[int]:
    digits_and_letters = [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]
    signs = [ord(c) for c in _SIGNS]
    ideographs = [*range(0x2F00, 0x2FD6), *range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20)]
    return [*digits_and_letters, *signs, *ideographs, *range(0x1D7CE, 0x1D800)]


def fold(text: str) -> str:
    """The text with folded characters, of the same length."""
    present = set(text)
    if "\r" in present:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    folds = _folds()
    for char in present & folds.keys():
        text = text.replace(char, folds[char])
    if "．" in present:
        text = _FULL_POINT.sub(".", text)
    if "，" in present:
        text = _FULL_COMMA.sub(_plain_commas, text)
    if not present.isdisjoint("²³"):
        text = _AREA.sub(_plain_digits, text)
    if not present.isdisjoint("⓪①②③④⑤⑥⑦⑧⑨⁰¹²³⁴⁵⁶⁷⁸⁹"):
        text = _CIRCLED.sub(_plain_digits, text)
    return text


def _plain_commas(match: re.Match[str]) -> str:
    return match.group().replace("，", ",")


def _plain_digits(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match.group())


def fold_characters(draft: Draft) -> Draft:
    """The draft with folded characters and without invisible ones."""
    text = fold(draft.text)
    folded = Draft(text, draft.segments)
    return apply_edits(folded, [Edit(m.start(), m.end()) for m in _ZERO_WIDTH.finditer(text)])
