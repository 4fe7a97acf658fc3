"""What stands in a text and is no part of it: portals' quotes, placeholders, style sheets, Markdown marks.

Dropped: a quote behind a company's name, 宇通客车(12.940,-0.41,-3.07%); 行情, 诊股 and 股吧 around the code
in one, 朗科智能(行情300543,诊股) → 朗科智能(300543); buttons (【点击看详情】); {IMG:1}; CSS rules;
Markdown's marks for headings, bold, pictures and links (the words of a link stay); ■ and its like at the
edge of a line. A span across something dropped has no source span.
"""

import re

from pipeline.clean.draft import Draft, Edit, apply_edits

# (12.940,-0.41,-3.07%)
_QUOTE = re.compile(r"[(（]-?\d+(?:\.\d+)?[,，] ?[-+]?\d+(?:\.\d+)?[,，] ?[-+]?\d+(?:\.\d+)?%[)）]")
# (行情300543,诊股) (300543,股吧) (300543,诊股) (行情,问诊)
_QUOTE_LINK = re.compile(
    r"(?<=[(（\[])行情(?=[,，\s]{0,3}\w{0,12}[,，\s]{0,3}(?:诊股|股吧|问诊|资讯)[)）\]])"
    r"|[,，]\s{0,3}(?:诊股|股吧|问诊|资讯)(?=[)）\]])"
)
# 【点击看详情】 | 相关推荐换一换24小时热文
_BUTTON = re.compile(r"【(?:点击|點擊)[^【】\n]{1,12}】|相关推荐换一换(?:24小时热文)?")
# {IMG:1}
_PLACEHOLDER = re.compile(r"\{(?:IMG|IMAGE|VIDEO|图片|img):?\d*\}")
# {opacity: 1;filter:alpha(opacity=100);} and the selectors before it: #endText .video-list a:hover .play
_CSS_BLOCK = re.compile(r"\{\s*[a-zA-Z_-]+\s*:[^{}\u3400-\u9fff]{1,2000}\}")
# @media print{.a{top:0} .b{top:0}} with blocks in it
_CSS_NESTED = re.compile(
    r"@(?:media|supports|keyframes|-webkit-keyframes)\b[^{}\u3400-\u9fff]{0,300}\{"
    r"(?:[^{}\u3400-\u9fff]{0,300}\{[^{}\u3400-\u9fff]{0,2000}\}){1,50}[^{}\u3400-\u9fff]{0,300}\}"
)
_CSS_TAIL = re.compile(r"(?<![\w#.:>,*=\s-])[\w#.:>,*=\s-]+\Z", re.A)
# ![caption](picture.png)
_MD_PICTURE = re.compile(r"!\[[^\[\]\n]{0,300}\]\((?:[^()\s]|\([^()\s]{0,200}\)){0,2000}\)")
# [words](https://example.com)
_MD_LINK = re.compile(r"\[([^\[\]\n]{1,300})\](\((?:[^()\s]|\([^()\s]{0,200}\)){0,2000}\))")
# **words** __words__
_MD_BOLD = re.compile(r"\*\*(?=\S)([^*\n]{1,2000}?)(?<=\S)\*\*")
# ### heading, > quoted
_MD_HEADING = re.compile(r"^[ ]{0,3}(?:#{1,6}[ ]+|>[ ]+)", re.M)
# `12亿元` ~~words~~ __words__ *words*: marks of a file that is Markdown, not of any text
_MD_MARKED = re.compile(
    r"(`|~~|__|(?<![A-Za-z0-9*])\*)(?=[^\s*_`~])([^`*~_\n]{1,300})(?<=\S)\1(?![A-Za-z0-9*])"
)
# ``` | ```python | --- | | --- | ---: |
_MD_LINE = re.compile(r"^[ ]{0,3}(?:```[\w-]{0,20}|-{3,}|(?:\|?[ ]?:?-{2,}:?[ ]?){1,60}\|)[ ]{0,9}$\n?", re.M)
# ■ ◆ at the start or end of a line
_BULLET = re.compile(r"^[ \u3000]*[■◆●▲▼◎□◇★☆]+|[■◆□◇]+(?=[ \u3000]*$)", re.M)


def drop_inserts(draft: Draft, *, markdown: bool = False) -> Draft:
    """The draft without inserts; nothing of a sentence is touched.

    `markdown`: the file says that it is Markdown, so that single marks in it are marks.
    """
    text = draft.text
    spans: list[tuple[int, int]] = []
    if "%)" in text or "%）" in text:
        spans += [m.span() for m in _QUOTE.finditer(text)]
    if any(word in text for word in ("诊股", "股吧", "问诊", "资讯")):
        spans += [m.span() for m in _QUOTE_LINK.finditer(text)]
    if "【点击" in text or "【點擊" in text or "换一换" in text:
        spans += [m.span() for m in _BUTTON.finditer(text)]
    if "{" in text:
        spans += [m.span() for m in _PLACEHOLDER.finditer(text)]
        spans += [(_selector_start(text, m.start()), m.end()) for m in _CSS_BLOCK.finditer(text)]
        if "@" in text:
            spans += [m.span() for m in _CSS_NESTED.finditer(text)]
    if "](" in text:
        spans += [m.span() for m in _MD_PICTURE.finditer(text)]
        for link in _MD_LINK.finditer(text):
            spans += [(link.start(), link.start(1)), (link.end(1), link.end())]
    if "**" in text:
        for bold in _MD_BOLD.finditer(text):
            spans += [(bold.start(), bold.start(1)), (bold.end(1), bold.end())]
    if "# " in text or "> " in text:
        spans += [m.span() for m in _MD_HEADING.finditer(text)]
    if markdown:
        spans += [m.span() for m in _MD_LINE.finditer(text)]
        for marked in _MD_MARKED.finditer(text):
            spans += [(marked.start(), marked.start(2)), (marked.end(2), marked.end())]
    if _BULLET.search(text):
        spans += [m.span() for m in _BULLET.finditer(text)]
    return apply_edits(draft, _without_overlaps(spans)) if spans else draft


def _selector_start(text: str, brace: int) -> int:
    """Where the selectors of a CSS block begin: back to a line end, or to what cannot be in a selector."""
    start = max(text.rfind("\n", 0, brace), text.rfind("}", 0, brace), brace - 300) + 1
    selectors = _CSS_TAIL.search(text[start:brace])
    return start + selectors.start() if selectors else brace


def _without_overlaps(spans: list[tuple[int, int]]) -> list[Edit]:
    edits: list[Edit] = []
    for start, end in sorted(spans):
        if edits and start < edits[-1].end:
            start = edits[-1].end
        if start < end:
            edits.append(Edit(start, end))
    return edits
