// The reader: the article with entities, quantities and times marked, the chosen claim and its parts lit up.
const reader = document.getElementById("reader");

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
      node.tabIndex = 0;
      node.setAttribute("role", "button");
      node.addEventListener("click", () => choose(claim, {scrollTable: true}));
      node.addEventListener("keydown", (e) => { if (e.key === "Enter") { e.stopPropagation(); choose(claim, {scrollTable: true}); } });
    }
    nodes.push(node);
  }
  return nodes;
}
function facts(c) {
  const list = make("dl", {class: "facts"});
  const add = (key, value, cls) => { if (value) list.append(make("dt", {}, word(key)), make("dd", {class: cls || null}, value)); };
  add("subject", c.name && c.subject && c.name !== c.subject ? `${c.subject}（${c.name}）` : c.subject, "lit-subject");
  add("metric", c.metric, "lit-metric");
  add("value", c.text, "lit-value"); add("normal", normalised(c));
  add("time", [c.time_text, period(c)].filter(Boolean).join(" · "), c.time_text ? "lit-time" : null);
  add("change", change(c)); add("modality", word("modality_" + c.modality)); add("source", c.source);
  add("qualifier", (c.qualifiers || []).map((id) => c.article.quantities.find((q) => q.id === id)?.text).filter(Boolean).join(" · "));
  add("confidence", Math.round(c.confidence * 100) + "%");
  return list;
}
function rawSource(c) {
  const source = c.article.source === true ? c.article.text : c.article.source;
  const box = make("details", {class: "raw"}, make("summary", {}, word("raw")));
  box.addEventListener("toggle", () => {
    if (!box.open || box.childElementCount > 1) return;
    if (source === null) { box.append(make("p", {}, word("rawGone"))); return; }
    const points = Array.from(source);
    const pre = make("pre", {});
    if (c.source_start === null) pre.append(visible(source));
    else pre.append(visible(points.slice(0, c.source_start).join("")), make("mark", {}, points.slice(c.source_start, c.source_end).join("")), visible(points.slice(c.source_end).join("")));
    box.append(pre);
    pre.querySelector("mark")?.scrollIntoView({block: "nearest"});
  });
  return box;
}
function showArticle(c) {
  const {article} = c;
  const info = article.info;
  const body = make("div", {class: "text", lang: info.script === "traditional" ? "zh-TW" : "zh-CN"});
  body.append(...marked(codePoints(article), spansOf(article, c)));
  const record = make("details", {class: "json"}, make("summary", {}, word("json")));
  record.addEventListener("toggle", () => { if (record.open && record.childElementCount === 1) record.append(make("pre", {}, asJson(c))); });
  reader.replaceChildren(make("h2", {}, article.title),
    make("p", {class: "meta"}, [info.published, info.path, info.format, info.encoding].filter(Boolean).join(" · ")),
    facts(c), record, rawSource(c), body);
  const here = body.querySelector(".lit-value");
  if (here) reader.scrollTop += here.getBoundingClientRect().top - reader.getBoundingClientRect().top - reader.clientHeight / 2;
}
function emptyReader() { if (!table.chosen) reader.replaceChildren(make("p", {class: "empty"}, word("choose"))); }
