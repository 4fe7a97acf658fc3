"""Who might say a number: the possible sources of a document, found once, before any quantity is looked at.

What stands before a word of saying or of a document (`source.toml`: speech, document), what follows a leading
word (据, 从, 来源), what stands before a colon at a sentence's start, a short bracket at a line's end, and
documents themselves (半年报, 业绩预告, 《…方案》). Which of them a number is by is `source`'s to decide.
"""

import re
from typing import NamedTuple

from pipeline.claims.context import Context
from pipeline.claims.evidence import Evidence, piece_name
from pipeline.spans import Link

# 2025年半年报 · 半年报 · 一季报 · 业绩预告 · 公告 · 财报 · 研报 · 招股书 · 《行动方案》
_DOCUMENT = re.compile(
    r"《[^》\n]{2,40}》|(?:(?:19|20)\d\d\s?年?)?(?:半年度?报告?|年度?报告?|[一三]季度?报告?|中报|季报|业绩预告|业绩快报"
    r"|业绩预报|财报|财务报告|公告|研报|研究报告|调查报告|招股书|招股说明书|工作报告|白皮书|报告|指引|预案)"
)
# 中汽协数据显示 · 据中汽协 · 来源：第一网贷 end their name here
_NAME_END = re.compile(
    r"(?:最新|不完全|初步|官方|官网|公开|相关|统计|数据|资料|消息|报道|显示|公告|通报|披露|发布|公布|获悉|了解|介绍|测算|估算"
    r"|估计|预测|调查|监测|报告|研报|的|称|，|,|。|；|\n|\s|\?|？|（|\(|:|：)"
)
# number or mark that opens a list item: 3、 · 1. · ** · 【 · ●
_OPENING = re.compile(r"[\s\d、.．*【\[●■•·]*")
_NOUN_TAGS = ("n", "j", "x", "eng", "vn", "l", "b", "a", "i", "s", "f", "q", "r")
# words that may stand between a name and what it says, and are part of no name
_SKIPPED = frozenset(
    [
        *(
            "日前",
            "近日",
            "今日",
            "昨日",
            "今天",
            "昨天",
            "最新",
            "还",
            "也",
            "则",
            "又",
            "再次",
            "同时",
            "曾",
            "此前",
        ),
        *(
            "近期",
            "明确",
            "公开",
            "在",
            "上",
            "中",
            "晚间",
            "早间",
            "日",
            "晚",
            "“",
            "”",
            "的",
            "对",
            "向",
            "记者",
        ),
    ]
)
_STOPS = frozenset("，,。；;！!？?：:\n")
_SAYING = frozenset(("speech", "document"))
_MAX_NAME = 30


class Voice(NamedTuple):
    """A possible source, with what holds of it whatever the quantity."""

    link: Link
    start: int
    end: int
    sentence: int
    line: int
    closing: bool  # a bracket that ends its line
    own: tuple[str, ...]


class Voices(NamedTuple):
    """The possible sources of a document in order of position."""

    items: list[Voice]
    starts: list[int]


def speakers(evidence: Evidence) -> Voices:
    """Every possible source of the document, one a span, the first way of finding it."""
    context = evidence.context
    found: dict[tuple[int, int], list[str]] = {}
    for start, end, features in (
        *_before_saying(evidence),
        *_after_leading(evidence),
        *_before_colon(context),
        *_closing_bracket(context),
        *_documents(context),
    ):
        trimmed = _trim(context.text, start, end)
        if trimmed is not None:
            found.setdefault(trimmed, []).extend(features)
    items = []
    for (start, end), features in sorted(found.items()):
        text = context.text[start:end]
        own = ["bias", *dict.fromkeys(features), *_own_features(context, start, end)]
        items.append(
            Voice(
                Link(text=text, start=start, end=end),
                start,
                end,
                context.sentence_of(start),
                context.line_of(start)[0],
                "closing" in features,
                tuple(own),
            )
        )
    return Voices(items, [voice.start for voice in items])


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start] in " \t\n“”\"'*，,：:【】、　":
        start += 1
    while end > start and text[end - 1] in " \t\n“”\"'*，,：:【】、　":
        end -= 1
    return (start, end) if start + 1 < end <= start + _MAX_NAME else None


def _before_saying(evidence: Evidence) -> list[tuple[int, int, list[str]]]:
    """Names, else noun phrases, before a word of saying or of a document, brackets skipped, up to a comma."""
    context = evidence.context
    found = []
    for cue in evidence.cues.items:
        if cue.group not in _SAYING:
            continue
        piece = context.piece_of(cue.start) - 1
        steps = depth = 0
        named = False
        noun: tuple[int, int] | None = None  # the run of nouns nearest before the cue, while it grows
        nouns_over = False
        while piece >= 0 and steps < 14:
            word = context.pieces[piece]
            if context.kinds[piece] == "P" and word in _STOPS:
                break
            if word in "()（）" or depth:  # 福田汽车(600166)公告
                depth += (word in "）)") - (word in "（(")
                if depth < 0:
                    break
                piece -= 1
                continue
            if context.kinds[piece] == "E":
                label = context.tags[piece]
                features = [f"say={cue.group}", f"sayw={cue.word}", f"steps={min(steps, 5)}|{cue.group}"]
                found.append(
                    (context.piece_starts[piece], context.piece_ends[piece], [*features, f"label={label}"])
                )
                named = True
                if steps == 0:
                    break
            elif not named and not nouns_over:
                nominal = context.kinds[piece] == "W" and context.tags[piece].startswith(_NOUN_TAGS)
                skipped = word in _SKIPPED
                if nominal and not skipped:
                    noun = (context.piece_starts[piece], noun[1] if noun else context.piece_ends[piece])
                else:
                    nouns_over = noun is not None or not skipped
            steps += 1
            piece -= 1
        if noun is not None and (nouns_over or not named):
            found.append((*noun, [f"say={cue.group}", f"sayw={cue.word}", "noun"]))
    return found


def _after_leading(evidence: Evidence) -> list[tuple[int, int, list[str]]]:
    """What follows 据, 根据, 从, 来源, up to the word that ends a name."""
    text = evidence.context.matching
    found = []
    for cue in evidence.cues.items:
        if cue.group == "lead":
            start = cue.end
            while start < len(text) and text[start] in "：: ":
                start += 1
            stop = _NAME_END.search(text, start + 1, start + _MAX_NAME)
            if stop is not None:
                features = [f"lead={cue.word}", f"stop={stop.group()}"]
                found.append((start, stop.start(), features))
    return found


def _before_colon(context: Context) -> list[tuple[int, int, list[str]]]:
    """What opens a sentence before a colon, without the number of its list item."""
    found = []
    for start, end in context.sentences:
        colon = min(
            (
                at
                for at in (context.matching.find(mark, start, min(end, start + 28)) for mark in "：:")
                if at > 0
            ),
            default=-1,
        )
        if colon > 0:
            opening = _OPENING.match(context.matching, start, colon)
            first = opening.end() if opening else start
            if not any(sign in context.matching[first:colon] for sign in "，,。"):
                found.append((first, colon, ["colon"]))
                # 中信证券分析师王强：… names the person as well
                found += [
                    (
                        context.mentions[m].start,
                        context.mentions[m].end,
                        ["colonname", f"label={context.mentions[m].label}"],
                    )
                    for m in context.mentions_in(first, colon)
                    if context.mentions[m].end <= colon
                ]
    return found


def _closing_bracket(context: Context) -> list[tuple[int, int, list[str]]]:
    """A short bracket at the end of a line: （证券时报）."""
    found = []
    for pair in context.brackets:
        if context.text[pair.start] in "（(" and pair.end - pair.start <= 14:
            _, end = context.line_of(pair.start)
            if not context.text[pair.end : end].strip(" 。*"):
                inside = context.matching[pair.start + 1 : pair.end - 1]
                features = ["closing"] + (["digits"] if any(c.isdigit() for c in inside) else [])
                found.append((pair.start + 1, pair.end - 1, features))
    return found


def _documents(context: Context) -> list[tuple[int, int, list[str]]]:
    """Documents named as such: 半年报, 公告, 《行动方案》."""
    found = []
    for match in _DOCUMENT.finditer(context.matching):
        word = match.group()
        kind = "《" if word.startswith("《") else word[-2:]
        before = context.matching[max(match.start() - 2, 0) : match.start()]
        after = context.matching[match.end() : match.end() + 2]
        features = ["document", f"doc={kind}", f"docb={before}", f"doca={after}", f"doca1={after[:1]}"]
        found.append((match.start(), match.end(), features))
    return found


def _own_features(context: Context, start: int, end: int) -> list[str]:
    piece = context.piece_of(start) - 1
    after = context.piece_of(end - 1) + 1
    left = piece_name(context, piece) if piece >= 0 else "^"
    right = piece_name(context, after) if after < len(context.pieces) else "$"
    found = [
        f"vl={left}",
        f"vr={right}",
        f"len={min(end - start, 8)}",
        f"tail={context.matching[end - 2 : end]}",
    ]
    if context.is_headline(start):
        found.append("headline")
    labels = [context.mentions[m].label for m in context.mentions_in(start, end)]
    found.append(f"names={labels[-1] if labels else '-'}")
    return found
