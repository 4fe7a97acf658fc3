// The table of claims: filter, sort, choose, copy. Rows are added as one scrolls, so that 20,000 claims stay quick.
const COLUMNS = [
  ["subject", (c) => c.name || c.subject || "", "text"],
  ["metric", (c) => c.metric || "", "text"],
  ["value", (c) => c.text, "number"],
  ["normal", brief, "number"],
  ["change", change, "text"],
  ["time", (c) => c.time_text || "", "day"],
  ["modality", (c) => (c.modality === "actual" ? "" : word("modality_" + c.modality)), "text"],
  ["source", (c) => c.source || "", "text"],
  ["article", (c) => c.article.title, "text"],
  ["confidence", (c) => Math.round(c.confidence * 100) + "%", "confidence"],
];
const PAGE = 150;
const table = {rows: [], shown: 0, sort: null, descending: false, chosen: null};
const scroller = document.getElementById("scroll");
const tbody = document.querySelector("#table tbody");
const filterIds = {search: "search", subject: "f-subject", metric: "f-metric", kind: "f-kind", modality: "f-modality", from: "f-from", to: "f-to", article: "f-article"};
const filterNow = () => Object.fromEntries(Object.entries(filterIds).map(([k, id]) => [k, document.getElementById(id).value.trim()]));

// Chinese in the order of its pinyin, Latin and digits before it; what is empty comes last either way.
const collator = new Intl.Collator(["zh-Hans-CN", "en"], {numeric: true});
const SORT_KEYS = {
  number: (c) => Number(c.value ?? c.low ?? c.high ?? 0), day: (c) => c.time_from || c.time_to || "", confidence: (c) => c.confidence,
};
function sorted(rows) {
  const [, text, type] = COLUMNS[table.sort];
  const key = SORT_KEYS[type] || text;
  const sign = table.descending ? -1 : 1;
  const keyed = rows.map((c, i) => [key(c), i, c]);
  const order = typeof keyed[0]?.[0] === "number" || type === "day" ? (a, b) => (a < b ? -1 : a > b ? 1 : 0) : collator.compare;
  keyed.sort(([a, i], [b, j]) => (a === "" ? 1 : 0) - (b === "" ? 1 : 0) || sign * order(a, b) || i - j);
  return keyed.map((k) => k[2]);
}
function refresh() {
  table.rows = filtered(filterNow());
  if (table.sort !== null) table.rows = sorted(table.rows);
  tbody.replaceChildren();
  table.shown = 0;
  scroller.scrollTop = 0;
  showMore();
  if (!table.rows.length) tbody.append(make("tr", {class: "nothing"}, make("td", {colspan: COLUMNS.length + 1}, word("nothing"))));
  document.getElementById("hits").textContent = `${table.rows.length.toLocaleString("en")} ${word("hits")} (${word("of")} ${claims.length.toLocaleString("en")})`;
}
function showMore(count = PAGE) {
  const next = table.rows.slice(table.shown, table.shown + count);
  tbody.append(...next.map((c, i) => rowOf(c, table.shown + i)));
  table.shown += next.length;
}
function rowOf(c, at) {
  const here = c === table.chosen;
  // One row, the chosen or the first, is reached by Tab; the arrow keys go on from it.
  const row = make("tr", {tabindex: here || (at === 0 && !table.chosen) ? 0 : -1, "data-key": keyOf(c), "aria-selected": here ? "true" : "false", "aria-rowindex": at + 2});
  COLUMNS.forEach(([name, text, type]) => row.append(make("td", {class: `${name} as-${type}`, title: text(c) ? visible({time: `${c.time_text}\n${period(c)}`, normal: normalised(c)}[name] || text(c)) : null}, text(c))));
  if (contradicted.has(c)) row.querySelector("td.value").append(" ", make("span", {class: "alarm", role: "img", "aria-label": word("contradicted"), title: word("contradicted")}, "≠"));
  row.append(make("td", {class: "act"}, make("button", {type: "button", tabindex: here ? 0 : -1, class: "copy", title: word("copy"), "aria-label": word("copy"), onclick: (e) => { e.stopPropagation(); copy(c, e.currentTarget); }}, icon())));
  row.claim = c;
  return row;
}
const keyOf = (c) => `${c.article.info.id}/${c.id}`;
// Two sheets, as an icon that needs no font.
const icon = () => make("svg", {viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": "true"}, make("rect", {x: 1.5, y: 1.5, width: 8.5, height: 9.5, rx: 1.5}), make("rect", {x: 6, y: 5, width: 8.5, height: 9.5, rx: 1.5}));
async function copy(c, button) {
  const text = asJson(c);
  try { await navigator.clipboard.writeText(text); } catch {
    const area = make("textarea", {}, "");
    area.value = text; document.body.append(area); area.select(); document.execCommand("copy"); area.remove();
  }
  button.textContent = "OK"; button.title = word("copied");
  document.getElementById("said").textContent = word("copied");
  setTimeout(() => { button.replaceChildren(icon()); button.title = word("copy"); document.getElementById("said").textContent = ""; }, 1200);
}
// `scrollTable`: the row moves into sight in its table; `focus`: and is focused; `open`: the article too, where it stands below.
function choose(c, {scrollTable = false, focus = false, open = false} = {}) {
  table.chosen = c;
  if (scrollTable) {
    let at = table.rows.indexOf(c);
    if (at < 0) { document.getElementById("filters").reset(); refresh(); at = table.rows.indexOf(c); }
    while (table.shown <= at) showMore();
  }
  for (const row of tbody.querySelectorAll("tr[data-key]")) {
    const here = row.claim === c;
    row.setAttribute("aria-selected", here ? "true" : "false");
    row.tabIndex = here ? 0 : -1;
    row.querySelector(".copy").tabIndex = here ? 0 : -1;
    if (here && scrollTable) scroller.scrollTop = row.offsetTop - (scroller.clientHeight - row.offsetHeight) / 2;
    if (here && focus) row.focus({preventScroll: true});
  }
  showArticle(c, open);
  address("claim", keyOf(c));
}
function head() {
  const line = document.querySelector("#table thead tr");
  document.querySelector("#table colgroup").replaceChildren(...COLUMNS.map(([name]) => make("col", {class: name})), make("col", {class: "act"}));
  line.replaceChildren(...COLUMNS.map(([name, , type], i) => make("th", {scope: "col", class: `${name} as-${type}`, "aria-sort": table.sort === i ? (table.descending ? "descending" : "ascending") : "none"},
    make("button", {type: "button", "data-sort": name, title: word(name), "aria-label": shortWord(name) === word(name) ? null : `${shortWord(name)} (${word(name)})`, onclick: () => { table.descending = table.sort === i && !table.descending; table.sort = i; head(); refresh(); document.querySelector(`[data-sort=${name}]`).focus(); }},
      shortWord(name) + (table.sort === i ? (table.descending ? " ▼" : " ▲") : "")))), make("th", {class: "act"}, make("span", {class: "hidden"}, word("copy"))));
}
function move(step) {
  const at = table.chosen ? table.rows.indexOf(table.chosen) : -1;
  const next = table.rows[Math.min(Math.max(at + step, 0), table.rows.length - 1)];
  if (next) choose(next, {scrollTable: true, focus: true});
}
function options(id, entries) {
  const select = document.getElementById(id);
  const before = select.value;
  select.replaceChildren(make("option", {value: ""}, word("all")), ...entries.map(([value, label]) => make("option", {value}, label)));
  select.value = before;
}
function fillFilters() {
  options("f-kind", counted(claims, (c) => c.kind).map(([k, n]) => [k, `${word("kind_" + k)} (${n})`]));
  options("f-modality", counted(claims, (c) => c.modality).map(([k, n]) => [k, `${word("modality_" + k)} (${n})`]));
  options("f-article", articles.map((a) => [a.info.id, (a.title || "").slice(0, 40)]));
  for (const [id, key] of [["subjects", (c) => c.name], ["metrics", (c) => c.metric]])
    document.getElementById(id).replaceChildren(...counted(claims, key).slice(0, 500).map(([value]) => make("option", {value})));
}
