// The table of claims: filter, sort, choose, copy. Rows are added as one scrolls, so that 20,000 claims stay quick.
const COLUMNS = [
  ["subject", (c) => c.name || c.subject || "", "text"],
  ["metric", (c) => c.metric || "", "text"],
  ["value", (c) => c.text, "number"],
  ["normal", normalised, "number"],
  ["change", change, "text"],
  ["time", (c) => c.time_text || "", "day"],
  ["modality", (c) => word("modality_" + c.modality), "text"],
  ["source", (c) => c.source || "", "text"],
  ["article", (c) => c.article.title, "text"],
  ["confidence", (c) => Math.round(c.confidence * 100) + "%", "confidence"],
];
const PAGE = 150;
const table = {rows: [], shown: 0, sort: null, descending: false, chosen: null};
const tbody = document.querySelector("#table tbody");
const filterIds = {search: "search", subject: "f-subject", metric: "f-metric", kind: "f-kind", modality: "f-modality", from: "f-from", to: "f-to", article: "f-article"};
const filterNow = () => Object.fromEntries(Object.entries(filterIds).map(([k, id]) => [k, document.getElementById(id).value.trim()]));

const SORT_KEYS = {
  number: (c) => Number(c.value ?? c.low ?? 0), day: (c) => c.time_from || c.time_to || "", confidence: (c) => c.confidence,
};
function refresh() {
  table.rows = filtered(filterNow());
  if (table.sort !== null) {
    const [, text, type] = COLUMNS[table.sort];
    const key = SORT_KEYS[type] || text;
    const sign = table.descending ? -1 : 1;
    const keyed = table.rows.map((c, i) => [key(c), i, c]);
    keyed.sort((a, b) => (a[0] < b[0] ? -sign : a[0] > b[0] ? sign : a[1] - b[1]));
    table.rows = keyed.map((k) => k[2]);
  }
  tbody.replaceChildren();
  table.shown = 0;
  document.getElementById("scroll").scrollTop = 0;
  showMore();
  document.getElementById("hits").textContent = `${table.rows.length} ${word("hits")} (${word("of")} ${claims.length})`;
}
function showMore() {
  const next = table.rows.slice(table.shown, table.shown + PAGE);
  tbody.append(...next.map(rowOf));
  table.shown += next.length;
}
function rowOf(c, offset) {
  const row = make("tr", {tabindex: -1, "data-key": keyOf(c), "aria-selected": c === table.chosen ? "true" : "false"});
  COLUMNS.forEach(([name, text, type]) => row.append(make("td", {class: `${name} as-${type}`, title: text(c).length > 12 ? visible(text(c)) : null}, text(c))));
  row.append(make("td", {class: "act"}, make("button", {type: "button", class: "copy", title: word("copy"), "aria-label": word("copy"), onclick: (e) => { e.stopPropagation(); copy(c, e.currentTarget); }}, "⧉")));
  row.claim = c;
  return row;
}
const keyOf = (c) => `${c.article.info.id}/${c.id}`;
async function copy(c, button) {
  const text = asJson(c);
  try { await navigator.clipboard.writeText(text); } catch {
    const area = make("textarea", {}, "");
    area.value = text; document.body.append(area); area.select(); document.execCommand("copy"); area.remove();
  }
  button.textContent = "✓"; button.title = word("copied");
  setTimeout(() => { button.textContent = "⧉"; button.title = word("copy"); }, 1200);
}
function choose(c, {scrollTable = false, focus = false} = {}) {
  table.chosen = c;
  if (scrollTable) {
    let at = table.rows.indexOf(c);
    if (at < 0) { document.getElementById("filters").reset(); refresh(); at = table.rows.indexOf(c); }
    while (table.shown <= at) showMore();
  }
  for (const row of tbody.children) {
    const here = row.claim === c;
    row.setAttribute("aria-selected", here ? "true" : "false");
    row.tabIndex = here ? 0 : -1;
    if (here && scrollTable) row.scrollIntoView({block: "center"});
    if (here && focus) row.focus({preventScroll: false});
  }
  showArticle(c);
  history.replaceState(null, "", "#claim=" + encodeURIComponent(keyOf(c)));
}
function head() {
  const line = document.querySelector("#table thead tr");
  line.replaceChildren(...COLUMNS.map(([name, , type], i) => make("th", {scope: "col", class: `as-${type}`, "aria-sort": table.sort === i ? (table.descending ? "descending" : "ascending") : "none"},
    make("button", {type: "button", onclick: () => { table.descending = table.sort === i && !table.descending; table.sort = i; head(); refresh(); }},
      word(name) + (table.sort === i ? (table.descending ? " ▼" : " ▲") : "")))), make("th", {class: "act"}, make("span", {class: "hidden"}, word("copy"))));
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
