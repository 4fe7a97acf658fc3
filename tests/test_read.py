"""Reading: encodings, front matter, files and folders, rows, archives; what is refused and how it is said."""

import gzip
import io
import json
import os
import zipfile
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from pipeline.clean import clean
from pipeline.config import Settings
from pipeline.errors import ReadError
from pipeline.read import Source, file_id, find_files, read_bytes, read_path, read_rows, read_text
from pipeline.read.encoding import decode
from pipeline.read.front import front_matter, iso_date
from pipeline.read.mojibake import mend

SIMPLIFIED = "华昌能源公布三季报，前三季度营收达128.6亿元，同比增长12%，净利润9.7亿元。"
TRADITIONAL = "華昌能源公布第三季財報，營收達128.6億元，年增12%，優於市場預期，股價上漲。"


def read(data: bytes, name: str = "a.txt", **settings: object) -> list[Source | ReadError]:
    return list(read_bytes(data, name=name, settings=Settings(**settings)))  # type: ignore[arg-type]


def only(data: bytes, name: str = "a.txt") -> Source:
    (source,) = read(data, name)
    assert isinstance(source, Source)
    return source


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gbk", "gb18030"]
)
def test_simplified_encodings(encoding: str) -> None:
    assert only(SIMPLIFIED.encode(encoding)).text == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "big5", "gb18030"])
def test_traditional_encodings(encoding: str) -> None:
    assert only(TRADITIONAL.encode(encoding)).text == TRADITIONAL


@pytest.mark.parametrize("length", range(10, len(SIMPLIFIED)))
def test_ten_characters_are_enough(length: int) -> None:
    for text, encoding in ((SIMPLIFIED, "gbk"), (TRADITIONAL, "big5")):
        assert decode(text[:length].encode(encoding), name="a").text == text[:length]


def test_half_a_character_at_the_end() -> None:
    for encoding in ("utf-8", "gbk"):
        source = only(SIMPLIFIED.encode(encoding) + "元".encode(encoding)[:1])
        assert source.text == SIMPLIFIED
        assert source.meta["notes"]


def test_a_few_bad_bytes_are_said() -> None:
    data = (SIMPLIFIED * 40).encode()
    source = only(data[:600] + b"\xff" + data[600:])
    assert "\ufffd" in source.text and "U+FFFD" in source.meta["notes"][0]


def test_mojibake_is_mended() -> None:
    garbled = SIMPLIFIED.encode().decode("gb18030", "replace")
    assert mend(garbled).text[:16] == SIMPLIFIED[:16]
    assert mend(SIMPLIFIED.encode().decode("latin-1")).text == SIMPLIFIED
    assert mend(SIMPLIFIED.encode("gbk").decode("latin-1")).text == SIMPLIFIED
    assert mend(TRADITIONAL.encode("big5").decode("latin-1")).text == TRADITIONAL
    assert mend("营收增长8%，净利润12亿元".encode().decode("gbk")).text == "营收增长8%，净利润12亿元"
    assert only(garbled.encode("gb18030")).text[:16] == SIMPLIFIED[:16]
    lost = mend(TRADITIONAL.encode("big5").decode("gbk", "replace"))  # nothing is made up of it
    assert not lost.changed and "garbled" in lost.note
    assert mend(SIMPLIFIED).text == SIMPLIFIED and not mend(SIMPLIFIED).note
    assert mend(TRADITIONAL).text == TRADITIONAL
    assert "garbled" in mend("Компания сообщила о росте выручки на двенадцать процентов").note
    said = "mended: UTF-8 that had been read as GBK; 3 characters were lost"
    assert only(garbled.encode()).meta["notes"] == [said]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "white space"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20, ""),
        (b"\x7fELF\x02\x01\x01" + b"\x00" * 500, ""),
        (bytes(range(128, 256)) * 10, "not Chinese text"),
        ("Ünïcödé façade naïve".encode("latin-1"), "not Chinese text"),
        (b"\xff\xfe\x00", "white space"),
        (b"%PDF-1.7\nnothing", "PDF"),
        (b"\x1f\x8b\x08broken", "gzip"),
        (b"PK\x03\x04broken", "zip"),
    ],
)
def test_refused(data: bytes, says: str) -> None:
    with pytest.raises(ReadError) as error:
        read(data, "dir/name.txt")
    assert "dir/name.txt" in str(error.value) and says in str(error.value)
    assert "\n" not in str(error.value)


def test_limits() -> None:
    with pytest.raises(ReadError, match="max_bytes = 100"):
        read(SIMPLIFIED.encode() * 10, max_bytes=100)
    with pytest.raises(ReadError, match="a line of more than"):
        read(b"a" * 500_001)


def test_front_matter() -> None:
    text = "---\ntitle: 一则消息\ndate: 2025年10月1日\n来源: 某报\n---\n正文。"
    source = only(text.encode(), "a.md")
    assert (source.title, source.published) == ("一则消息", "2025-10-01")
    assert source.meta["来源"] == "某报" and source.text == text
    assert front_matter("---\n没有冒号的一行\n---\n正文").end == 0
    assert front_matter("正文\n---\ntitle: a\n---\n").end == 0


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2025-10-15-report", "2025-10-15"),
        ("20251015_快讯", "2025-10-15"),
        ("2025年1月5日 08:30", "2025-01-05"),
        ("2025.10.5", "2025-10-05"),
        ("2025-13-45", None),
        ("公司2025年报", None),
        ("123456789012", None),
        ("Sat", None),
    ],
)
def test_dates(value: str, day: str | None) -> None:
    assert iso_date(value) == day
    assert only(SIMPLIFIED.encode(), f"{value}.txt").published == day


def test_dateline_of_a_text() -> None:
    source = only(f"{SIMPLIFIED}\n某网记者 2025-10-06 08:15\n正文".encode())
    assert source.published == "2025-10-06" and source.meta["published_from"] == "dateline"
    assert only(f"公司2025-10-06公告。{SIMPLIFIED}".encode()).published is None
    assert only((SIMPLIFIED * 9 + "2025-10-06 08:15").encode()).published is None
    (row,) = read_rows([json.dumps({"text": "2025年10月6日 08:15 营收增长"})], Settings())
    assert isinstance(row, Source) and row.published == "2025-10-06"


PAGE = """<html><head><meta charset="utf-8"><title>华昌公布三季报_某财经网</title>
<meta property="article:published_time" content="2025-10-05T20:30:00Z"><meta name="author" content="周某">
<meta property="og:site_name" content="某财经网"></head><body><h1>华昌公布<b>三季报</b></h1><p>正文。</p></body></html>"""


def test_what_a_page_says_of_itself() -> None:
    source = only(PAGE.encode(), "page.html")
    assert (source.title, source.published) == ("华昌公布三季报", "2025-10-06")  # 20:30 UTC is the next day
    assert (source.meta["author"], source.meta["source"]) == ("周某", "某财经网")
    linked = (
        '<html><script type="application/ld+json">[{"@type": "NewsArticle", "headline": "标题",'
        ' "datePublished": "2025-10-07", "author": [{"name": "甲"}, {"name": "乙"}]}]</script><p>正文</p></html>'
    )
    source = only(linked.encode(), "page.html")
    assert (source.title, source.published, source.meta["author"]) == ("标题", "2025-10-07", "甲、乙")
    printed = "<html><body><h1>标题</h1><span>2025年10月8日 09:30</span><p>2024年营收增长。</p></body></html>"
    assert only(printed.encode(), "page.html").published == "2025-10-08"
    assert only(b"<p>2024\xe5\xb9\xb4\xe8\x90\xa5\xe6\x94\xb6</p>", "page.html").published is None


HEADS = {
    "none": "<html><head></head>",
    "meta": "<html><head><META charset = '{}'/></head>",
    "http-equiv": '<html><head><meta content="text/html;charset={}" http-equiv=content-type></head>',
    "xml": '<?xml version="1.0" encoding="{}"?><html><head></head>',
    "script": '<html><head><script src="a.js" charset="utf-8"></script><meta charset="{}"></head>',
    "http": 'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset="{}"\r\nServer: s\r\n\r\n<html><head></head>',
}


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("gbk", "GB2312"),
        ("gbk", "x-gbk"),
        ("gbk", "utf-8"),
        ("big5", "Big5-HKSCS"),
        ("big5", "gbk"),
        ("utf-8", "gbk"),
    ],
)
def test_charset_of_a_page(head: str, encoding: str, declared: str) -> None:
    """However it is declared, and where what is declared is wrong; what a server wrote above it is no text."""
    text = TRADITIONAL if encoding == "big5" else SIMPLIFIED
    page = (
        HEADS[head].format(declared) + f"<body><h1>{text[:8]}</h1>" + f"<p>{text}</p>" * 3 + "</body></html>"
    )
    source = only(page.encode(encoding), "page.html")
    assert clean(source.text, format="html").text.split("\n") == [text[:8], text, text, text]


def test_charset_of_another_language() -> None:
    page = "<meta http-equiv=Content-Type content='text/html; charset=Shift_JIS'><p>売上高は12億円</p>"
    assert "売上高は12億円" in only(page.encode("shift_jis"), "page.html").text


def test_names_of_fields_in_other_forms() -> None:
    for name, data in (
        ("a.csv", "ID,Text,Date\n1,营收增长,2025/10/28\n"),
        ("a.csv", "sep=;\n編號;內容;發布時間\n1;营收增长;2025年10月28日\n"),
        ("a.json", '{"code": 0, "data": {"list": [{"TEXT": "营收增长", "date": "2025-10-28"}]}}'),
    ):
        source = only(data.encode(), name)
        assert (source.text, source.published) == ("营收增长", "2025-10-28")


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.json", b"[]"), ("a.jsonl", b"\n \n"), ("a.csv", b"id,text\n"), ("a.tsv", b"text\n\n")],
)
def test_files_without_rows_are_said(name: str, data: bytes) -> None:
    with pytest.raises(ReadError, match=f"{name}: (no rows|nothing but)"):
        read(data, name)
    with pytest.raises(ReadError, match="no rows"):
        list(read_rows([], Settings()))


def test_find_files(tmp_path: Path) -> None:
    (tmp_path / "in/deep").mkdir(parents=True)
    outside = tmp_path / "outside.txt"
    outside.write_text("外")
    for name in ("b.txt", "a.md", "deep/c.jsonl", ".hidden.txt", "image.png"):
        (tmp_path / "in" / name).write_text("文")
    (tmp_path / "in/link.txt").symlink_to(outside)
    (tmp_path / "in/up").symlink_to(tmp_path)
    (tmp_path / "in/own.txt").symlink_to(tmp_path / "in/b.txt")
    found = find_files([tmp_path / "in", tmp_path / "in/b.txt", tmp_path / "gone.txt"])
    names = [str(p.relative_to(tmp_path)) for p in found]
    assert names == ["in/a.md", "in/b.txt", "in/deep/c.jsonl", "in/own.txt", "gone.txt"]


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    settings = Settings()
    (folder,) = find_files([tmp_path / "empty"])
    for path, says in ((folder, "no articles"), (tmp_path / "gone.txt", "No such file")):
        with pytest.raises(ReadError, match=says) as error:
            list(read_path(path, settings))
        assert str(path) in str(error.value)
    locked = tmp_path / "locked.txt"
    locked.write_text("文")
    locked.chmod(0)
    if not os.access(locked, os.R_OK):
        with pytest.raises(ReadError, match="cannot be read"):
            list(read_path(locked, settings))
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ReadError, match="regular file"):
        list(read_path(tmp_path / "pipe.txt", settings))


def test_ids_are_stable_and_safe(tmp_path: Path) -> None:
    settings = Settings(base=str(tmp_path))
    one, two = tmp_path / "a/新闻 1.txt", tmp_path / "b/新闻 1.txt"
    ids = {file_id(one, settings), file_id(two, settings)}
    assert len(ids) == 2
    assert file_id(one, settings) == file_id(tmp_path / "a/../a/新闻 1.txt", settings)
    for name in ('"quoted"\n', "../../etc/passwd", "...", "a" * 300, "con\x00"):
        id = file_id(tmp_path / f"{name}.txt", settings)
        assert "/" not in id and "\n" not in id and '"' not in id and len(id) < 100 and id.strip(".")


def test_rows_of_a_stream() -> None:
    lines = [
        json.dumps({"id": "x1", "text": SIMPLIFIED, "published": "2025-10-15T08:00:00", "other": 1}).encode(),
        b"\n",
        b"{broken",
        b'{"id": "x2", "title": "no text"}',
        b"[1, 2]",
        json.dumps({"id": 7, "content": TRADITIONAL, "title": "標題"}).encode(),
        b'{"id": "x1", "text": "\\u540c\\u4e00 id"}',
    ]
    found = list(read_rows(lines, Settings()))
    sources = [s for s in found if isinstance(s, Source)]
    errors = [str(e) for e in found if isinstance(e, ReadError)]
    assert [s.id for s in sources] == ["x1", "7", "x1.7"]
    assert sources[0].published == "2025-10-15" and sources[1].title == "標題"
    assert len(errors) == 3
    assert all(f" {n}" in e for n, e in zip((3, 4, 5), errors, strict=True))


def test_csv_any_delimiter_and_quoting() -> None:
    for delimiter in ",\t;|":
        text = delimiter.join(["编号", "标题", "正文", "发布时间"]) + "\n"
        text += delimiter.join(["1", "甲", f'"{SIMPLIFIED}"', "2025年10月1日"]) + "\n"
        text += delimiter.join(["2", "乙", '"两行\n正文"', "20251002"]) + "\n"
        sources = read(text.encode("gb18030"), "rows.csv")
        assert all(isinstance(s, Source) for s in sources)
        assert [(s.title, s.published) for s in sources] == [("甲", "2025-10-01"), ("乙", "2025-10-02")]
        assert sources[1].text == "两行\n正文"


def test_broken_csv_rows_are_reported_and_the_rest_goes_on() -> None:
    text = 'id,text\n1,好的一行\n2,"从未合上的引号\n3,又一行\n4,多,了,几,格\n5,最后一行\n'
    found = read(text.encode(), "rows.csv")
    assert [s.text for s in found if isinstance(s, Source)] == ["好的一行", "又一行", "最后一行"]
    assert len([e for e in found if isinstance(e, ReadError)]) == 2
    with pytest.raises(ReadError, match="no column text"):
        read(b"a,b\n1,2\n", "rows.csv")


def test_json_array_and_object() -> None:
    rows = [{"正文": "第一篇", "日期": 1760486400000}, {"正文": ""}, "字符串"]
    for value in (rows, {"data": rows}):
        found = read(json.dumps(value, ensure_ascii=False).encode(), "rows.json")
        assert isinstance(found[0], Source) and found[0].published == "2025-10-15"
        assert [type(f) for f in found[1:]] == [ReadError, ReadError]
    for broken in (b"{", b"12", b'{"a": '):
        with pytest.raises(ReadError, match=r"rows\.json"):
            read(broken, "rows.json")


def test_parquet() -> None:
    buffer = io.BytesIO()
    rows = pyarrow.table({"id": [1, 2], "text": [SIMPLIFIED, None], "title": ["甲", "乙"]})
    parquet.write_table(rows, buffer)
    found = read(buffer.getvalue(), "rows.parquet")
    assert isinstance(found[0], Source) and found[0].text == SIMPLIFIED
    assert isinstance(found[1], ReadError)
    with pytest.raises(ReadError, match="Parquet"):
        read(buffer.getvalue()[:200], "rows.parquet")


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_archives() -> None:
    row = json.dumps({"id": "r", "text": SIMPLIFIED}).encode()
    assert only(gzip.compress(SIMPLIFIED.encode()), "a.txt.gz").text == SIMPLIFIED
    assert read(gzip.compress(row), "a.jsonl.gz")[0].format == "jsonl"  # type: ignore[union-attr]
    found = read(
        zipped({
            "甲.txt": SIMPLIFIED.encode(), "b/rows.jsonl": row, "../../up.txt": "上级".encode(), "x.png": b"\x89PNG",
            "空.txt": b"", "inner.zip": zipped({"c.txt": "里面".encode()}),
        }),
        "all.zip",
    )  # fmt: skip
    sources = [s for s in found if isinstance(s, Source)]
    assert {s.text for s in sources} == {SIMPLIFIED, "上级", "里面"}
    assert len({s.id for s in sources}) == 4 and all("/" not in s.id for s in sources)
    assert [str(e) for e in found if isinstance(e, ReadError)] == ["all.zip!空.txt: empty file"]
    with pytest.raises(ReadError, match="no articles"):
        read(zipped({"x.png": b"1"}), "all.zip")


def test_archive_limits() -> None:
    bomb = gzip.compress(b"0" * 5_000_000)
    with pytest.raises(ReadError, match="unpacks to more"):
        read(bomb, "bomb.txt.gz")
    deep = SIMPLIFIED.encode()
    for level in range(4):
        deep = zipped({f"{level}.zip" if level else "a.txt": deep})
    found = read(deep, "deep.zip")
    assert [str(e) for e in found] == [str(e) for e in found if isinstance(e, ReadError)]
    assert "unpack it" in str(found[0])


def test_text_in_memory() -> None:
    source = read_text("营收1亿元。", published="2025-10-15")
    assert source.id == read_text("营收1亿元。").id != read_text("营收2亿元。").id
    assert read_text("甲", id="own").id == "own"
