"""Text that was once decoded wrongly and saved so: mended where it can be, else said.

灏忕背 is 小米 in UTF-8 read as GBK; å°ç±³ is the same read as Latin-1 (ftfy mends that one), Ð¡Ã× is 小米
in GBK read as Latin-1; Big5 and GBK are taken for each other. A text is mended only where the way back
works for nearly all of it and gives far more common characters than before; a short one only where it
works for all of it. Characters that are lost become U+FFFD, and the note counts them.
"""

from collections.abc import Callable
from typing import NamedTuple

from pipeline.read.commonness import commonness

_SAMPLE = 20_000
_ORDINARY = 0.35  # share of common characters below which a text is looked at
_LEAST_GAIN = 0.25
_LOST = 0.15  # GBK has no place for an odd byte before ASCII
_SHORT, _SHORTEST = 20, 8  # characters beyond ASCII


class Mended(NamedTuple):
    """A text and what was done to it; `note` is empty where nothing was found."""

    text: str
    note: str = ""
    changed: bool = False


def mend(text: str) -> Mended:
    """The text as it was before somebody decoded it wrongly."""
    sample = text[:_SAMPLE]
    wide = sum(c > "\x7f" for c in sample)
    if wide < _SHORTEST or wide * 10 < len(sample):
        return Mended(text)
    before = commonness(sample)
    if before >= _ORDINARY:
        return Mended(text)
    for note, way, lost in _WAYS:
        found = way(text)
        if not found or found.count("\ufffd") > (lost * len(found) if wide >= _SHORT else 0):
            continue
        if commonness(found[:_SAMPLE]) >= before + _LEAST_GAIN:
            missing = found.count("\ufffd")
            ending = f"; {missing} characters were lost" if missing else ""
            return Mended(found, f"mended: {note}{ending}", changed=True)
    if before < 0.05 and wide >= _SHORT:
        return Mended(text, "few common Chinese characters: another language, or garbled")
    return Mended(text)


def _from_gbk(text: str) -> str | None:
    try:
        return text.replace("\ufffd", "").encode("gb18030").decode("utf-8", "replace")
    except UnicodeError:  # half a surrogate pair
        return None


def _again(wrong: str, right: str) -> Callable[[str], str | None]:
    """The way back from a text in `right` that was read as `wrong`, where nothing of it is lost."""

    def way(text: str) -> str | None:
        try:
            return text.encode(wrong).decode(right)
        except UnicodeError:
            return None

    return way


def _from_latin(text: str) -> str | None:
    import ftfy

    found = ftfy.fix_encoding(text)
    return found if found != text else None


# and the share of characters that may be lost: UTF-8 falls into step again, the double-byte encodings do not
_WAYS: tuple[tuple[str, Callable[[str], str | None], float], ...] = (
    ("UTF-8 that had been read as GBK", _from_gbk, _LOST),
    ("UTF-8 read as Latin-1", _from_latin, _LOST),
    ("GBK read as Latin-1", _again("latin-1", "gb18030"), 0.0),
    ("Big5 read as Latin-1", _again("latin-1", "big5hkscs"), 0.0),
    ("Big5 read as GBK", _again("gb18030", "big5hkscs"), 0.0),
    ("GBK read as Big5", _again("big5hkscs", "gb18030"), 0.0),
)
