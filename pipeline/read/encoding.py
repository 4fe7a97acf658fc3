"""Bytes → text, and which encoding it was.

In this order: a byte-order mark; UTF-16 without one, told by its zero bytes or by what it decodes to;
strict UTF-8; then GB18030 (with GBK and GB2312 in it) against Big5, whichever gives the larger share of
common characters. Half a character at the very end is dropped; a few bad bytes in a long text become
U+FFFD; both are said. Refused: bytes that are no text in any of these, such as pictures and programs. A text
that was garbled before it was saved is given as it stands: `pipeline.read.mojibake` mends it.
"""

import codecs
import re
from typing import NamedTuple

from pipeline.errors import ReadError
from pipeline.read.commonness import commonness
from pipeline.read.mojibake import mend

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 40_000  # bytes that decide between encodings
_LONGEST_TAIL = 3  # bytes of an unfinished character
_FEW = 0.002  # share of characters that may be bad in a text that is otherwise sound
_A_FEW = 8  # control characters that a short text may hold
_LEAST = 0.2  # share of common characters in a text that is Chinese at all
_DECLARED = frozenset({"shift_jis", "euc-jp", "euc-kr", "euc-tw", "big5", "gbk", "gb2312"})
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


class Decoded(NamedTuple):
    """A text, its encoding by Python's name, and what a reader of the record should know about it."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, *, name: str, hint: str | None = None) -> Decoded:
    """The text of `data`. `hint` is a declared encoding, one more candidate.

    Raises ReadError, which names the file `name`, for bytes that are no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            decoded = _strict(data, encoding) or _lenient(data, encoding)
            if decoded is None:
                raise ReadError(f"{name}: begins with the mark of {encoding} but is not valid {encoding}")
            return _checked(decoded, name)
    if wide := _utf16(data):
        return wide
    if decoded := _strict(data, "utf-8"):
        return _checked(decoded, name)
    encodings = ("gb18030", "big5hkscs", *([hint] if hint in _DECLARED else []))
    candidates = [d for e in encodings if (d := _strict(data, e))]
    candidates = candidates or [d for e in ("utf-8", *encodings) if (d := _lenient(data, e))]
    best = max(candidates, key=lambda d: commonness(d.text[:_SAMPLE]), default=None)
    if best is None or (commonness(best.text[:_SAMPLE]) < _LEAST and not mend(best.text).changed):
        raise ReadError(f"{name}: not Chinese text in UTF-8, UTF-16, GB18030 or Big5; convert it to UTF-8")
    return _checked(best, name)


def _strict(data: bytes, encoding: str) -> Decoded | None:
    """The text where the bytes are valid but for half a character at the end."""
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        if len(data) - error.start > _LONGEST_TAIL or error.start == 0:
            return None
        try:
            text = data[: error.start].decode(encoding)
        except UnicodeDecodeError:
            return None
        return Decoded(text, encoding, ("half a character at the end was dropped",))
    except (UnicodeError, ValueError):
        return None


def _lenient(data: bytes, encoding: str) -> Decoded | None:
    """The text where only a few bytes are bad, each as U+FFFD."""
    text = data.decode(encoding, "replace")
    bad = text.count("\ufffd")
    if not text or bad > max(_FEW * len(text), 2 if len(text) > 200 else 0):
        return None
    return Decoded(text, encoding, (f"{bad} undecodable byte sequences became U+FFFD",))


def _utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: zero bytes on one side of the pairs, or common Chinese one way round only."""
    sample = data[:_SAMPLE] if len(data) % 2 == 0 or len(data) > _SAMPLE else data[:-1]
    if len(sample) < 8:
        return None
    zeros = (sample[::2].count(0), sample[1::2].count(0))
    if max(zeros) == 0 and _strict(sample, "utf-8"):
        return None
    order = []
    if zeros[1] > 4 * zeros[0] or zeros == (0, 0):
        order.append("utf-16-le")
    if zeros[0] > 4 * zeros[1] or zeros == (0, 0):
        order.append("utf-16-be")
    for encoding in order:
        text = sample.decode(encoding, "replace")
        plain = sum(c.isascii() and (c.isprintable() or c in "\r\n\t") for c in text)
        bad = text.count("\ufffd") + len(_CONTROL.findall(text))
        if bad * 100 <= len(text) and plain + commonness(text) * (len(text) - plain) >= 0.5 * len(text):
            whole = _strict(data, encoding) or _lenient(data, encoding)
            return _checked(whole, "") if whole else None
    return None


def _checked(decoded: Decoded, name: str) -> Decoded:
    """The same, where it is text: not full of control characters."""
    sample = decoded.text[:_SAMPLE]
    controls = len(_CONTROL.findall(sample))
    if controls * 10 > len(sample) and (controls > _A_FEW or controls * 2 > len(sample)):
        raise ReadError(f"{name}: binary data, not text")
    return decoded
