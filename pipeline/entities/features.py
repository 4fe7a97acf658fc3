"""What the tagger sees of a text: five numbers for every character.

character   row of the tagger's own alphabet: full-width and upper-case characters, Chinese punctuation and
            Traditional characters share the row of their plain form
left, right the pair with the character before and after, hashed
word        the word of the segmenter that it stands in, hashed
part        the word's part of speech in jieba's dictionary, and the place in the word (first, middle, last,
only) shape       upper, lower, digit, Chinese, punctuation, white space, other: what the plain form has lost
"""

from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

PAIRS = 1 << 15
WORDS = 1 << 14
PARTS = 4 * 24
SHAPES = 8
OUTSIDE = 1  # the row of characters that the alphabet lacks; row 0 is padding
BETWEEN = "\0"  # stands between texts that are encoded together, as padding; no clean text has it

Ids = NDArray[np.int32]

# Parts of speech of jieba's dictionary that get a row of their own; others share row 0.
_PARTS: tuple[str, ...] = (
    "n",
    "nr",
    "v",
    "i",
    "l",
    "ns",
    "m",
    "nz",
    "nrt",
    "zg",
    "nt",
    "a",
    "vn",
    "d",
    "t",
    "j",
    "b",
    "r",
    "s",
)
_PARTS += ("c", "f", "q", "p")
_PLAIN = {
    "。": ".",
    "、": ",",
    "“": '"',
    "”": '"',
    "「": '"',
    "」": '"',
    "『": '"',
    "』": '"',
    "‘": "'",
    "’": "'",
}
_PLAIN |= {
    "《": "<",
    "》": ">",
    "〈": "<",
    "〉": ">",
    "—": "-",
    "–": "-",
    "─": "-",
    "﹑": ",",
    "·": ".",
    "•": ".",
}


class Features(NamedTuple):
    """Rows for the embedding tables, one number a character in each."""

    character: Ids
    left: Ids
    right: Ids
    word: Ids
    part: Ids
    shape: Ids


def plain(char: str) -> str:
    """The form of a character that the alphabet holds: half-width, lower-case, plain punctuation."""
    code = ord(char)
    if 0xFF01 <= code <= 0xFF5E:
        char = chr(code - 0xFEE0)
    elif char in "\u3000\u00a0\t":
        char = " "
    char = _PLAIN.get(char, char).lower()
    return char if len(char) == 1 else char[0]


def alphabet_rows(alphabet: str) -> Ids:
    """Table from code point (below 0x10000) to row: 0 padding, 1 everything else, then the alphabet."""
    row = {c: i + 2 for i, c in enumerate(alphabet)}
    codes = [c for c in range(0x10000) if not 0xD800 <= c < 0xE000]
    table = np.full(0x10000, OUTSIDE, dtype=np.int32)
    table[codes] = [row.get(plain(chr(c)), OUTSIDE) for c in codes]
    table[ord(BETWEEN)] = 0
    return table


@cache
def _shape_rows() -> Ids:
    table = np.full(0x10000, 7, dtype=np.int32)
    for code in range(0x10000):
        char = chr(code)
        if 0x3400 <= code <= 0x9FFF:
            table[code] = 1
        elif 0xD800 <= code < 0xE000:
            continue
        elif char.isdigit():
            table[code] = 2
        elif char.isupper():
            table[code] = 3
        elif char.islower():
            table[code] = 4
        elif char.isspace():
            table[code] = 6
        elif not char.isalnum():
            table[code] = 5
    return table


@cache
def _part_rows() -> dict[str, int]:
    """Word → row of its part of speech, for the words of jieba's dictionary."""
    parts = files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").split()
    row = {p: i + 1 for i, p in enumerate(_PARTS)}
    return {w: row[p] for w, p in zip(parts[0::3], parts[2::3], strict=True) if p in row}


def is_place(word: str) -> bool:
    """Whether jieba's dictionary tags the word as a place."""
    return _part_rows().get(word) == _PARTS.index("ns") + 1


def is_idiom(word: str) -> bool:
    """Whether jieba's dictionary tags the word as an idiom."""
    return _part_rows().get(word) == _PARTS.index("i") + 1


def is_ordinary(word: str) -> bool:
    """Whether jieba's dictionary tags the word as a common noun, verb, adjective or adverb."""
    part = _part_rows().get(word)
    return part is not None and part > 0 and _PARTS[part - 1] in ("n", "v", "a", "vn", "d", "l", "i", "m")


_word_ids: dict[str, tuple[int, int]] = {}


def _word_id(word: str) -> tuple[int, int]:
    """Hashed row and part of speech of a word; remembered, because a text repeats its words."""
    found = _word_ids.get(word)
    if found is None:
        if len(_word_ids) > 400_000:
            _word_ids.clear()
        found = (crc32(word.lower().encode()) % (WORDS - 1) + 1, _part_rows().get(word, 0))
        _word_ids[word] = found
    return found


def encode(matching: str, lengths: list[int], rows: Ids) -> Features:
    """Features of a text of Simplified characters; the lengths of its words add up to the text."""
    codes = np.frombuffer(matching.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    codes = np.where(codes < 0x10000, codes, 0xFFFF).astype(np.intp)
    character = rows[codes]
    size = len(character)
    padded = np.zeros(size + 1, dtype=np.uint32)
    padded[:size] = character
    pairs = (np.concatenate(([0], padded[:size])).astype(np.uint32) * np.uint32(40503)) ^ (
        padded * np.uint32(2654435761)
    )
    pairs = ((pairs >> np.uint32(7)) % np.uint32(PAIRS - 1) + np.uint32(1)).astype(np.int32)
    ends = [*accumulate(lengths)]
    words = [_word_id(matching[end - length : end]) for end, length in zip(ends, lengths, strict=True)]
    spans = np.array(lengths, dtype=np.intp)
    pair = np.repeat(np.array(words, dtype=np.int32).reshape(-1, 2), spans, axis=0)
    first = np.zeros(size, dtype=bool)
    last = np.zeros(size, dtype=bool)
    stops = np.array(ends, dtype=np.intp)
    if size:
        first[stops - spans] = True
        last[stops - 1] = True
    place = np.where(first, np.where(last, 3, 0), np.where(last, 2, 1)).astype(np.int32)
    return Features(
        character=character,
        left=pairs[:size],
        right=pairs[1:],
        word=pair[:, 0].copy(),
        part=pair[:, 1] * 4 + place,
        shape=_shape_rows()[codes],
    )
