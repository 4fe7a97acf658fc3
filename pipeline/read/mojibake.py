"""Text that was once decoded wrongly and saved so: mended where it can be, else said.

灏忕背 is 小米 in UTF-8 read as GBK; å°ç±³ is the same read as Latin-1 (ftfy mends that one). A text is
mended only where the way back works for nearly all of it and gives far more common characters than before.
"""

from typing import NamedTuple

from pipeline.read.encoding import commonness

_SAMPLE = 20_000
_ORDINARY = 0.35  # share of common characters below which a text is looked at
_LEAST_GAIN = 0.25
_LOST = 0.15  # share of characters that may be lost: GBK has no place for an odd byte before ASCII


class Mended(NamedTuple):
    """A text and what was done to it; `note` is empty where nothing was."""

    text: str
    note: str = ""


def mend(text: str) -> Mended:
    """The text as it was before somebody decoded it wrongly."""
    sample = text[:_SAMPLE]
    wide = sum(c > "\x7f" for c in sample)
    if wide < 20 or wide * 10 < len(sample):
        return Mended(text)
    before = commonness(sample)
    if before >= _ORDINARY:
        return Mended(text)
    for way, note in ((_from_gbk, "UTF-8 that had been read as GBK"), (_from_latin, "UTF-8 read as Latin-1")):
        found = way(text)
        if found and commonness(found[:_SAMPLE]) >= before + _LEAST_GAIN:
            return Mended(found, f"mended: {note}")
    if before < 0.05:
        return Mended(text, "few common Chinese characters: another language, or garbled")
    return Mended(text)


def _from_gbk(text: str) -> str | None:
    raw = text.replace("\ufffd", "").encode("gb18030", "replace").decode("utf-8", "replace")
    return raw if raw.count("\ufffd") <= _LOST * len(raw) else None


def _from_latin(text: str) -> str | None:
    import ftfy

    found = ftfy.fix_encoding(text)
    return found if found != text else None
