"""Lines that hold nothing but the words of a link, torn out of their sentence by whoever saved the page.

    此前，融创中国亦被指正在考虑分拆
    物业
    板块，计划在港交所上市。

A short line without marks is such a link where the text before it plainly has not ended: it stops after a
word that nothing ends with (的 是 在), begins with one that opens a clause (随着 无论), or is a long
sentence with commas and without a stop; or where what follows cannot begin a line (、中海 ｜ 的消息 ｜ A股
｜ (03333.HK) ｜ 公告称). Then the lines around it are one sentence. A heading has a full stop before it, or
nothing, and a sentence after it.
"""

import re
from collections.abc import Sequence
from typing import Protocol

MAX_LABEL = 12.0  # width in Chinese characters of the words of a link
_MEMORY = 300  # characters of a sentence that are looked at
_LONG = 30.0  # a line of this width with commas is a sentence, not a heading
_MARK = re.compile(r"[，。；：！？:;|｜□√☑✓]")
_NUMBERED = re.compile(r"[\d.()（）、%+-]+\Z|[①-⑳•·\-\d]|[（(]?[一二三四五六七八九十]{1,3}[、）)]")
# 1、 | 2. | （三） | 四、 | • | 09:56 | 7.4.1
LIST_ITEM = re.compile(
    r"\d{1,2}[、.．)）](?!\d)|[（(]?[一二三四五六七八九十]{1,3}[、）)]|[•●·※]|\d{1,2}:\d\d\Z|\d(?:\.\d){2,}"
)
# Words that no sentence, heading or caption ends with
OPEN_END = re.compile(
    r"(?:[和与及或于於把被将對对從从向以而但并由自至是在到做為为的]|为何|如何|以及|通过|关于|根据|包括|此前)\Z"
)
# Words that open a clause, which then needs its comma
_OPEN_START = re.compile(r".{0,4}(?:随着|无论|根据|对于|由于|正如|尽管|即使|虽然|除了)")
# 、中海 ｜ 的消息 ｜ 系掌控 ｜ 等房企 ｜ A股 ｜ (03333.HK) ｜ 公告称 ｜ 表示
_GOES_ON = re.compile(
    r"[、，。的等系也]|[ABH]股|[ABH]?[(（][A-Z]{0,2}[:： ]?\d{4,6}"
    r"|(?:公告|研报|方面|董事长|总裁|创始人)?(?:称|表示|认为|指出)"
)


_MEDIA = "网網报報社讯訊"  # a medium's name above a headline


class _Line(Protocol):
    @property
    def text(self) -> str: ...

    @property
    def width(self) -> float: ...

    @property
    def open(self) -> bool: ...


def is_label(line: _Line) -> bool:
    """Whether a line could be the words of a link: short, without marks, not a number or a list item."""
    return line.width <= MAX_LABEL and not _MARK.search(line.text) and not _NUMBERED.match(line.text)


def joins_at_links(block: Sequence[_Line], text: str, joined: list[bool], *, first_of_text: bool) -> None:
    """Marks in `joined` (one for each line of the block, to the next) the line ends around links."""
    sentence = block[0].text  # the end of what the lines joined so far say
    first = first_of_text
    stopped = _stops_its_paragraphs(block)
    for i in range(len(block) - 1):
        here, label = block[i], block[i + 1]
        after = block[i + 2] if i + 2 < len(block) else None
        if not joined[i] and is_label(label) and here.open and after is not None:
            heading = first and not OPEN_END.search(sentence)
            goes_on = not heading and not LIST_ITEM.match(after.text)
            if goes_on and _unfinished(sentence, label.text, after.text, text, stopped=stopped):
                joined[i] = joined[i + 1] = True
        elif joined[i] and is_label(label) and here.text[-1] in "，、（(“《「" and after is not None:
            joined[i + 1] = True
        if not joined[i] and is_label(here) and here.text[-1] not in _MEDIA and _GOES_ON.match(label.text):
            joined[i] = True
        first = first and joined[i]
        sentence = (sentence + label.text)[-_MEMORY:] if joined[i] else label.text


def _stops_its_paragraphs(block: Sequence[_Line]) -> bool:
    """Whether the writer ends paragraphs with stops, so that one without has been cut."""
    long = [line for line in block if line.width >= 20]
    return sum(not line.open for line in long) >= 0.5 * len(long)


def _unfinished(sentence: str, label: str, after: str, text: str, *, stopped: bool) -> bool:
    """Whether the sentence goes on with the label."""
    if OPEN_END.search(sentence) or (_OPEN_START.match(sentence) and "，" not in sentence):
        return True
    if after[0] in "、，。；的" and len(sentence) >= 15:
        return True
    if sentence[-1] in "）)】》~":
        return False
    if "，" not in sentence and "。" not in sentence:
        return False
    return stopped and (len(sentence) >= _LONG or text.count(label, 0, 20_000) > 1)
