"""The files of the page without a browser: what they hold, what cannot break out of them, their colours."""

import json
import re
from pathlib import Path

import pytest
from view_records import row

from pipeline.view import embedded_json, write_view

STYLE = (Path(__file__).parents[1] / "pipeline" / "view" / "style.css").read_text(encoding="utf-8")
GROUNDS = ("bg", "panel", "on", "subject", "metric", "time", "value")


def test_many_claims_are_split_over_pages(tmp_path):
    files = write_view([row(n) for n in range(5)], tmp_path / "v.html", claims_per_page=4)
    assert [f.name for f in files] == ["v.html", "page-0001.html", "page-0002.html", "page-0003.html"]
    index = files[0].read_text(encoding="utf-8")
    assert "5 篇文章" in index and "10 条数字" in index and 'href="v/page-0001.html"' in index
    assert '"../v.html"' in files[1].read_text(encoding="utf-8")


def test_the_index_has_contradictions_across_pages_and_leads_to_companies(tmp_path):
    rows = [row(1), row(2, company="东岭重工"), row(3, amount=15, extra="<script>")]
    index = write_view(
        rows, tmp_path / "v.html", claims_per_page=2, conflicts=[[("a1", "c1"), ("a3", "c1")]]
    )[0]
    text = index.read_text(encoding="utf-8")
    assert text.count("<blockquote>") == 2
    assert 'href="v/page-0003.html#claim=a3%2Fc1"' in text
    assert re.search(
        r'北辰电池 <small>4</small> <a href="v/page-0001.html#company=[^"]+"[^>]*>1</a> <a [^>]+>3</a>', text
    )
    assert "<script" not in text


def test_pages_of_an_earlier_view_do_not_stay(tmp_path):
    write_view([row(n) for n in range(5)], tmp_path / "v.html", claims_per_page=2)
    files = write_view([row(n) for n in range(3)], tmp_path / "v.html", claims_per_page=2)
    assert sorted((tmp_path / "v").iterdir()) == sorted(files[1:])


def test_embedded_json_cannot_end_its_element():
    text = embedded_json({"a": "</script>\u2028<!--&"})
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text) == {"a": "</script>\u2028<!--&"}


def test_nothing_is_fetched(tmp_path):
    page = write_view([row(1)], tmp_path / "v.html")[0].read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert not re.search(r"""(src|href)=["'](?!data:|#|\.\./)""", page)
    assert not re.search(r"fetch\(|XMLHttpRequest|WebSocket|import\(|@import|url\(", page)


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def themes() -> list[dict[str, str]]:
    blocks = re.findall(r":root[^{]*\{([^}]+)\}", STYLE)
    return [dict(re.findall(r"--(\w+):(#[0-9a-f]+)", block)) for block in blocks]


@pytest.mark.parametrize("colours", themes(), ids=["light", "dark of the system", "dark chosen"])
def test_contrast(colours):
    """WCAG 2 AA: text at 4.5:1 on every ground it can stand on, edges of controls and bars of charts at 3:1."""
    texts = ("ink", "soft", "accent", "claim", "qualifier", "when")
    low = {
        f"{text} on {ground}": round(contrast(colours[text], colours[ground]), 2)
        for text in texts
        for ground in GROUNDS
        if contrast(colours[text], colours[ground]) < 4.5
    }
    low |= {
        f"{shape} on {ground}": round(contrast(colours[shape], colours[ground]), 2)
        for shape in ("edge", "s0", "s1", "accent")
        for ground in ("bg", "panel")
        if contrast(colours[shape], colours[ground]) < 3
    }
    assert low == {}


def test_both_dark_themes_are_one():
    light, dark, chosen = themes()
    assert dark == chosen and light.keys() == dark.keys()
