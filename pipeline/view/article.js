// The reader: the article with entities, quantities and times marked, the chosen claim and its parts lit up.
const reader = document.getElementById("reader");
// One column, the article below the table: phones and narrow windows.
const narrow = window.matchMedia("(max-width:820px)");

function spansOf(article, chosen) {
  const spans = [];
  const add = (start, end, cls, extra = {}) => { if (start !== null && end !== null && start < end) spans.push({start, end, cls, ...extra}); };
  article.entities.forEach(([start, end, label, , canonical, code]) => add(start, end, `ent ${label}`, {title: `${label} ${canonical}${code ? " " + code : ""}`}));
  article.times.forEach(([start, end, from, to]) => add(start, end, "when", {title: [from, to].filter(Boolean).join(" – ")}));
  article.quantities.forEach((c) => add(c.start, c.end, `q ${c.role}`, {claim: c, title: `${word("kind_" + c.kind)} ${normalised(c)}`}));
  if (chosen && chosen.article === article) {
    add(chosen.sentence_start, chosen.sentence_end, "lit-sentence");
    add(chosen.subject_start, chosen.subject_end, "lit lit-subject", {title: word("subject")});
    add(chosen.metric_start, chosen.metric_end, "lit lit-metric", {title: word("metric")});
    add(chosen.time_start, chosen.time_end, "lit lit-time", {title: word("time")});
    add(chosen.start, chosen.end, "lit lit-value");
  }
  return spans;
}
// Cuts the text at every span edge; each piece carries the classes of all spans over it.
function marked(points, spans) {
  const edges = [...new Set([0, points.length, ...spans.flatMap((s) => [s.start, s.end])])].filter((e) => e <= points.length).sort((a, b) => a - b);
  const opening = new Map();
  spans.forEach((s) => { if (!opening.has(s.start)) opening.set(s.start, []); opening.get(s.start).push(s); });
  const nodes = [];
  let open = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    open = open.filter((s) => s.end > edges[i]).concat(opening.get(edges[i]) || []);
    const text = points.slice(edges[i], edges[i + 1]).join("");
    if (!open.length) { nodes.push(visible(text)); continue; }
    const claim = open.map((s) => s.claim).find(Boolean);
    const node = make("span", {class: open.map((s) => s.cls).join(" "), title: open.map((s) => s.title).filter(Boolean).join("\n") || null});
    node.textContent = visible(text);
    if (claim && claim.role === "claim") {
      const go = () => { choose(claim, {scrollTable: true, open: true}); reader.querySelector(".text .lit-value")?.focus({preventScroll: true}); };
      node.tabIndex = 0;
      node.setAttribute("role", "button");
      node.addEventListener("click", go);
      node.addEventListener("keydown", (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); e.stopPropagation(); go(); } });
    }
    nodes.push(node);
  }
  return nodes;
}
function facts(c) {
  const list = make("dl", {class: "facts"});
  const add = (key, value, cls) => { if (value) list.append(make("div", {}, make("dt", {}, word(key)), make("dd", {class: cls || null}, value))); };
  const subject = c.name && c.subject && c.name !== c.subject ? `${c.subject}（${c.name}）` : c.subject;
  add("subject", subject && (c.role === "claim" ? link(subject, () => openCompany(c.name)) : subject), "lit-subject");
  add("metric", c.metric, "lit-metric");
  add("value", c.text, "lit-value"); if (normalised(c) !== c.text) add("normal", normalised(c));
  add("time", [c.time_text, period(c)].filter(Boolean).join(" · "), c.time_text ? "lit-time" : null);
  add("change", change(c)); add("versus", c.versus); add("modality", word("modality_" + c.modality)); add("source", c.source);
  add("qualifier", (c.qualifiers || []).map((id) => c.article.quantities.find((q) => q.id === id)?.text).filter(Boolean).join(" · "));
  add("page", c.page); add("confidence", Math.round(c.confidence * 100) + "%");
  if (contradicted.has(c)) add("conflicts", link(word("contradicted"), () => openCompany(c.name)), "alarm");
  return list;
}
function rawSource(c) {
  const source = c.article.source === true ? c.article.text : c.article.source;
  const box = make("details", {class: "raw"}, make("summary", {}, word("raw")));
  box.addEventListener("toggle", () => {
    if (!box.open || box.childElementCount > 1) return;
    if (source === null) { box.append(make("p", {}, word("rawGone"))); return; }
    const points = Array.from(source);
    const pre = make("pre", {tabindex: 0, "aria-label": word("raw")});
    if (c.source_start === null) { box.append(make("p", {}, word("rawApart"))); pre.append(visible(source)); }
    else pre.append(visible(points.slice(0, c.source_start).join("")), make("mark", {}, points.slice(c.source_start, c.source_end).join("")), visible(points.slice(c.source_end).join("")));
    box.append(pre);
    const mark = pre.querySelector("mark");
    if (mark) pre.scrollTop = mark.offsetTop - pre.offsetTop - pre.clientHeight / 2;
  });
  return box;
}
const legend = () => make("p", {class: "key", "aria-label": word("legend")},
  ...[["q claim", "claim"], ["q qualifier", "qualifier"], ["when", "when"], ["ent ORG", "ORG"], ["ent PERSON", "PERSON"], ["ent GPE", "place"], ["ent PRODUCT", "PRODUCT"]]
    .flatMap(([cls, key]) => [make("span", {class: cls}, word(key)), " "]));
function showArticle(c, open = false) {
  const {article} = c;
  const info = article.info;
  const body = make("div", {class: "text", lang: info.script === "traditional" ? "zh-TW" : "zh-CN"});
  body.append(...marked(codePoints(article), spansOf(article, c)));
  const record = make("details", {class: "json"}, make("summary", {}, word("json")));
  record.addEventListener("toggle", () => { if (record.open && record.childElementCount === 1) record.append(make("pre", {tabindex: 0, "aria-label": word("json")}, asJson(c))); });
  const top = make("div", {class: "top"}, make("button", {type: "button", class: "link back", onclick: () => document.getElementById("view-claims").scrollIntoView()}, word("back")),
    make("h2", {}, article.title), facts(c));
  reader.replaceChildren(top, make("p", {class: "meta"}, [...new Set([info.published, info.path, info.format, info.encoding])].filter(Boolean).join(" · ")), record, rawSource(c), legend(), body);
  const here = body.querySelector(".lit-value");
  if (!here) return;
  if (narrow.matches) { if (open) reader.scrollIntoView(); return; }
  // The value in the middle of what the pinned head leaves free.
  const free = reader.getBoundingClientRect().top + top.offsetHeight;
  reader.scrollTop += here.getBoundingClientRect().top - (free + (reader.clientHeight - top.offsetHeight) / 2);
}
function emptyReader() { if (!table.chosen) reader.replaceChildren(make("p", {class: "empty"}, word("choose"))); }
