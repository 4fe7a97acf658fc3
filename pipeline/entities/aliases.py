"""Which mentions of an article are the same: aliases lead to one canonical name, the fullest that the text
uses.

Two names are one where the lexicon says so (阿里, 阿里巴巴), where the text introduces a short name
（以下简称“XX”）, or where one is the other without what companies and places add to a name: 小米, 小米集团,
小米公司, 小米科技有限责任公司; 北京, 北京市. A foreign person's family name is the person (马斯克,
埃隆·马斯克). Only names of one label are joined, persons only among persons.
"""

import re
from collections.abc import Iterable, Mapping

# 股份有限公司 集团有限公司 有限责任公司 集团 公司 控股 股份 科技 …
_COMPANY_TAIL = re.compile(
    r"(?:[（(][一-鿿]{2,4}[)）]|股份|有限|责任|集团|公司|控股|科技|技术|网络|信息|电子|通讯|通信|汽车|国际|中国|"
    r"Inc\.?|Corp\.?|Group|Ltd\.?|[ ,.]|[AB]$)+\Z"
)
_LEGAL = re.compile(r"(?:公司|Inc\.?|Ltd\.?)\Z")
_PLACE_TAIL = re.compile(r"(?<=..)(?:省|市|区|县|国|州|自治区|特别行政区)\Z")


def core(name: str, label: str) -> str:
    """The name without its legal form or administrative suffix; the name itself where nothing would be left.

    >>> core("小米科技有限责任公司", "ORG")
    '小米'
    >>> core("北京市", "GPE")
    '北京'
    """
    if label == "ORG":
        short = _COMPANY_TAIL.sub("", name)
    elif label in ("GPE", "LOC"):
        short = _PLACE_TAIL.sub("", name)
    elif label == "PERSON":
        short = re.split(r"[·•.\-－ ]", name)[-1]
    else:
        short = name
    return short if len(short) >= 2 else name


def canonical_names(
    names: Iterable[tuple[str, str, str | None]], introduced: Mapping[str, str]
) -> dict[tuple[str, str], str]:
    """(text, label) → canonical name, for the names of an article in order: (text, label, lexicon's name or
    None).

    `introduced` maps a short name to the name that it was introduced for.
    """
    rows = list({(text, label): known for text, label, known in names}.items())
    parent: dict[tuple[str, str], tuple[str, str]] = {pair: pair for pair, _ in rows}

    def root(pair: tuple[str, str]) -> tuple[str, str]:
        while parent[pair] != pair:
            parent[pair] = parent[parent[pair]]
            pair = parent[pair]
        return pair

    first: dict[tuple[str, str], tuple[str, str]] = {}
    parts: dict[str, tuple[str, str]] = {}
    for (text, label), known in rows:
        pair = (text, label)
        keys = [(core(text, label).lower(), label)]
        if known:
            keys.append((f"={known}", label))
        for key in keys:
            if key in first:
                parent[root(pair)] = root(first[key])
            first.setdefault(key, pair)
        if label == "ORG" and _LEGAL.search(text):
            bare = core(text, label)[:30]
            for i in range(len(bare) - 1):
                for j in range(i + 2, len(bare) + 1):
                    parts.setdefault(bare[i:j], pair)
    for (text, label), known in rows:
        long = introduced.get(text)
        if long and (long, label) in parent:
            parent[root((text, label))] = root((long, label))
        elif label == "ORG" and not known and not _LEGAL.search(text):
            whole = parts.get(core(text, label))  # 帕瓦股份 of 浙江帕瓦新能源股份有限公司
            if whole:
                parent[root((text, label))] = root(whole)
    fullest: dict[tuple[str, str], str] = {}
    for pair, _ in rows:
        top = root(pair)
        fullest[top] = max(fullest.get(top, ""), pair[0], key=len)
    return {pair: fullest[root(pair)] for pair, _ in rows}
