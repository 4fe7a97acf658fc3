"""Names by their form or by what stands beside them. Words come from `cues.toml`.

codes     a stock code in brackets, or right after the name, belongs to the company before it
introduce short names that the text introduces after a full one: （以下简称“XX”）
person    a title, then a usual family name with one or two characters, then a verb of saying or a stop
announce  who opens a line or a sentence with an announcement: 东海电影公告，预计…
press     a newspaper in title marks: 《XX日报》
product   a series with its model (骁龙8 Gen 3, 小米17), a maker's model (小米 SU7 Ultra)
place     words of jieba's dictionary that are places and end in an administrative suffix

Every pattern runs once over the text, and no repeated part of it can match in two ways: linear time.
"""

import re
from collections.abc import Collection, Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from pipeline.entities.candidate import HINT, MODEL, PATTERN, Candidate
from pipeline.entities.features import is_idiom, is_place
from pipeline.script import matching_text
from pipeline.tables import load_table

# (000002.SZ) （600519.SH） （06690.HK） (6752-TW) (300750) （NASDAQ: AAPL） （纳斯达克：TSLA）
# （股票代码：600104）
_IN_BRACKETS = re.compile(
    r"[(（]\s?(?:(?:NASDAQ|Nasdaq|NYSE|AMEX|HKEX|SEHK|HK|SH|SZ|SSE|SZSE|纳斯达克|纽交所|纽约证交所|港交所|上交所|深交所"
    r"|[A-H]股|股票代码|证券代码|股份代号|代码)\s?[:：.]?\s?)?"
    r"(?P<code>\d{6}(?:[.．](?:SZ|SH|BJ|OC|sz|sh|bj))?|\d{4,5}[.\-．](?:HK|TW|TWO|hk|tw)|\d{5}(?=[)）])"
    r"|(?<=[:：] )[A-Z]{1,5}|(?<=[:：])[A-Z]{1,5}|[A-Z]{1,5}[.\-](?:US|O|N)|[A-Z]{2,5}-US)"
    r"(?![A-Za-z0-9%])[^()（）\n]{0,16}[)）]"
)
# 海尔智家06690.HK · 贵州茅台 600519.SH
_AFTER = re.compile(r"\s?(?P<code>\d{6}\.(?:SZ|SH|BJ)|\d{5}\.HK|\d{4}[.\-]TW)(?![A-Za-z0-9.])")


class Code(NamedTuple):
    """A stock code: the end of the name before it, start and end with its market, usual form."""

    name_end: int
    start: int
    end: int
    code: str


def codes(text: str) -> Iterator[Code]:
    """Every stock code that stands where a name may stand before it."""
    for match in _IN_BRACKETS.finditer(text):
        before = len(text[: match.start()].rstrip(' ”’"》')) if match.start() else 0
        yield Code(before, match.start(), match.end("code"), usual_code(match["code"]))
    for match in _AFTER.finditer(text):
        yield Code(match.start(), *match.span("code"), usual_code(match["code"]))


def usual_code(code: str) -> str:
    """The code with its market: six digits alone get the exchange that numbers so, five are Hong Kong's.

    >>> usual_code("300750"), usual_code("600519.sh"), usual_code("6752-TW"), usual_code("AAPL")
    ('300750.SZ', '600519.SH', '6752-TW', 'AAPL')
    """
    code = code.upper().replace("．", ".")
    if code.isdigit():
        if len(code) == 5:
            return f"{code}.HK"
        return f"{code}.{'SH' if code[0] in '569' else 'BJ' if code[0] in '48' else 'SZ'}"
    return code


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    table = load_table("pipeline.entities", "cues")

    def words(section: str) -> str:
        return "|".join(map(re.escape, sorted(cue_words(section), key=lambda w: (-len(w), w))))

    surname = "欧阳|司马|诸葛|上官|[" + "".join(table.words("surnames")) + "]"
    after = words("after_person")
    tail = r"(?:\ ?(?:Pro|Max|Ultra|Plus|Mini|mini|Air|Note|SE|Lite|Elite|Turbo|RS|Fold|Flip|\+|Gen\ ?\d))*"
    # What makes the number after a series a quantity or a date: 小米17日, 麒麟8亿, 小米3.5%
    quantity = (
        r"(?![\d,.%％‰]|\ ?[年月日号时点分秒亿万千百十元美港欧人台辆家个户股套部项起件次架艘枚"
        r"倍成吨岁季至到\-~～：:])"
    )
    digits = rf"\d{{1,4}}[A-Z]{{0,3}}(?![A-Za-z0-9]){quantity}{tail}"
    model = rf"[A-Z]{{1,4}}[ -]?\d{{1,4}}[A-Za-z]{{0,3}}(?![A-Za-z0-9]){quantity}{tail}"
    brands = "|".join(matching_text(w) for w, entry in table.words("series").items() if entry.get("brand"))
    return {
        "introduce": re.compile(
            rf"[(（][^()（）“”\"\n]{{0,12}}?(?:{words('introduce')})[：:为]?\s?[“\"‘「『《]?"
            r"(?P<name>[^()（）“”\"‘’「」『』《》，,。；;、\n]{2,14}?)[”\"’」』》]?(?=[)）、，,；;或及])"
        ),
        "person": re.compile(rf"(?:{words('titles')})(?P<name>(?:{surname})[一-鿿]{{1,2}}?)(?={after})"),
        "announce": re.compile(
            rf"(?:^|(?<=[\n。；！】]))[ \u3000]*(?!{words('not_announcing')})"
            rf"(?P<name>(?:\*?ST)?[一-鿿]{{2,4}}?[一-鿿A])(?:{words('announcing')})?公告(?=[,，:：称显披])",
            re.MULTILINE,
        ),
        "press": re.compile(rf"《(?P<name>[一-鿿A-Za-z0-9]{{1,10}}?(?:{words('press')}))》"),
        "series": re.compile(
            rf"(?<![A-Za-z0-9])(?P<name>(?:{words('series')})[ -]?"
            rf"(?:{digits}|(?:Pro|Air|Max|[SXY])(?![A-Za-z0-9]){tail})"
            rf"|(?!{brands})(?:{words('series')})[ -]?{model})"
        ),
        "maker": re.compile(
            rf"(?P<maker>{words('makers')})\ ?(?P<name>Model\ [3SXY]"
            rf"|[A-Z]{{1,4}}\d{{1,4}}[A-Z]{{0,2}}(?![A-Za-z0-9]){quantity}{tail}"
            r"|(?<=[音客])\d{3}(?!\d|亿|万|元|架))"
        ),
    }


def find(matching: str, starts: Collection[int]) -> Iterator[Candidate]:
    """Candidates of the patterns that need nothing but the text of Simplified characters and where words
    begin.
    """
    for rule, label, rank in (
        ("press", "ORG", PATTERN),
        ("announce", "ORG", PATTERN),
        ("series", "PRODUCT", MODEL),
        ("maker", "PRODUCT", HINT),
        ("person", "PERSON", HINT),
    ):
        for match in _patterns()[rule].finditer(matching):
            start, end = match.span("name")
            if rule == "person" and end not in starts:
                continue
            yield Candidate(start=start, end=end, label=label, by=f"pattern:{rule}", rank=rank)


def places(matching: str, edges: list[int]) -> Iterator[Candidate]:
    """Words that jieba's dictionary knows as places and that end in 省, 市 …; `edges`: where words begin."""
    for start, end in pairwise(edges):
        if end - start < 3 or matching[end - 1] not in "省市县区州":
            continue
        word = matching[start:end]
        if not word.endswith("地区") and matching[start - 1 : start] != "《" and is_place(word):
            yield Candidate(start=start, end=end, label="GPE", by="pattern:place", rank=HINT)


# 商务部部 of 商务部部长 · 央行行 of 央行行长 · 北京市市 of 北京市市长: the last character begins a title
_INTO_A_TITLE = re.compile(r"(?P<office>[部局院行校市省县区州处厅所会])(?P=office)长")
_LEGAL_END = re.compile(r"有限(?:责任)?公司(?=.\Z)")


def trimmed(matching: str, start: int, end: int) -> int:
    """The end of a name without what is not its own: 报道 of 格隆汇报道, the second 部 of 商务部部长, one
    character more than a company's legal form."""
    for word in cue_words("after_name"):
        if end - len(word) >= start + 2 and matching.endswith(word, start, end):
            return end - len(word)
    if end - start >= 3 and _INTO_A_TITLE.match(matching, end - 2):
        return end - 1
    legal = _LEGAL_END.search(matching, start, end)
    return legal.end() if legal else end


# 亿伍仟壹佰 · Baa1 · AA+ : amounts in formal numerals, ratings
_NO_NAME = re.compile(
    r"[〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟]+\Z|(?:Aaa|Baa\d|Aa\d|Caa\d|Ba\d|A{2,3}|B{2,3})[+-]?\Z"
)


def is_no_name(word: str) -> bool:
    """What the statistical model takes for a name and never is one: idioms (千方百计), amounts, credit
    ratings, general abbreviations (VIP).
    """
    return (
        _NO_NAME.match(word) is not None
        or (len(word) >= 4 and is_idiom(word))
        or word.upper() in cue_words("general")
    )


def introduced(matching: str) -> Iterator[tuple[int, int, int]]:
    """Start and end of every short name, and where the name that it stands for must end."""
    not_names = cue_words("not_a_name")
    for match in _patterns()["introduce"].finditer(matching):
        start, end = match.span("name")
        if match["name"] not in not_names and not match["name"].startswith(("本次", "本", "该")):
            yield start, end, match.start()


@cache
def cue_words(section: str) -> frozenset[str]:
    """The words of one section of the table, in the characters of the matching text (昇腾 is 升腾 there)."""
    return frozenset(map(matching_text, load_table("pipeline.entities", "cues").words(section)))
