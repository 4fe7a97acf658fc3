"""The page in a real browser: what a reader can do with it, and what an article can not do to it."""

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from view_records import row

from pipeline.view import embedded_json, write_view

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARTIFACTS = Path(os.environ.get("NEWSCLAIMS_ARTIFACTS", "artifacts"))
HOSTILE = (
    '</script><script>window.hacked=1</script><img src=x onerror="window.hacked=2"> "\'&amp; '
    "\u202e反向\u202c " + "长" * 10_000
)


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the page is not tested in a browser")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser, tmp_path):
    """Opens a page of rows in Chinese; checks at the end that nothing was logged, thrown or requested."""
    pages = []

    def opened(rows, *, locale="zh-CN", size=(1400, 900), scheme="light", **options):
        file = write_view(rows, tmp_path / "view.html", **options)[0]
        context = browser.new_context(
            locale=locale, viewport={"width": size[0], "height": size[1]}, color_scheme=scheme
        )
        page = context.new_page()
        troubles = []
        page.on("console", lambda m: troubles.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: troubles.append(str(e)))
        page.on(
            "request", lambda r: troubles.append(r.url) if not r.url.startswith(("file:", "data:")) else None
        )
        page.goto(file.as_uri())
        pages.append((context, troubles))
        return page

    yield opened
    for context, troubles in pages:
        context.close()
        assert troubles == []


def shot(page, name):
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(ARTIFACTS / f"{name}.png"))


@pytest.fixture
def rows():
    return [row(1), row(2, company="东岭重工", amount=250, published="2025-08-22"), row(3, amount=15)]


def test_search_filter_and_hits(open_page, rows):
    page = open_page(rows)
    assert page.locator("#table tbody tr").count() == 6
    page.fill("#search", "东岭 250")
    assert page.locator("#table tbody tr").count() == 1
    assert page.inner_text("#hits").startswith("1 ")
    page.fill("#search", "没有这样的词")
    assert page.locator("#table tbody tr").count() == 0
    page.keyboard.press("Escape")
    page.wait_for_function("document.querySelectorAll('#table tbody tr').length === 6")
    page.select_option("#f-kind", "percent")
    assert page.locator("#table tbody tr").count() == 3
    page.fill("#f-subject", "东岭重工")
    assert page.locator("#table tbody tr").count() == 1
    page.fill("#f-from", "2025-07-01")
    assert page.locator("#table tbody tr").count() == 0


def test_sort_by_value_is_numeric(open_page, rows):
    page = open_page(rows)
    page.select_option("#f-kind", "money")
    page.click("#table thead th:nth-child(3) button")
    assert page.locator("#table tbody td.value").all_inner_texts() == ["12亿元", "15亿元", "250亿元"]
    page.click("#table thead th:nth-child(3) button")
    assert page.locator("#table tbody td.value").all_inner_texts()[0] == "250亿元"


def test_choosing_lights_up_the_claim_and_its_parts(open_page, rows):
    page = open_page(rows)
    page.click("#table tbody tr:nth-child(3)")
    assert page.inner_text("#reader h2") == "东岭重工半年报 2"
    assert page.inner_text("#reader .text .lit-value") == "250亿元"
    assert page.inner_text("#reader .text .lit-subject") == "东岭重工"
    assert page.inner_text("#reader .text .lit-metric") == "营业收入"
    assert page.inner_text("#reader .text .lit-time") == "今年上半年"
    shot(page, "claims-zh")
    page.click("#reader .text .q.claim:text-is('8.5%')")
    assert page.inner_text("#table tr[aria-selected=true] td.value") == "8.5%"
    assert "c2" in page.url


def test_raw_source_marks_the_source_span(open_page, rows):
    page = open_page(rows)
    page.click("#table tbody tr:nth-child(1)")
    page.click("#reader details.raw summary")
    assert page.inner_text("#reader details.raw mark") == "12亿元"
    page.click("#reader details.json summary")
    record = json.loads(page.inner_text("#reader details.json pre"))
    assert record["value"] == "1200000000" and record["sentence"].endswith("8.5%。")


def test_keyboard(open_page, rows):
    page = open_page(rows)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.inner_text("#table tr[aria-selected=true] td.value") == "8.5%"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "reader"


def test_language_and_views(open_page, rows):
    page = open_page(
        rows, failures=[("bad/文件.txt", "empty file")], conflicts=[[("a1", "c1"), ("a3", "c1")]]
    )
    page.click("#language")
    assert "Subject" in page.inner_text("#table thead")
    shot(page, "claims-en")
    page.click("[data-view=overview]")
    assert page.locator("#view-overview svg.chart circle").count() == 2
    assert "bad/文件.txt" in page.inner_text("#view-overview")
    shot(page, "overview-en")
    page.click("#view-overview .bars button:text-is('北辰电池')")
    assert page.inner_text("#view-company .clash h2") == "Contradictory values"
    assert page.locator("#view-company .clash blockquote").count() == 2
    shot(page, "company-en")
    page.click("#language")
    assert page.inner_text("#view-company .clash h2") == "互相矛盾的数字"
    shot(page, "company-zh")
    page.click("[data-view=overview]")
    shot(page, "overview-zh")


def test_dark_and_phone(open_page, rows):
    page = open_page(rows, scheme="dark", size=(390, 800))
    page.click("#table tbody tr:nth-child(1)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shot(page, "phone-dark")


def test_article_text_is_text(open_page):
    page = open_page([row(1, company="<b>公司</b>", extra=HOSTILE)])
    page.click("#table tbody tr:nth-child(1)")
    assert page.evaluate("window.hacked") is None
    text = page.inner_text("#reader .text")
    assert "</script><script>window.hacked=1</script>" in text
    assert "\u202e" not in text
    assert page.locator("#reader .text img, #reader .text script, #reader b").count() == 0
    assert page.evaluate(
        "document.getElementById('reader').scrollWidth <= document.getElementById('reader').clientWidth"
    )


def test_many_claims_are_split_over_pages(tmp_path):
    files = write_view([row(n) for n in range(5)], tmp_path / "v.html", claims_per_page=4)
    assert [f.name for f in files] == ["v.html", "page-0001.html", "page-0002.html", "page-0003.html"]
    index = files[0].read_text(encoding="utf-8")
    assert "5 篇文章" in index and "10 条数字" in index and 'href="v/page-0001.html"' in index
    assert '"../v.html"' in files[1].read_text(encoding="utf-8")


def test_embedded_json_cannot_end_its_element():
    text = embedded_json({"a": "</script>\u2028<!--&"})
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text) == {"a": "</script>\u2028<!--&"}
