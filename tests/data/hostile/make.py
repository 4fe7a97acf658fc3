"""Makes hostile inputs: every defect that real files have, and some that only an enemy would think of.

    python tests/data/hostile/make.py FOLDER

Each entry of `CASES` is a file name, what is in it, and how it must end: "article" (one article or more), "error"
(one clear line that names the file), "rows" (articles and errors side by side). The big ones are in `BIG`.
"""

import gzip
import io
import json
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

TEXT = "华昌能源公布三季报，前三季度营业收入达128.6亿元，同比增长12%，净利润为9.7亿元，同比下降3%。"
LONG = TEXT * 20
TRADITIONAL = "華昌能源公布第三季財報，營收達128.6億元，年增12%，優於市場預期，員工2,600人。"

Outcome = Literal["article", "error", "rows", "any"]


class Case(NamedTuple):
    """A hostile file. `make` gives its bytes; `says` is a part of the error's message."""

    name: str
    make: Callable[[], bytes]
    outcome: Outcome
    says: str = ""


def _text(name: str, text: str, outcome: Outcome = "article", encoding: str = "utf-8") -> Case:
    return Case(name, lambda: text.encode(encoding, "surrogatepass"), outcome)


def _bytes(name: str, data: bytes, outcome: Outcome, says: str = "") -> Case:
    return Case(name, lambda: data, outcome, says)


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip archive of files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def pdf_objects(*objects: str, root: int = 1) -> bytes:
    """A PDF of these objects, numbered from 1, with a right cross-reference table."""
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root {root} 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return out


def pdf_page_loop() -> bytes:
    """A page tree that holds itself."""
    return pdf_objects("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>")


def pdf_form_loop() -> bytes:
    """A drawing that draws itself."""
    form = (
        "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >> /Length 5 >>\n"
        "stream\n/F Do\nendstream"
    )
    return pdf_objects(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R"
        " /Resources << /XObject << /F 5 0 R >> >> >>",
        "<< /Length 5 >>\nstream\n/F Do\nendstream",
        form,
    )


def pdf_xref_loop() -> bytes:
    """A cross-reference table whose predecessor is itself."""
    out = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    start = len(out)
    out += b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n"
    out += b"trailer\n<< /Size 2 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (start, start)
    return out


def pdf_bomb() -> bytes:
    """A content stream that unpacks to 64 MB of nothing."""
    stream = zlib.compress(b" " * 64_000_000, 9)
    head = "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R >>"
    )
    body = f"<< /Filter /FlateDecode /Length {len(stream)} >>\nstream\n{stream.decode('latin-1')}\nendstream"
    return pdf_objects(*head, body)


def _rows(*rows: object) -> str:
    return "\n".join(r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in rows)


ROW = {"id": "a", "text": TEXT}
GARBLED = TEXT.encode().decode("gb18030", "replace")
PAGE = "<html><head><meta charset='{}'></head><body><article><p>{}</p></article></body></html>"

CASES: tuple[Case, ...] = (
    # nothing, or nearly nothing
    _bytes("empty.txt", b"", "error", "empty"),
    _bytes("one-byte.txt", b"a", "article"),
    _bytes("one-bad-byte.txt", b"\x80", "error", "UTF-8"),
    _bytes("one-nul.txt", b"\x00", "error"),
    _bytes("spaces.txt", b" \t\r\n" * 500, "error", "white space"),
    _text("zero-width-only.txt", "\u200b\ufeff\u200b", "error"),
    _bytes("bom-only.txt", b"\xef\xbb\xbf", "error", "white space"),
    _bytes("empty.jsonl", b"\n\n", "error"),
    _bytes("empty.html", b"<html><head><title>a</title></head></html>", "error", "no text"),
    # encodings
    _bytes("gbk-says-utf8.html", PAGE.format("utf-8", LONG).encode("gbk"), "article"),
    _bytes("utf8-says-gbk.html", PAGE.format("gbk", LONG).encode(), "article"),
    _bytes("big5-says-gbk.html", PAGE.format("gbk", TRADITIONAL * 9).encode("big5"), "article"),
    _text("utf8-read-as-gbk.txt", GARBLED),
    _text("utf8-read-as-latin.txt", TEXT.encode().decode("latin-1")),
    _bytes("garbled-in-gbk.txt", GARBLED.encode("gb18030"), "article"),
    _text("gbk-read-as-latin.txt", TEXT.encode("gbk").decode("latin-1")),
    _bytes("half-character.txt", TEXT.encode() + "元".encode()[:2], "article"),
    _bytes("half-character-gbk.txt", TEXT.encode("gbk") + b"\xd4", "article"),
    _bytes("half-character-utf16.txt", TEXT.encode("utf-16") + b"\x00", "article"),
    _bytes("bad-bytes.txt", LONG.encode()[:999] + b"\xff\xfe" + LONG.encode()[999:], "article"),
    _bytes("utf16-no-mark.txt", LONG.encode("utf-16-le"), "article"),
    _bytes("utf16-be-no-mark.txt", TRADITIONAL.encode("utf-16-be"), "article"),
    _bytes("utf32.txt", TEXT.encode("utf-32"), "article"),
    _text("bom-inside.txt", TEXT + "\ufeff" + TEXT),
    _text("lone-surrogate.jsonl", '{"text": "营收\\ud800增长8%。"}', "any"),
    _bytes("shift-jis.txt", "売上高は前年同期比で増加した。".encode("shift_jis") * 9, "any"),
    _bytes("latin.txt", "Ünïcödé naïve façade".encode("latin-1"), "error", "UTF-8"),
    # binary
    _bytes("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "error"),
    _bytes("program.txt", b"\x7fELF" + bytes(4000), "error", "binary"),
    _bytes("random.md", bytes((i * 7919 + (i >> 3)) % 251 for i in range(50_000)), "error"),
    _bytes("word.txt", zipped({"word/document.xml": b"<w/>", "[Content_Types].xml": b""}), "error", "office"),
    # characters
    _text("nul-inside.txt", TEXT.replace("，", "\x00，")),
    _text("controls.txt", "".join(chr(i) for i in range(1, 32)) + LONG),
    _text("zero-width.txt", "\u200b".join(TEXT)),
    _text("spaced-out.txt", " ".join(TEXT)),
    _text("wide-spaces.txt", "\u3000\u2002\xa0".join(TEXT.split("，"))),
    _text("private-use.txt", "\ue000\uf8ff" + TEXT),
    _text("bidi.txt", "\u202e" + TEXT + "\u202c"),
    _text("combining.txt", "营" + "\u0301" * 50_000 + TEXT),
    _text("full-width.txt", "营收１２８．６亿元，增长１２％，股价＄３０。"),
    _text("circled.txt", "①营收增长⑧%，②净利润下降③％，面积5m²。"),
    _text("radicals.txt", "增⻓、⻛险、⼀季度、⽬标、⾦额。" + TEXT),
    _text("emoji.txt", "🚀" * 2000 + TEXT),
    # line ends and shapes
    _text("one-character-a-line.txt", "\n".join(LONG)),
    _text("blank-lines.txt", "\n\n\n".join(TEXT)),
    _text("crlf.txt", TEXT.replace("，", "，\r\n")),
    _text("cr-only.txt", TEXT.replace("，", "，\r")),
    _text("line-separators.txt", TEXT.replace("，", "\u2028").replace("。", "\x85")),
    _text("a-million-line-ends.txt", TEXT + "\n" * 1_000_000 + TEXT),
    _text("many-spaces.txt", TEXT + " " * 400_000 + TEXT),
    _text("many-commas.txt", TEXT + "，" * 400_000),
    _text("many-digits.txt", TEXT + "9" * 400_000),
    Case("a-million-in-a-line.txt", lambda: (TEXT + "9" * 1_000_000).encode(), "error", "a line of more than"),
    _text("open-brackets.txt", "（(" * 100_000 + TEXT),
    _text("open-braces.txt", "{a:" * 100_000 + TEXT),
    _text("open-stars.txt", "**a" * 100_000 + TEXT),
    _text("open-links.txt", "[a](" * 100_000 + TEXT),
    _text("portal.txt", "{IMG:1} 宇通客车(12.940,-0.41,-3.07%)■\n#a .b{color:red;}\n**要点** [链接](http://a.b)\n" + TEXT),
    _text("short-lines.txt", "\n".join(["万科", "创始人", "王石", "问"] * 20_000)),
    _text("comma-lines.txt", "\n".join(["营收增长，"] * 50_000)),
    _text("endless-list.txt", TEXT + "1亿元、" * 5_000),
    _text("endless-clause.txt", "营收1亿元和" * 3_000 + TEXT),
    _text("endless-names.txt", "小米1亿元华为" * 1_000 + TEXT),
    _text("set-apart.txt", "小米 17 发布 了 ， 增长 8% 。\n" * 2_000),
    _text("open-style.txt", "@media a{b{c:d}" * 20_000 + TEXT),
    _text("references.txt", "营收&nbsp;12亿元&amp;净利润&#51;亿元&#99999999;&bogus;&" + TEXT),
    _text("marks.md", "`*~~__" * 30_000 + TEXT),
    _text("front-matter-open.md", "---\ntitle: 从不合上\n" + "a: b\n" * 10_000 + TEXT),
    # markup
    Case("nested.html", lambda: ("<div>" * 100_000 + TEXT + "</div>" * 100_000).encode(), "article"),
    Case("nested-page.html", lambda: ("<html><body>" + "<div>" * 100_000 + TEXT).encode(), "article"),
    Case("nested-tables.html", lambda: ("<body>" + "<table><tr><td>" * 20_000 + TEXT).encode(), "article"),
    Case("open-tags.html", lambda: ("<p " * 100_000 + TEXT).encode(), "any"),
    Case("open-quotes.html", lambda: ("<p class=\"a>" * 50_000 + TEXT).encode(), "any"),
    Case("open-comments.html", lambda: (TEXT + "<!--" * 100_000).encode(), "article"),
    Case("open-scripts.html", lambda: (TEXT + "<svg>" * 100_000 + TEXT).encode(), "article"),
    Case("references.html", lambda: ("<p>" + "&amp;&#65;&#x4e00;&bogus;&#99999999;" * 9000 + TEXT).encode(), "article"),
    Case("server-header.html", lambda: (
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=gbk\r\n\r\n" + PAGE.format("gbk", LONG)).encode("gbk"), "article"),
    Case("header-flood.html", lambda: ("a-b: c\r\n" * 100_000 + TEXT).encode(), "article"),
    Case("meta-flood.html", lambda: ("<meta name=a content=b>" * 50_000 + TEXT).encode(), "article"),
    Case("json-ld-deep.html", lambda: (
        "<script type='application/ld+json'>" + "[" * 100_000 + "</script><p>" + TEXT).encode(), "article"),
    _bytes("no-tags.html", TEXT.encode(), "article"),
    _bytes("only-script.html", b"<html><script>var a='1';</script></html>", "error", "no text"),
    # rows
    _text("broken-rows.jsonl", _rows(ROW, "{", "12", '{"id": 1}', "null", ROW, '{"text": 5}'), "rows"),
    _text("deep.jsonl", _rows("[" * 100_000, ROW), "rows"),
    _text("deep.json", "[" * 100_000, "error"),
    _text("huge-number.json", '[{"id": 1e999, "text": "营收增长。"}, {"text": "a", "date": 1e300}]', "article"),
    _text("same-ids.jsonl", _rows(*[ROW] * 50)),
    _text("hostile-ids.jsonl", _rows(*({"id": i, "text": TEXT} for i in ("../a", "a\n/b", "", "\x00", "x" * 999)))),
    _text("open-quote.csv", 'id,text\n1,好\n2,"坏\n3,好\n', "rows"),
    _text("many-open-quotes.csv", "id,text\n" + '1,"坏\n' * 2001, "any"),
    _text("many-cells.csv", "id,text\n" + "x," * 100_000 + "\n1,好\n", "rows"),
    _text("nul.csv", "id,text\n1,好\x00\n"),
    _text("no-columns.csv", "a,b,c\n1,2,3\n", "error"),
    _text("no-rows.json", "[]", "error"),
    _text("separator.csv", "sep=;\nText;ID\n营收增长8%;1\n"),
    _bytes("broken.parquet", b"PAR1" + b"\x00" * 100 + b"PAR1", "error", "Parquet"),
    # archives
    Case("bomb.txt.gz", lambda: gzip.compress(b"0" * 50_000_000), "error", "unpacks"),
    Case("bomb.zip", lambda: zipped({"a.txt": b"0" * 50_000_000}), "rows", "unpacks"),
    Case("nested.zip", lambda: zipped({"a.zip": zipped({"b.zip": zipped({"c.txt": b"c"})})}), "rows"),
    Case("many.zip", lambda: zipped({f"{i}.txt": b"" for i in range(10_001)}), "error", "10001 files"),
    Case("outside.zip", lambda: zipped({"../../../tmp/x.txt": TEXT.encode(), "/etc/y.txt": TEXT.encode()}), "article"),
    _bytes("cut.zip", zipped({"a.txt": LONG.encode()})[:90], "error", "zip"),
    _bytes("cut.txt.gz", gzip.compress(LONG.encode())[:60], "error", "gzip"),
    _bytes("not-a-zip.zip", TEXT.encode(), "any"),
    # PDF
    _bytes("page-loop.pdf", pdf_page_loop(), "error", "PDF"),
    _bytes("form-loop.pdf", pdf_form_loop(), "error", "PDF"),
    _bytes("xref-loop.pdf", pdf_xref_loop(), "error", "PDF"),
    _bytes("cut.pdf", pdf_form_loop()[:300], "error", "PDF"),
    _bytes("no-pdf.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 50, "error", "PDF"),
    Case("bomb.pdf", pdf_bomb, "error", "PDF"),
    # names
    _text('quotes "and" \'more\'.txt', TEXT),
    _text("line\nend.txt", TEXT),
    _text("-rf.txt", TEXT),
    _text("名字 有 空格.txt", TEXT),
    _text("x" * 200 + ".txt", TEXT),
)  # fmt: skip

BIG: tuple[Case, ...] = (
    Case("200-mb-of-one-letter.txt", lambda: b"a" * 200_000_000, "error", "a line of more than"),
    Case("50-mb-line.txt", lambda: (TEXT * 350_000).encode(), "error", "a line of more than"),
    Case("10-mb-of-lines.txt", lambda: ((TEXT + "\n") * 75_000).encode(), "article"),
    Case("300-mb.txt", lambda: b"a\n" * 150_000_000, "error", "max_bytes"),
)


def make(folder: Path, cases: tuple[Case, ...] = CASES) -> None:
    """Writes the files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for case in cases:
        (folder / case.name).write_bytes(case.make())


if __name__ == "__main__":
    make(Path(sys.argv[1]), CASES + (BIG if "--big" in sys.argv else ()))
