"""Size of the page for 20,000 claims and the time its table takes to filter and to sort in Chromium.

    python benchmarks/view.py [CLAIMS]

Prints milliseconds; the ratio to one JSON.parse of the page's own data in the same browser is the figure to
compare between machines.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from view_records import row

from pipeline.view import write_view

FILTER = """(words) => { const box = document.getElementById("search");
const start = performance.now();
for (const w of words) { box.value = w; box.dispatchEvent(new Event("input", {bubbles: true})); }
return (performance.now() - start) / words.length; }"""
SORT = """() => { const start = performance.now();
document.querySelector("#table th:nth-child(4) button").click(); return performance.now() - start; }"""
PARSE = """() => { const start = performance.now(); JSON.parse(document.getElementById("data").textContent);
return performance.now() - start; }"""


def main(claims: int) -> None:
    """Prints one line a figure."""
    names = ("北辰电池", "东岭重工", "云港物流", "澜江银行", "松石半导体")
    rows = [
        row(n, company=names[n % 5], amount=10 + n % 900, extra="补充说明。" * 20) for n in range(claims // 2)
    ]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = write_view(rows, Path(folder) / "view.html")[0]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(file.as_uri())
        parse = page.evaluate(PARSE)
        filtering = page.evaluate(FILTER, ["北辰", "东岭 250", "营业收入", "没有", ""])
        sorting = page.evaluate(SORT)
        browser.close()
        print(f"{claims} claims: page {file.stat().st_size / 1e6:.1f} MB")
        print(f"parse {parse:.0f} ms  filter {filtering:.0f} ms  sort {sorting:.0f} ms")
        print(f"filter / parse {filtering / parse:.2f}  sort / parse {sorting / parse:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
