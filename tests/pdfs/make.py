"""Pages set with reportlab in a CID font that every PDF reader knows, so that no font file is needed."""

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = A4

PARAGRAPHS = (
    "华昌能源昨日公布三季报，前三季度营业收入达到128.6亿元，同比增长12%，归属于上市公司股东的净利润为9.7亿元，同比下降3%。",
    "公司表示，收入增长主要来自储能业务，该业务收入同比增长近一倍，占总收入的比重升至三成；利润下降则因原材料价格上涨。",
    "截至9月底，华昌已在全国建成424座充电站，较年初增加87座，单站日均充电量1.2万度，员工总数为2,600人。",
    "董事长陈立群在业绩会上说，公司计划明年投入20亿元扩建宁波工厂，全部建成后年产能将达到30吉瓦时。",
)


def wrap(text: str, columns: int) -> list[str]:
    """Lines of at most `columns` characters, Latin letters and digits as half ones, no stop at a line's start."""
    lines, line, width = [], "", 0.0
    for char in text:
        step = 0.5 if char.isascii() else 1.0
        if width + step > columns and char not in "，。；、）”":
            lines.append(line)
            line, width = "", 0.0
        line += char
        width += step
    return [*lines, line]


class Page:
    """A page in the making; `y` is where the next line goes."""

    def __init__(self) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=A4)

    def line(self, x: float, y: float, text: str, size: float = 10) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, y, text)

    def column(self, x: float, y: float, paragraphs: Sequence[str], columns: int, size: float = 10) -> float:
        """Sets paragraphs with an indent from (x, y) downwards; the height where the column ends."""
        for paragraph in paragraphs:
            for i, text in enumerate(wrap("\u3000\u3000" + paragraph, columns)):
                indent = 2 * size if i == 0 else 0
                self.line(x + indent, y, text.strip("\u3000"), size)
                y -= 1.5 * size
        return y

    def next_page(self) -> None:
        self.canvas.showPage()

    def pdf(self) -> bytes:
        self.canvas.save()
        return self.buffer.getvalue()


def columns(count: int, *, headline: str = "", caption: str = "") -> bytes:
    """The paragraphs, twice over, in `count` columns under a headline that crosses them."""
    page = Page()
    top = HEIGHT - 80
    if headline:
        page.line(60, top, headline, 24)
        top -= 40
    gutter = 18
    width = (WIDTH - 120 - gutter * (count - 1)) / count
    per_line = int(width // 10)
    texts = [PARAGRAPHS[i % len(PARAGRAPHS)] for i in range(count * 2)]
    for i in range(count):
        x = 60 + i * (width + gutter)
        y = page.column(x, top, texts[2 * i : 2 * i + 1], per_line)
        if caption and i == count // 2:
            page.line(x + 10, y - 20, caption, 7)
            y -= 60
        page.column(x, y, texts[2 * i + 1 : 2 * i + 2], per_line)
    return page.pdf()


def flowing(count: int) -> bytes:
    """The paragraphs as one stream that fills column after column, paragraphs cut where a column ends."""
    page = Page()
    width = int((WIDTH - 120 - 18 * (count - 1)) / count // 10)
    lines = [line for p in PARAGRAPHS for line in wrap("\u3000\u3000" + p, width)]
    height = -(-len(lines) // count)
    for i in range(count):
        y = HEIGHT - 80.0
        for text in lines[i * height : (i + 1) * height]:
            indent = 20 if text.startswith("\u3000") else 0
            page.line(60 + i * (width * 10 + 18) + indent, y, text.strip("\u3000"))
            y -= 15
    return page.pdf()


def with_running_heads(pages: int = 4) -> bytes:
    """One column on each of several pages, with a running head and a page number on each."""
    page = Page()
    for number in range(1, pages + 1):
        page.line(60, HEIGHT - 30, f"华昌能源股份有限公司2025年第三季度报告 {number}", 8)
        page.column(60, HEIGHT - 100, [PARAGRAPHS[number % len(PARAGRAPHS)]], 40)
        page.line(WIDTH / 2, 25, f"- {number} -", 8)
        page.next_page()
    return page.pdf()


def with_table() -> bytes:
    """A paragraph, a table of three columns, a paragraph."""
    page = Page()
    y = page.column(60, HEIGHT - 80, [PARAGRAPHS[0]], 40) - 20
    for row in (("项目", "2025年", "2024年"), ("营业收入", "128.6", "114.8"), ("净利润", "9.7", "10.0"),
                ("研发投入", "(3.1)", "2.4")):  # fmt: skip
        for x, cell in zip((60, 260, 400), row, strict=True):
            page.line(x, y, cell)
        y -= 16
    page.column(60, y - 20, [PARAGRAPHS[1]], 40)
    return page.pdf()


def scan() -> bytes:
    """A page with a drawing and no text."""
    page = Page()
    page.canvas.rect(100, 100, 300, 500, fill=1)
    page.next_page()
    return page.pdf()
