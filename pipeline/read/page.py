"""What a web page says of itself: title, date, source and author from its meta tags, JSON-LD and headline.

A date is taken where it is declared (`article:published_time`, `datePublished`, `<time datetime>` and the
like), else where a date with the time of day stands near the top, as news sites print it; never guessed
from the text. Moments in other time zones are told in that of China.
"""

import html
import json
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from pipeline.read.front import dateline_date, iso_date

CHINA = timezone(timedelta(hours=8))
_HEAD = 300_000  # characters; what a page says of itself stands at its top

_META = re.compile(r"<meta\s[^<>]{1,2000}>", re.I)
_ATTRIBUTE = re.compile(
    r"([a-zA-Z:_-]+)\s{0,5}=\s{0,5}(?:\"([^\"]{0,1000})\"|'([^']{0,1000})'|([^\s\"'>]{1,200}))"
)
_JSON_LD = re.compile(r"<script[^<>]{0,200}application/ld\+json[^<>]{0,200}>", re.I)
_TIME = re.compile(r"<time\s[^<>]{0,300}datetime\s{0,5}=\s{0,5}[\"']?([^\"'<>]{4,40})", re.I)
_H1 = re.compile(r"<h1(?:\s[^<>]{0,500})?>(.{1,500}?)</h1", re.I | re.S)
_TITLE = re.compile(r"<title(?:\s[^<>]{0,200})?>([^<]{1,500})</title", re.I)
_TAGS = re.compile(r"<[^<>]{0,500}>")
# Headline_Site | Headline - Site
_SITE_SUFFIX = re.compile(r"\s*[_|｜–—-]\s*[^_|｜–—]{1,20}\Z")

_UNSEEN = ("head", "script", "style", "noscript", "template")
_HIDDEN = re.compile(rf"<({'|'.join(_UNSEEN)})[\s>]", re.I)
_CLOSES = {name: re.compile(f"</{name}[^>]{{0,20}}", re.I) for name in _UNSEEN}

_DATES = (
    "article:published_time", "og:published_time", "og:release_date", "datepublished", "pubdate",
    "publishdate", "publish_date", "publish-date", "weibo:article:create_at", "apub:time", "dc.date",
    "dcterms.created", "date",
)  # fmt: skip
_TITLES = ("og:title", "twitter:title", "title")
_SOURCES = ("og:site_name", "source", "mediaid", "copyright")
_AUTHORS = ("author", "article:author", "og:article:author")
_CHARSET = re.compile(rb"charset\s{0,5}=\s{0,5}[\"']?([a-zA-Z0-9_-]{3,20})", re.I)


def declared_charset(data: bytes) -> str | None:
    """The charset that a page's head or XML declaration names."""
    found = _CHARSET.search(data, 0, 5000)
    return found.group(1).decode("ascii").lower() if found else None


def shows_text(text: str) -> bool:
    """Whether a page has any text outside of its head, scripts and styles; in time linear in its length."""
    position = 0
    while True:
        tag = text.find("<", position)
        if text[position : tag if tag >= 0 else len(text)].replace("&nbsp;", "").strip():
            return True
        if tag < 0:
            return False
        hidden = _HIDDEN.match(text, tag)
        if text.startswith("<!--", tag):
            end = text.find("-->", tag)
        elif hidden:
            close = _CLOSES[hidden.group(1).lower()].search(text, tag)
            end = close.end() if close else -1
        else:
            end = text.find(">", tag)
        if end < 0:
            return not hidden
        position = end + 1


def page_meta(text: str) -> dict[str, str]:
    """`title`, `published` (an ISO date), `source` and `author`, as far as the page says them."""
    top = text[:_HEAD]
    meta = _meta_tags(top)
    linked = _linked_data(top)
    found = {
        "title": _first(meta, _TITLES) or linked.get("headline") or _headline(top),
        "published": _date(_first(meta, _DATES)) or _date(linked.get("datePublished")) or _printed_date(top),
        "source": _first(meta, _SOURCES) or linked.get("publisher"),
        "author": _first(meta, _AUTHORS) or linked.get("author"),
    }
    return {k: v.strip() for k, v in found.items() if v and v.strip()}


def _meta_tags(top: str) -> dict[str, str]:
    tags: dict[str, str] = {}
    for tag in _META.finditer(top):
        found = _ATTRIBUTE.findall(tag.group())
        attributes = {name.lower(): html.unescape(a or b or c) for name, a, b, c in found}
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        if name and attributes.get("content"):
            tags.setdefault(name.lower(), attributes["content"])
    return tags


def _linked_data(top: str) -> dict[str, str]:
    """Headline, date, author and publisher of the first JSON-LD object that has a date."""
    for script in _JSON_LD.finditer(top):
        close = top.find("</script", script.end())
        try:
            value = json.loads(top[script.end() : close if close >= 0 else len(top)])
        except (ValueError, RecursionError):
            continue
        for item in _objects(value):
            if item.get("datePublished"):
                return {
                    "headline": str(item.get("headline") or ""),
                    "datePublished": str(item["datePublished"]),
                    "author": _name(item.get("author")),
                    "publisher": _name(item.get("publisher")),
                }
    return {}


def _objects(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        graph = value.get("@graph")
        return [value, *([g for g in graph if isinstance(g, dict)] if isinstance(graph, list) else [])]
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _name(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(filter(None, map(_name, value[:5])))
    if isinstance(value, dict):
        value = value.get("name")
    return str(value or "")


def _first(values: dict[str, str], keys: tuple[str, ...]) -> str | None:
    return next((values[k] for k in keys if values.get(k)), None)


def _date(value: str | None) -> str | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return iso_date(value)
    return (moment.astimezone(CHINA) if moment.tzinfo else moment).date().isoformat()


def _printed_date(top: str) -> str | None:
    if time := _TIME.search(top):
        return _date(time.group(1))
    body = top.lower().find("<body")
    shown = _TAGS.sub(" ", top[max(body, 0) : max(body, 0) + 60_000])[:4000]
    return dateline_date(shown)


def _headline(top: str) -> str | None:
    h1 = _H1.findall(top)
    if len(h1) == 1:
        return " ".join(html.unescape(_TAGS.sub("", h1[0])).split())
    if title := _TITLE.search(top):
        words = " ".join(html.unescape(title.group(1)).split())
        return _SITE_SUFFIX.sub("", words) or words
    return None


def epoch_date(value: object) -> str | None:
    """The ISO date of seconds or milliseconds since 1970; None where the number is no such moment."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    seconds = value / 1000 if value > 1e11 else value
    if not 631_152_000 <= seconds < 4_102_444_800:  # 1990 to 2100
        return None
    return datetime.fromtimestamp(seconds, UTC).astimezone(CHINA).date().isoformat()
