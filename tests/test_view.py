"""The page in a real browser: what a reader can do with it, and what an article can not do to it."""

import json
import os
import shutil
from pathlib import Path

import pytest
from view_records import row

from pipeline.records import to_json
from pipeline.view import write_view

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
    assert page.locator("#table tbody tr[data-key]").count() == 0
    assert page.inner_text("#table tbody") == "没有符合条件的数字"
    page.keyboard.press("Escape")
    page.wait_for_function("document.querySelectorAll('#table tbody tr').length === 6")
    page.select_option("#f-kind", "percent")
    assert page.locator("#table tbody tr").count() == 3
    page.fill("#f-subject", "东岭重工")
    assert page.locator("#table tbody tr").count() == 1
    page.select_option("#f-article", "a2")
    page.select_option("#f-modality", "actual")
    assert page.locator("#table tbody tr[data-key]").count() == 1
    page.fill("#f-from", "2025-07-01")
    assert page.locator("#table tbody tr[data-key]").count() == 0


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
    stored = json.loads(to_json(rows[0].record.claims[0]))
    assert {name: record[name] for name in stored} == stored
    assert record["article"] == "a1" and record["path"] == "corpus/a1.txt"


def test_a_row_is_copied_as_json(open_page, rows):
    page = open_page(rows)
    page.evaluate(
        "navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }"
    )
    page.click("#table tbody tr:nth-child(2) .copy")
    assert json.loads(page.evaluate("window.copied"))["text"] == "8.5%"
    page.click("#table tbody tr:nth-child(1)")
    page.keyboard.press("c")
    page.wait_for_function("JSON.parse(window.copied).text === '12亿元'")


def test_keyboard(open_page, rows):
    page = open_page(rows)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.inner_text("#table tr[aria-selected=true] td.value") == "8.5%"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "reader"
    page.focus("#reader .text .q.claim:text-is('12亿元')")
    page.keyboard.press("Enter")
    assert page.inner_text("#table tr[aria-selected=true] td.value") == "12亿元"
    assert page.evaluate("document.activeElement.textContent") == "12亿元"
    page.keyboard.press("Escape")  # from the article back to its row
    assert page.evaluate("document.activeElement.closest('tr').dataset.key") == "a1/c1"


def test_columns_are_sorted_and_rows_reached_by_keyboard(open_page, rows):
    page = open_page(rows)
    page.focus("[data-sort=value]")
    page.keyboard.press("Enter")
    assert page.get_attribute("#table th.value", "aria-sort") == "ascending"
    assert page.evaluate("document.activeElement.dataset.sort") == "value"
    assert page.locator("#table tbody tr[tabindex='0']").count() == 1
    assert page.locator("#table .copy[tabindex='0']").count() == 0


def test_everything_that_is_operated_has_a_name(open_page, rows):
    page = open_page(rows, conflicts=[[("a1", "c1"), ("a3", "c1")]])
    page.click("#table tbody tr:nth-child(1)")
    for view in ("claims", "overview", "company"):
        page.click(f"[data-view={view}]")
        nameless = page.evaluate(
            """() => [...document.querySelectorAll("button,input,select,a,summary,[tabindex],[role=img],[role=grid]")]
            .filter((n) => n.checkVisibility() && n.tagName !== "MAIN" && !(n.ariaLabel || n.innerText?.trim()
              || n.textContent.trim() || n.labels?.[0]?.innerText.trim())).map((n) => n.outerHTML)"""
        )
        assert nameless == []


def test_language_and_views(open_page, rows):
    page = open_page(
        rows, failures=[("bad/文件.txt", "empty file")], conflicts=[[("a1", "c1"), ("a3", "c1")]]
    )
    page.click("#language")
    assert "Subject" in page.inner_text("#table thead")
    page.click("#table tbody tr:nth-child(3)")
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


def test_a_chart_shows_the_sentence_of_the_dot_in_focus(open_page, rows):
    page = open_page(rows)
    page.click("[data-view=overview]")
    page.focus("#view-overview circle >> nth=1")
    assert "北辰电池实现营业收入15亿元" in page.inner_text("#view-overview .said")
    page.keyboard.press("Enter")
    assert page.inner_text("#table tr[aria-selected=true] td.value") == "15亿元"


def test_contradictions_are_seen_everywhere(open_page, rows):
    page = open_page(rows, conflicts=[[("a1", "c1"), ("a3", "c1")]])
    assert page.locator("#table .alarm").count() == 2
    page.click("[data-view=overview]")
    assert "12亿元 / 15亿元" in page.inner_text("#view-overview .clashes")
    page.click("#view-overview .clashes button")
    assert page.locator("#view-company .clash blockquote").count() == 2
    assert page.url.endswith("#company=%E5%8C%97%E8%BE%B0%E7%94%B5%E6%B1%A0")
    page.click("#view-company .clash blockquote:nth-child(2) button")
    assert page.inner_text("#reader h2") == "北辰电池半年报 3"
    page.click("#reader .facts .alarm button")
    assert page.locator("#view-company").is_visible()


def test_an_address_leads_to_a_claim_or_a_company(open_page, rows):
    page = open_page(rows)
    base = page.url.partition("#")[0]
    page.goto(base + "#claim=a2%2Fc2")
    assert page.inner_text("#reader h2") == "东岭重工半年报 2"
    page.goto(base + "#company=%E4%B8%9C%E5%B2%AD%E9%87%8D%E5%B7%A5")
    assert page.inner_text("#view-company h2").startswith("东岭重工")


def test_dark_and_phone(open_page, rows):
    page = open_page([*rows, *(row(n) for n in range(4, 30))], scheme="dark", size=(390, 800))
    page.click("#table tbody tr:nth-child(1)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    top = page.evaluate("document.getElementById('reader').getBoundingClientRect().top")
    assert abs(top) < 5, "the article comes into sight"
    shot(page, "phone-dark")
    page.click("#reader .back")
    assert page.evaluate("window.scrollY") < 100
    assert page.locator("#f-kind").is_hidden()
    page.click("#more summary")
    assert page.locator("#f-kind").is_visible()
    for view in ("overview", "company"):
        page.click(f"[data-view={view}]")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        shot(page, f"phone-dark-{view}")


def test_on_paper_are_all_rows_and_the_article(open_page, rows):
    page = open_page([*rows, *(row(n) for n in range(4, 130))], scheme="dark")
    assert page.locator("#table tbody tr").count() == 150
    page.click("#table tbody tr:nth-child(1)")
    (ARTIFACTS / "print.pdf").parent.mkdir(parents=True, exist_ok=True)
    page.pdf(path=str(ARTIFACTS / "print.pdf"), format="A4")
    assert page.locator("#table tbody tr").count() == 258
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.getElementById('filters')).display") == "none"
    table, reader = (page.locator(name).bounding_box() for name in ("#table", "#reader"))
    assert table["y"] + table["height"] <= reader["y"]


def test_an_article_without_a_title_goes_by_its_first_line(open_page):
    page = open_page([row(1, title=False, page=3)])
    page.click("#table tbody tr:nth-child(1)")
    assert page.inner_text("#reader h2").startswith("今年上半年，北辰电池")
    assert "PDF 页\n3" in page.inner_text("#reader .facts")


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
