"""Pictures of the page for view.md, in both languages; needs Chromium and the development packages.

    python docs/screenshots.py

The articles of corpus/, and those that the test of `newsclaims conflicts` has to contradict each other, are
run over in a temporary folder. Pictures have few colours, so 96 of them are kept.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

from build import shell  # noqa: E402

from tests.test_cli_conflicts import ARTICLES  # noqa: E402


def main() -> None:
    """Writes eight pictures and two of a phone."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        shutil.copytree(ROOT / "corpus", folder / "corpus")
        rows = [
            {"id": key, "title": key, "text": text, "published": "2025-10-28"}
            for key, text in ARTICLES.items()
        ]
        (folder / "corpus" / "batteries.jsonl").write_text(
            "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
        )
        shell("newsclaims run corpus --quiet && newsclaims view", folder)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = (folder / "outputs" / "view.html").as_uri()
        walk(browser, page, "zh", "light", (1280, 800))
        walk(browser, page, "en", "dark", (1280, 800))
        walk(browser, page, "zh", "light", (390, 780), only=("table", "article"))
        browser.close()


def walk(
    browser: Browser,
    address: str,
    language: str,
    scheme: str,
    size: tuple[int, int],
    *,
    only: tuple[str, ...] = ("table", "article", "overview", "company"),
) -> None:
    """The four views one after the other."""
    context = browser.new_context(
        locale={"zh": "zh-CN", "en": "en-US"}[language],
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    page.goto(address)
    kind = "phone-" if size[0] < 500 else ""
    for view in only:
        if view == "table":
            page.fill("#search", "净利润")
        if view == "article":
            page.fill("#search", "远航动力")
            page.click("#table tbody tr:nth-child(4)")
        if view == "overview":
            page.click("[data-view=overview]")
            page.select_option("#series-subject", index=0)
        if view == "company":
            page.click("#view-overview .clashes button >> nth=0")
        picture = IMAGES / f"{kind}{view}-{language}.png"
        page.screenshot(path=str(picture))
        Image.open(picture).convert("RGB").quantize(96, dither=Image.Dither.NONE).save(picture, optimize=True)
    context.close()


if __name__ == "__main__":
    main()
