"""Bytes → text, and which encoding it was.

In this order: a byte-order mark; UTF-16 without one, told by its zero bytes or by what it decodes to;
strict UTF-8; then GB18030 (with GBK and GB2312 in it) against Big5, whichever gives the larger share of
common characters. Half a character at the very end is dropped; a few bad bytes in a long text become
U+FFFD; both are said. Refused: bytes that are no text in any of these, such as pictures and programs.
"""

import codecs
import re
from typing import NamedTuple

from pipeline.errors import ReadError

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
_LEAST = 0.2  # share of common characters in a text that is Chinese at all
_DECLARED = frozenset({"shift_jis", "euc-jp", "euc-kr", "euc-tw", "big5", "gbk", "gb2312"})
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")

# The commonest characters of news text, in both scripts, and its punctuation.
_COMMON = frozenset(
    "的一是不了人在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好"
    "都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进"
    "把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口"
    "使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市系统计报亿元增长同比季度营收净利润股份公司投资基金银"
    "行价格企业经济管理技术服务融资项目据显示记者表示数据预期超过下降上涨亏损其中目标集团有限科技汽车手机芯片房地债券"
    "這來國個說們為時會過對後樣現發學經頭動兩長當開無見實將還點種聲間話給氣關並內卻產統計報億增營淨潤資價業濟術務項據"
    "顯記數預調虧損標團車機晶片債臺灣億萬與幣陸財務總額關稅聯準電訊網灣證券"
    "，。、；：！？“”‘’（）《》「」『』【】—…·％　０１２３４５６７８９"
)


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
    if best is None or commonness(best.text[:_SAMPLE]) < _LEAST:
        raise ReadError(f"{name}: not Chinese text in UTF-8, UTF-16, GB18030 or Big5; convert it to UTF-8")
    return _checked(best, name)


def commonness(text: str) -> float:
    """The share of common Chinese characters and punctuation among the characters beyond ASCII, 0 to 1."""
    wide = [c for c in text if c > "\x7f"]
    return sum(c in _COMMON for c in wide) / len(wide) if wide else 0.0


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
    if len(_CONTROL.findall(sample)) * 10 > len(sample):
        raise ReadError(f"{name}: binary data, not text")
    return decoded
