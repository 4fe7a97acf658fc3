// The embedded data as objects, small DOM makers, and the filter.
const data = JSON.parse(document.getElementById("data").textContent);
const articles = data.articles.map((a, index) => ({...a, index, title: a.heading}));
const byId = new Map(articles.map((a) => [a.info.id, a]));
const allQuantities = [];
for (const article of articles) {
  article.quantities = article.claims.map((columns) => {
    const claim = {article};
    data.columns.forEach((name, i) => { claim[name] = columns[i]; });
    return claim;
  });
  allQuantities.push(...article.quantities);
}
const claims = allQuantities.filter((c) => c.role === "claim");
const subjectOf = (c) => {
  const entity = c.subject_entity && c.article.entities.find((e) => e[3] === c.subject_entity);
  return entity ? entity[4] : c.subject;
};
const contradicted = new Set();
for (const c of claims) {
  c.name = subjectOf(c) || "";
  c.day = c.time_to || c.time_from || c.article.info.published || "";
  c.haystack = [c.subject, c.name, c.metric, c.text, c.time_text, c.source, c.article.title, c.unit].filter(Boolean).join("\n").toLowerCase();
}

// Characters that reorder text are shown as marks: they must not change how evidence reads.
const visible = (text) => text.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "\u2316");

function make(tag, attributes = {}, ...children) {
  const svg = ["svg", "g", "rect", "line", "path", "circle", "text", "title"].includes(tag);
  const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((c) => c !== null && c !== undefined).map((c) => (c instanceof Node ? c : visible(String(c)))));
  return node;
}

const link = (text, go) => make("button", {type: "button", class: "link", onclick: go}, text);

const grouped = (digits) => {
  const [whole, part] = digits.split(".");
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",") + (part ? "." + part : "");
};
function normalised(c, written = grouped) {
  const number = c.value !== null ? written(c.value) : [c.low, c.high].filter((x) => x !== null).map((x) => written(x)).join(" – ");
  const bound = WORDS["bound_" + c.bound] ? word("bound_" + c.bound) + " " : "";
  return `${bound}${number}${c.unit ? (c.unit === "%" ? "" : " ") + c.unit : ""}${c.per ? " / " + c.per : ""}`;
}
const said = (c) => (WORDS["bound_" + c.bound] ? word("bound_" + c.bound) + " " : "") + c.text;
// With at most six digits, which is what a row of the table has room for.
const brief = (c) => normalised(c, (digits) => short(Number(digits), 6));
const change = (c) => [c.basis && word(c.basis), c.direction && {up: "▲", down: "▼", flat: "＝"}[c.direction]].filter(Boolean).join(" ");
const period = (c) => (c.time_from || c.time_to ? [c.time_from, c.time_to].map((d) => d || "…").filter((d, i, a) => i === 0 || d !== a[0]).join(" – ") : "");
// The claim as it stands in the record: numbers with all their digits, the time in one piece.
const OF_TIME = {time_text: "text", time_from: "from", time_to: "to", time_start: "start", time_end: "end"};
function asJson(c) {
  const {info, provenance} = c.article;
  const fields = {}, digits = [];
  let time = null;
  for (const name of data.columns) {
    const value = c[name];
    if (name in OF_TIME) { if (value !== null) (time ||= {})[OF_TIME[name]] = value; }
    else if (["value", "low", "high"].includes(name) && value !== null) { fields[name] = `@${digits.length}@`; digits.push(value); }
    else if (value !== null || !["page", "box"].includes(name)) fields[name] = value;
  }
  const record = {article: info.id, title: info.title ?? null, published: info.published ?? null, path: info.path ?? null, ...fields, time, sentence: sentenceOf(c), provenance: data.provenance[provenance]};
  return JSON.stringify(record, null, 2).replace(/^(  "(?:value|low|high)": )"@(\d)@"/gm, (_, key, i) => key + digits[i]);
}
// Offsets count code points; JavaScript's strings count UTF-16 units.
const codePoints = (article) => (article.points ||= Array.from(article.text));
const sentenceOf = (c) => codePoints(c.article).slice(c.sentence_start, c.sentence_end).join("");
const counted = (list, key) => {
  const counts = new Map();
  for (const item of list) { const k = key(item); if (k) counts.set(k, (counts.get(k) || 0) + 1); }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
};

// Groups of claims that contradict each other, as the store found them.
const clashes = data.conflicts.map((group) => group.map(([article, id]) => byId.get(article)?.quantities.find((q) => q.id === id)).filter(Boolean)).filter((g) => g.length > 1);
clashes.flat().forEach((c) => contradicted.add(c));

function filtered(f) {
  const needles = f.search.toLowerCase().split(/\s+/).filter(Boolean);
  return claims.filter((c) =>
    needles.every((n) => c.haystack.includes(n)) &&
    (!f.subject || c.name.includes(f.subject) || (c.subject || "").includes(f.subject)) && (!f.metric || (c.metric || "").includes(f.metric)) &&
    (!f.kind || c.kind === f.kind) && (!f.modality || c.modality === f.modality) &&
    (!f.article || c.article.info.id === f.article) &&
    (!f.from || (c.day && c.day >= f.from)) && (!f.to || (c.day && (c.time_from || c.day) <= f.to)));
}
