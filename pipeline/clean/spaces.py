"""Spaces: gone where they stand inside Chinese, one where they separate.

Gone: at the edges of a line; beside full-width punctuation; between Chinese characters that stand apart one
by one (直 接 跳 过, 小 米 17 as a whole line); around a number that has one on both sides (从 2020 年起,
共有 424 家); between a number and its scale or time unit (9 月, 12 亿元); behind a word that a value
follows (达到 12亿元); between Chinese and a half-width bracket. Kept as one: between Latin words and
numbers (iPhone 17), between words or clauses of Chinese (a headline's 弱市融资分化 龙头发债利率低), where
only one side of a number has one (公布前 10年期国债: joined it would say 前10年). Two or more spaces
separate columns; with a tab among them they become a tab.
"""

import re

from pipeline.clean.draft import Draft, Edit, apply_edits

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_FULL = "，。、；：！？（）“”‘’《》【】〈〉「」『』〔〕…—·"
_UNIT = "年月日号时分秒亿億万萬千百元美港欧歐日英家个個辆輛台臺股倍吨噸名人户款只支項项座座套件次米张張"
# words that a value follows: 达到 128.6亿元
_BEFORE_VALUE = "以达達到为為约約至超逾共仅僅过過涨漲跌增降升"

# runs of blanks inside a line
_BLANKS = re.compile(r"(?<=[^\s])[ \t\u3000]+(?=[^\s])")
# 直 接 跳 过 ｜ 2021 年 宣 布 入
_LETTERED = re.compile(rf"(?<![^\s{_FULL}])[{HAN}](?: [{HAN}]){{2,}}(?![^\s{_FULL}])")
# a line of single characters and numbers: 小 米 17 ｜ 2021 年 宣 布 入
_LETTERED_LINE = re.compile(
    rf"^[ \u3000]*(?:(?:[{HAN}]|\d{{1,4}}) )+(?:[{HAN}]|\d{{1,4}})[{_FULL}]?[ \u3000]*$", re.M
)
# 12 | 63,943,525 | 91% | 3nm with what stands on either side
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*%?")
_TOKENIZED = re.compile(r" [，。、；：！？](?: |$)", re.M)
_HAN_CHAR = re.compile(rf"[{HAN}]")


def close_spaces(draft: Draft) -> Draft:
    """The draft without spaces inside Chinese and with one space where several separate."""
    text = draft.text
    edits: list[Edit] = []
    if " " not in text and "\t" not in text and "\u3000" not in text:
        return draft
    lettered = _lettered_spans(text)
    at = line = 0
    tokenized = _tokenized_lines(text)
    for match in _BLANKS.finditer(text):
        start, end = match.span()
        while at < len(lettered) and lettered[at][1] <= start:
            at += 1
        while line < len(tokenized) and tokenized[line][1] <= start:
            line += 1
        inside = at < len(lettered) and lettered[at][0] <= start
        inside = inside or (line < len(tokenized) and tokenized[line][0] <= start)
        if inside or _gone(text, start, end):
            edits.append(Edit(start, end))
        elif end - start > 1 or text[start] != " ":
            blank = "\t" if "\t" in match.group() else " "
            if match.group() != blank:
                edits.append(Edit(start, end, blank))
    return apply_edits(draft, edits)


def _lettered_spans(text: str) -> list[tuple[int, int]]:
    lines = [
        line.span()
        for line in _LETTERED_LINE.finditer(text)
        if line.group().count(" ") >= 2 and len(_HAN_CHAR.findall(line.group())) >= 2
    ]
    return sorted([m.span() for m in _LETTERED.finditer(text)] + lines)


def _tokenized_lines(text: str) -> list[tuple[int, int]]:
    """Lines that a word segmenter has set apart: their punctuation stands apart as well."""
    if not _TOKENIZED.search(text):
        return []
    found = []
    begin = 0
    for line in text.split("\n"):
        blanks = line.count(" ")
        if blanks >= 4 and len(line) < blanks * 4 and _TOKENIZED.search(line):
            found.append((begin, begin + len(line)))
        begin += len(line) + 1
    return found


def _gone(text: str, start: int, end: int) -> bool:
    """Whether the blanks `start:end` stand inside Chinese."""
    before, after = text[start - 1], text[end]
    if before in _FULL or after in _FULL:
        return not (after in "（《“【" and end - start > 1)
    if end - start > 1 or text[start] != " ":
        return False
    if after == "(" or before == ")":
        return _is_han(before if after == "(" else after)
    if before in _BEFORE_VALUE and after.isdigit():
        return True
    if _is_han(before) and after.isascii() and after.isdigit():
        number = _NUMBER.match(text, end)
        return number is not None and _closes(text, number.end())
    if _is_han(after) and (before == "%" or (before.isascii() and before.isdigit())):
        return _opens(text, start, after)
    return False


def _closes(text: str, end: int) -> bool:
    """Whether a number that ends here is set off on its right as well: 截至 6 月, 的 21.73%；, 5 年, 3nm"""
    following = text[end : end + 2]
    if not following or following[0] == "\n":
        return False
    if following[0] == " ":
        return len(following) == 2 and _is_han(following[1])
    return following[0] in _FULL or (following[0].isascii() and following[0].isalpha())


def _opens(text: str, start: int, after: str) -> bool:
    """Whether the number that ends at `start` belongs to the Chinese behind it: 424 家, 9 月, 4% 的"""
    begin = start
    while begin > 0 and start - begin < 24 and (text[begin - 1] in "0123456789.,%"):
        begin -= 1
    left = text[begin - 1] if begin else "\n"
    if text[start - 1] == "%":
        return after == "的"
    return after in _UNIT or (left == " " and begin > 1 and _is_han(text[begin - 2]))


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or char == "〇" or char >= "\U00020000"
