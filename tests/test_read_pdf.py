"""PDFs set for these tests: columns, headlines, captions, tables, running heads, and what is no text."""

import shutil
import subprocess
from pathlib import Path

import pytest
from pdfs import make

from pipeline.clean import clean
from pipeline.clean.verify import broken_spans
from pipeline.config import Settings
from pipeline.errors import ReadError
from pipeline.extractor import Extractor
from pipeline.read import Source, read_bytes, read_text
from pipeline.read.pdf import place_of
from pipeline.records import from_json, to_json


def read(data: bytes, name: str = "2025-10-28-report.pdf") -> Source:
    (source,) = read_bytes(data, name=name, settings=Settings())
    assert isinstance(source, Source)
    return source


def lines(data: bytes) -> list[str]:
    return clean(read(data).text, format="pdf").text.split("\n")


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_columns_are_read_one_after_the_other(count: int) -> None:
    headline = "华昌能源前三季度增收不增利"
    wanted = [make.PARAGRAPHS[i % 4] for i in range(count * 2)]
    assert lines(make.columns(count, headline=headline)) == [headline, *wanted]


def test_caption_in_the_middle_stays_apart() -> None:
    caption = "华昌能源宁波工厂（资料图）"
    found = lines(make.columns(3, headline="储能业务翻番", caption=caption))
    assert caption in found
    assert [line for line in found if len(line) > 30] == [make.PARAGRAPHS[i % 4] for i in range(6)]


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6])
def test_paragraphs_that_flow_on_in_the_next_column(count: int) -> None:
    assert lines(make.flowing(count)) == list(make.PARAGRAPHS)


def test_running_heads_and_page_numbers_are_set_apart() -> None:
    source = read(make.with_running_heads())
    assert "第三季度报告" not in source.text and "- 1 -" not in source.text
    assert "- 1 -" in source.meta["set_apart"]
    assert lines(make.with_running_heads()) == [make.PARAGRAPHS[i % 4] for i in (1, 2, 3, 4)]


def test_table_rows_stay_rows() -> None:
    found = lines(make.with_table())
    assert found == [
        make.PARAGRAPHS[0], "项目\t2025年\t2024年", "营业收入\t128.6\t114.8", "净利润\t9.7\t10.0",
        "研发投入\t(3.1)\t2.4", make.PARAGRAPHS[1],
    ]  # fmt: skip


def test_every_line_has_its_page_and_box() -> None:
    source = read(make.with_running_heads(3))
    assert {line[2] for line in source.meta["lines"]} == {1, 2, 3}
    for start, end, _, x0, y0, x1, y1 in source.meta["lines"]:
        assert source.text[start:end].strip() and "\n" not in source.text[start:end]
        assert 0 <= x0 < x1 <= make.WIDTH and 0 <= y0 < y1 <= make.HEIGHT


def test_place_of_a_span() -> None:
    source = read(make.flowing(3))
    cleaned = clean(source.text, format="pdf")
    start = cleaned.text.index("20亿元")
    span = cleaned.offsets.source_span(start, start + 4)
    assert span is not None
    ((page, box),) = place_of(source.meta["lines"], *span)
    (line,) = [x for x in source.meta["lines"] if x[0] <= span[0] < x[1]]
    assert (page, list(box)) == (1, line[3:])
    whole = place_of(source.meta["lines"], 0, len(source.text))
    assert len(whole) == len(source.meta["lines"])


def test_spans_of_the_record_have_page_and_box() -> None:
    extractor = Extractor(Settings())
    source = read(make.with_running_heads(3))
    record = extractor.extract(source)
    spans = [*record.claims, *record.qualifiers, *record.entities, *record.times]
    assert {span.page for span in record.claims} == {1, 2, 3}
    for span in spans:
        (line,) = [x for x in source.meta["lines"] if x[0] <= span.source_start < x[1]]
        assert (span.page, list(span.box)) == (line[2], line[3:])
        assert source.text[int(line[0]) : int(line[1])].startswith(
            span.text[0], span.source_start - int(line[0])
        )
    assert from_json(to_json(record)) == record
    plain = extractor.extract(read_text("华昌能源营收增长12%。"))
    assert plain.claims and not plain.claims[0].page and b'"page"' not in to_json(plain)


def test_spans_stand_in_the_text_of_the_pages() -> None:
    source = read(make.flowing(4))
    cleaned = clean(source.text, format="pdf")
    spans = [
        (i, j) for i in range(0, len(cleaned.text), 3) for j in range(i + 1, min(i + 30, len(cleaned.text)))
    ]
    assert list(broken_spans(source.text, cleaned.text, cleaned.offsets, spans)) == []


def test_date_comes_from_the_file_name() -> None:
    assert read(make.columns(1)).published == "2025-10-28"


PRINTED = """<html><head><meta charset="utf-8"><style>body{{font-family:"Noto Serif CJK SC",serif;font-size:11pt}}
.columns{{columns:3;column-gap:16px;text-align:justify}} p{{text-indent:2em;margin:0}}</style></head><body>
<h1>{headline}</h1><div class="columns">{paragraphs}</div></body></html>"""


def test_page_printed_by_a_browser(tmp_path: Path) -> None:
    """Justified columns in an embedded font, whose text comes out in radicals and spaced letters."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if not browser:
        pytest.skip("no Chromium to print a page with")
    headline = "华昌能源前三季度增收不增利，储能业务翻番"
    page = tmp_path / "page.html"
    paragraphs = "".join(f"<p>{p}</p>" for p in make.PARAGRAPHS)
    page.write_text(PRINTED.format(headline=headline, paragraphs=paragraphs), encoding="utf-8")
    target = tmp_path / "page.pdf"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    try:
        subprocess.run(
            [browser, *flags, f"--print-to-pdf={target}", str(page)],
            capture_output=True,
            timeout=90,
            check=False,
        )
    except subprocess.TimeoutExpired:
        pytest.skip("Chromium did not print within 90 s")
    if not target.is_file():
        pytest.skip("Chromium printed nothing here")
    source = read(target.read_bytes(), "page.pdf")
    assert clean(source.text, format="pdf").text.split("\n") == [headline, *make.PARAGRAPHS]
    assert source.title is None and source.meta["pages"] == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [(make.scan(), "no text in this PDF"), (b"%PDF-1.4\n%%EOF", "PDF"), (make.columns(2)[:600], "PDF")],
)
def test_pdfs_without_text(data: bytes, says: str) -> None:
    with pytest.raises(ReadError, match=says) as error:
        read(data, "scan.pdf")
    assert str(error.value).startswith("scan.pdf")
