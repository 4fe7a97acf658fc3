"""The clean stage: what becomes of dirty text, and what must stay as it is."""

from pathlib import Path

import pytest

from pipeline.clean import clean
from pipeline.clean.boilerplate import is_boilerplate
from pipeline.clean.characters import fold
from pipeline.tables import load_table

SHARED = Path(__file__).parent.parent.parent / "shared"

CHARACTERS = {
    "营收２５．６亿元，增长８％": "营收25.6亿元，增长8%",
    "ＳＵ７　Ｕｌｔｒａ": "SU7 Ultra",
    "增⻓与⻛险，⼀季度": "增长与风险，一季度",
    "持股883，158，515股": "持股883,158,515股",
    "排名第5，300多家参加": "排名第5，300多家参加",
    "面积12万m²，体积3m³": "面积12万m2，体积3m3",
    "增长①②%": "增长12%",
    "①5%的股权②18:00公布": "①5%的股权②18:00公布",
    "10⁴元": "10⁴元",
    "零\u200b宽\ufeff字\u2060符\x00": "零宽字符",
    "股价\xa0上涨": "股价 上涨",
    "｡｢｣､": "。「」、",
    "价格～30元（含税）：￥5": "价格～30元（含税）：￥5",
}

SPACES = {
    "直 接 跳 过": "直接跳过",
    "小 米 17": "小米17",
    "啃 的 骨": "啃的骨",
    "2021 年 宣 布 入": "2021年宣布入",
    "从 2020 年起，共有 424 家门店": "从2020年起，共有424家门店",
    "占总股本的 21.73%；持有 5 年": "占总股本的21.73%；持有5年",
    "采用 3nm制程": "采用3nm制程",
    "数据公布前 10年期国债走低": "数据公布前 10年期国债走低",
    "弱市融资分化 龙头发债利率低": "弱市融资分化 龙头发债利率低",
    "iPhone 17 Pro Max": "iPhone 17 Pro Max",
    "营业收入 1,393.2 1,059.7 31.5%": "营业收入 1,393.2 1,059.7 31.5%",
    "净利润\t(531)\t1,578": "净利润\t(531)\t1,578",
    "项目    12.5    8.3": "项目 12.5 8.3",
    "他说 ， 销量 上升 。": "他说，销量上升。",
    "某公司 (600000.SH) 今 (28) 日公布": "某公司(600000.SH)今(28)日公布",
    "年增17% 看好后市": "年增17% 看好后市",
    "　　段首缩进  ": "段首缩进",
}

INSERTS = {
    "宇通客车(12.940,-0.41,-3.07%)发布公告": "宇通客车发布公告",
    "某科技(行情300543,诊股)公告": "某科技(300543)公告",
    "某银行(600000,股吧)今日": "某银行(600000)今日",
    "某地产（000002.SZ）公告": "某地产（000002.SZ）公告",
    "{IMG:1}电报": "电报",
    "#end .list a:hover .play{opacity: 1;filter:alpha(opacity=100);}\n正文开始。": "正文开始。",
    "**营收**增长，见[公告](https://example.com/a)": "营收增长，见公告",
    "### 今日要闻\n> 引述": "今日要闻\n引述",
    "正文结束。■": "正文结束。",
    "{数量: 3}个": "{数量: 3}个",
    "营收增长8%。【点击看详情】": "营收增长8%。",
    "@media print{.a{top:0} .b{top:0}}\n.c{a:b}营收增长": "营收增长",
    "见[公告](https://example.com/a_(1))": "见公告",
    "营收&gt;12亿元&nbsp;&amp; 增长8&#37;": "营收>12亿元 & 增长8%",
    "AT&T与R&D;P": "AT&T与R&D;P",
    "5*3**2": "5*3**2",
}

LINES = {
    "营收达1\n亿元": "营收达1\n亿元",
    "公司去年营收，达12\n亿元": "公司去年营收，达12亿元",
    "标题一行\n正文第一段。\n正文第二段。": "标题一行\n正文第一段。\n正文第二段。",
    "近期\n、华昌等公司": "近期、华昌等公司",
    "去年，\n华昌\n集团营收增长": "去年，华昌集团营收增长",
    "\r\n\r\n甲\r\n\r\n\r\n乙\r\n": "甲\n乙",
    "持续升温的\n储能\n市场，迎来新玩家。": "持续升温的储能市场，迎来新玩家。",
    "利润率\n3.5%\n12.8%": "利润率\n3.5%\n12.8%",
    "一、经营情况\n二、风险提示": "一、经营情况\n二、风险提示",
    "The company said\nrevenue rose": "The company said\nrevenue rose",
}


@pytest.mark.parametrize(
    "table", [CHARACTERS, SPACES, INSERTS, LINES], ids=["chars", "spaces", "inserts", "lines"]
)
def test_cases(table: dict[str, str]) -> None:
    found = {dirty: clean(dirty).text for dirty in table}
    assert found == table


def test_clean_text_stays_as_it_is() -> None:
    for table in (CHARACTERS, SPACES, INSERTS, LINES):
        for wanted in table.values():
            assert clean(wanted).text == wanted


# A page set in a narrow column beside a wide one; our own words.
COLUMN = """ 储能与充电两条线，
都要跑在前面

华昌为何

转向储能？

今年三季度，华昌能源在宁波召开了一场
不大的发布会。会上，董事长陈立群反复
提到“慢下来”三个字，他说公司要从追求
规模转向追求质量。

第一件事，关于电池：从“看得见”到“用
得起”。

 2023 年 宣 布 建
厂、2024年产品
下线。这个时间
点并不算早，但
团队认为市场才
刚刚开始，过去
的投入不会白费，
这种从

“能不能做”到“值不值得做”的转变，花
了三年时间。到今年 9 月，华昌已经在全
国建成 424 座充电站，单站日均充电量达
到1.2万度，几乎是两年前的两倍。

华昌储能柜

H3电芯"""


def test_hard_wrapped_column_reads_like_prose() -> None:
    cleaned = clean(COLUMN)
    assert cleaned.text.split("\n") == [
        "储能与充电两条线，都要跑在前面",
        "华昌为何转向储能？",
        "今年三季度，华昌能源在宁波召开了一场不大的发布会。会上，董事长陈立群反复提到“慢下来”三个字，"
        "他说公司要从追求规模转向追求质量。",
        "第一件事，关于电池：从“看得见”到“用得起”。",
        "2023年宣布建厂、2024年产品下线。这个时间点并不算早，但团队认为市场才刚刚开始，过去的投入不会白费，"
        "这种从“能不能做”到“值不值得做”的转变，花了三年时间。到今年9月，华昌已经在全国建成424座充电站，"
        "单站日均充电量达到1.2万度，几乎是两年前的两倍。",
        "华昌储能柜",
        "H3电芯",
    ]
    assert len(cleaned.repairs) == 2  # the headline in pieces, and the sentence that a blank line cuts


BROKEN_OFF = """储能业务翻番

华昌能源昨日公布三季报，前三季度营业收
入达到128.6亿元，同比增长12%。公司称，
增长主要来自储能业务，这一业务的表现

华昌储能柜

H3电芯在宁波工厂下线，年产能三十吉瓦时，
首批产品将在年底交付给三家客户，价格未
予公布。

现好于预期，占总收入的比重升至三成，公司
计划明年再投入20亿元，用于扩建位于宁波
的工厂。"""


def test_paragraph_that_goes_on_far_below() -> None:
    cleaned = clean(BROKEN_OFF.replace("表现", "表"))
    assert cleaned.text.split("\n") == [
        "储能业务翻番",
        "华昌能源昨日公布三季报，前三季度营业收入达到128.6亿元，同比增长12%。公司称，增长主要来自储能业务，"
        "这一业务的表现好于预期，占总收入的比重升至三成，公司计划明年再投入20亿元，用于扩建位于宁波的工厂。",
        "华昌储能柜",
        "H3电芯在宁波工厂下线，年产能三十吉瓦时，首批产品将在年底交付给三家客户，价格未予公布。",
    ]
    assert [r for r in cleaned.repairs if r.startswith("moved")]
    start = cleaned.text.index("表现")
    assert cleaned.offsets.source_span(start, start + 2) is None
    assert cleaned.offsets.source_span(start, start + 1) is not None


def test_paragraph_that_goes_on_nowhere_stays() -> None:
    cleaned = clean(BROKEN_OFF)  # 表现 is whole: 现好于预期 could be the rest of anything
    assert len(cleaned.text.split("\n")) == 5
    assert not cleaned.repairs


def test_table_rows_stay_rows() -> None:
    table = "项目\t2024年\t2023年\n营业收入\t1,393.2\t1,059.7\n净利润\t(531)\t118.4"
    assert clean(table).text == table


def test_list_of_headlines_is_no_column() -> None:
    lines = [
        "华昌前三季度净利润增长两成，储能业务首次盈利",
        "宁河重工中标风电项目，合同金额十二亿元",
        "海岳证券上调目标价，看好新能源车出口",
        "长桥科技回应减持，称不影响控制权",
        "央行开展逆回购操作，利率维持不变",
        "东临港口九月吞吐量创新高",
        "北原汽车召回部分车型",
    ]
    assert clean("\n".join(lines)).text.split("\n") == lines


def test_front_matter_is_no_text() -> None:
    assert clean("---\ntitle: 一则消息\ndate: 2025-10-01\n---\n正文。", format="md").text == "正文。"


PAGE = """<!DOCTYPE html><html><head><title>华昌公布三季报_某财经网</title><style>p{color:red}</style></head>
<body><nav><ul><li><a href="/">首页</a></li><li><a href="/gp">股票</a></li></ul></nav>
<h1>华昌公布三季报</h1><div class="content">
<p>华昌能源（<a href="/stock/600000">600000.SH</a>）昨日公布三季报，前三季度营收达到&nbsp;<b>128.6</b>亿元，同比增长12%。
公司表示，增长主要来自储能业务，该业务收入同比增长近一倍，占总收入的比重升至三成。</p>
<p>前三季度研发投入为9.7亿元，研发人员增至2,600人，公司预计全年投入不低于13亿元 &amp; 继续扩大团队。</p>
<table><tr><td>项目</td><td>本期</td></tr><tr><td>营收</td><td>128.6</td></tr></table>
<p>（责任编辑：周某）</p></div><footer>版权所有 某财经网 京ICP备00000000号</footer>
<script>var a = "<p>不是正文</p>";</script></body></html>"""


def test_web_page() -> None:
    cleaned = clean(PAGE, format="html")
    lines = cleaned.text.split("\n")
    assert lines[0] == "华昌公布三季报"
    assert lines[1].startswith(
        "华昌能源（600000.SH）昨日公布三季报，前三季度营收达到128.6亿元，同比增长12%。公司表示"
    )
    assert "13亿元 & 继续" in cleaned.text
    for foreign in ("首页", "责任编辑", "ICP", "不是正文", "color"):
        assert foreign not in cleaned.text
    start = cleaned.text.index("9.7亿元")
    place = cleaned.offsets.source_span(start, start + 5)
    assert place is not None and PAGE[slice(*place)] == "9.7亿元"
    start = cleaned.text.index("128.6亿元")
    assert cleaned.offsets.source_span(start, start + 7) is None  # a tag stands between number and unit


PARAGRAPHS = (
    "华昌能源昨日公布三季报，前三季度营业收入达到128.6亿元，同比增长12%，净利润为9.7亿元，同比下降3%。",
    "公司表示，收入增长主要来自储能业务，该业务收入同比增长近一倍，占总收入的比重升至三成。",
    "截至9月底，华昌已在全国建成424座充电站，较年初增加87座，单站日均充电量1.2万度，员工总数为2,600人。",
    "董事长陈立群在业绩会上说，公司计划明年投入20亿元扩建宁波工厂，全部建成后年产能将达到30吉瓦时。",
)
NAVIGATION = '<div id="top"><a href="/">首页</a>|<a href="/a">新闻</a>|<a href="/b">股票</a></div>'
ASIDE = (
    '<div class="side"><h3>热门文章</h3><ul><li><a href="/1">央行降准0.5个百分点释放资金1万亿元</a></li></ul></div>'
    '<div class="footer">Copyright © 2025 某网 版权所有 联系电话010-12345678</div>'
)
BODIES = {
    "paragraphs": "<article><p>" + "</p><p>".join(PARAGRAPHS) + "</p></article>",
    "line breaks": "<div id='content'>"
    + "<br><br>\n".join("\u3000\u3000" + p for p in PARAGRAPHS)
    + "</div>",
    "divisions": "<div class='art'><div>" + "</div><div>".join(PARAGRAPHS) + "</div></div>",
    "layout table": "<table><tr><td><p>" + "</p><p>".join(PARAGRAPHS) + "</p></td><td></td></tr></table>",
    "share bar and comments": (
        "<article><div class='share'>分享到：<a>微信</a><a>微博</a></div><p>"
        + "</p><p>".join(PARAGRAPHS)
        + "</p>"
        "<p>2025-10-28 09:30 来源：某报</p><p>（文章来源：某财经）</p></article>"
        "<div class='comment'>网友甲：涨了100%！</div>"
    ),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_article_of_a_page(body: str) -> None:
    page = f"<html><body>{NAVIGATION}<h1>华昌公布三季报</h1>{body}{ASIDE}</body></html>"
    assert clean(page, format="html").text.split("\n") == ["华昌公布三季报", *PARAGRAPHS]


def test_fragment_is_all_article() -> None:
    cleaned = clean("<p>营收增长8%。</p>\n<p>本文来自某见闻，欢迎下载APP查看更多</p>", format="html")
    assert cleaned.text == "营收增长8%。"
    assert clean("<p>营收增长8%。</p><p>净利润下降3%。</p>").text == "营收增长8%。\n净利润下降3%。"


def test_marks_of_a_markdown_file() -> None:
    text = "---\ntitle: 三季报\n---\n营收达`128.6亿元`，*同比*增长__12%__，5*3*2。\n\n| 项目 | 2025年 |\n|---|---:|\n| 营收 | 128.6 |\n"
    cleaned = clean(text, format="md")
    assert cleaned.text == "营收达128.6亿元，同比增长12%，5*3*2。\n| 项目 | 2025年 |\n| 营收 | 128.6 |"
    start = cleaned.text.index("128.6亿元")
    assert cleaned.offsets.source_span(start, start + 7) == (
        text.index("128.6亿元"),
        text.index("128.6亿元") + 7,
    )
    assert "`" in clean(text).text


HEADLINES = {
    "原标题：华昌一季度销量下滑 亏损1亿元    来源：某网\n正文。": "华昌一季度销量下滑 亏损1亿元\n正文。",
    "（原标题：华昌（二期）扩产，投资达百亿）\n正文。": "华昌（二期）扩产，投资达百亿\n正文。",
    "原标题：华昌（二期）\n正文。": "华昌（二期）\n正文。",
    "（原标题：华昌扩产\n正文。": "（原标题：华昌扩产\n正文。",
    "记者比较了原标题：它更短。": "记者比较了原标题：它更短。",
    "\n                （原标题：倒计时45天，格局未破，\n华昌\n董事会换届）\n正文。": "倒计时45天，格局未破，华昌董事会换届\n正文。",
}


@pytest.mark.parametrize("text", HEADLINES)
def test_what_portals_set_around_a_headline(text: str) -> None:
    assert clean(text).text == HEADLINES[text]


def test_boilerplate_of_a_plain_text() -> None:
    text = "营收增长8%。\n（文章来源：某财经）\n净利润下降3%。\n限时特惠：第一季8节课199元！\n责任编辑：周某"
    cleaned = clean(text)
    assert cleaned.text == "营收增长8%。\n净利润下降3%。"
    assert cleaned.offsets.source_span(0, len(cleaned.text)) is None
    assert cleaned.offsets.source_span(8, 10) == (text.index("净"), text.index("净") + 2)


def test_advertisement_behind_a_divider() -> None:
    page = (
        "<p>营收增长8%，净利润下降3%。</p>" * 3 + "<p>----我是讲座的分割线----</p><p>讲座共有30个名额！</p>"
    )
    assert clean(page, format="html").text == "\n".join(["营收增长8%，净利润下降3%。"] * 3)
    start = "<p>----我是开头的分割线----</p>" + "<p>营收增长8%，净利润下降3%。</p>" * 3
    assert clean(start, format="html").text.count("营收") == 3


@pytest.mark.parametrize(
    "example", load_table("pipeline.clean", "boilerplate").examples, ids=lambda e: e.text
)
def test_boilerplate_table(example) -> None:
    assert is_boilerplate(example.text) == bool(example.spans)


@pytest.mark.parametrize("example", load_table("pipeline.clean", "radicals").examples, ids=lambda e: e.text)
def test_radical_table(example) -> None:
    ((start, end),) = example.spans
    assert fold(example.text)[start:end] == example.expected[0]


def test_real_newspaper_article_reads_like_prose() -> None:
    articles = sorted(SHARED.glob("articles/*.txt"))
    if not articles:
        pytest.skip("no ../shared/articles: the real article is not part of the repository")
    lines = clean(articles[0].read_text(encoding="utf-8")).text.split("\n")
    ends = [line[-1] for line in lines if len(line) > 40]
    assert len(lines) < 70 and len(ends) > 35
    assert sum(end in "。？！”" for end in ends) >= len(ends) - 1  # one paragraph of the print lost its end
    assert not any("  " in line or line != line.strip() for line in lines)
