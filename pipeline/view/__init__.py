"""Records → one self-contained HTML page, or a folder of pages where there are too many claims for one.

The page needs no network and no server: style, script and data are inside it, and it works from `file://`.
Data are embedded as JSON in which `<`, `>`, `&` and the line separators of JavaScript are escaped; the script
puts them on the page as text only. A content security policy forbids every request.
"""

from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from pipeline.view.data import PageData, Row, Totals, page_data

# A page of this many claims is about 10 MB with its texts and still filters within a tenth of a second.
CLAIMS_PER_PAGE = 30_000

# In the order in which they are put into the page; each file is one view or one concern.
SCRIPTS = tuple(
    f"{name}.js" for name in ("words", "model", "table", "article", "charts", "overview", "company", "main")
)


def write_view(
    rows: Iterable[Row],
    target: Path,
    *,
    failures: Sequence[tuple[str, str]] = (),
    conflicts: Iterable[Sequence[tuple[str, str]]] = (),
    claims_per_page: int = CLAIMS_PER_PAGE,
) -> list[Path]:
    """Writes the page `target` (an .html file) and returns the files written, the one to open first.

    `failures` are (path, reason) pairs; `conflicts` are groups of (article id, claim id) that contradict
    each other.
    With more than `claims_per_page` claims, `target` becomes an index of pages in a folder beside it.
    Raises OSError where the files cannot be written.
    """
    groups = [tuple(group) for group in conflicts]
    parts = list(_parts(rows, claims_per_page))
    target.parent.mkdir(parents=True, exist_ok=True)
    if len(parts) <= 1:
        part = parts[0] if parts else []
        return [_write(target, "page.html.j2", data=page_data(part, failures=failures, conflicts=groups))]
    folder = target.with_suffix("")
    folder.mkdir(exist_ok=True)
    written, summaries = [], []
    for number, part in enumerate(parts, 1):
        file = folder / f"page-{number:04}.html"
        data = page_data(part, failures=(), conflicts=groups)
        written.append(_write(file, "page.html.j2", data=data, index=f"../{target.name}"))
        summaries.append((f"{folder.name}/{file.name}", data.totals))
    return [
        _write(target, "index.html.j2", pages=summaries, totals=_sum(summaries), failures=failures),
        *written,
    ]


def _parts(rows: Iterable[Row], limit: int) -> Iterator[list[Row]]:
    part: list[Row] = []
    count = 0
    for row in rows:
        if part and count + len(row.record.claims) > limit:
            yield part
            part, count = [], 0
        part.append(row)
        count += len(row.record.claims)
    if part:
        yield part


def _sum(summaries: Sequence[tuple[str, Totals]]) -> Totals:
    days = [t for _, t in summaries]
    return Totals(
        articles=sum(t.articles for t in days),
        claims=sum(t.claims for t in days),
        first=min((t.first for t in days if t.first), default=None),
        last=max((t.last for t in days if t.last), default=None),
    )


def _write(file: Path, template: str, *, data: PageData | None = None, **values: Any) -> Path:
    import jinja2

    folder = files("pipeline.view")
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: folder.joinpath(name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    html = environment.get_template(template).render(
        style=folder.joinpath("style.css").read_text(encoding="utf-8"),
        script="\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in SCRIPTS),
        data=embedded_json(data) if data else "",
        **{"index": None, **values},
    )
    temporary = file.with_name(file.name + ".tmp")
    temporary.write_text(html, encoding="utf-8")
    temporary.replace(file)
    return file


def embedded_json(data: Any) -> str:
    """JSON that may stand inside a <script> element: no character in it can end the element or a line."""
    text = msgspec.json.encode(data).decode()
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text
