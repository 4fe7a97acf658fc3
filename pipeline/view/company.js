// One company: every claim by metric and period, contradictory values side by side.
const view = document.getElementById("view-company");
const company = {name: ""};

const openClaim = (c) => { setView("claims"); choose(c, {scrollTable: true, open: true}); };
function openCompany(name) { if (name) company.name = name; setView("company"); }
const clashTitle = (group) => [group[0].name, group[0].metric, period(group[0]), change(group[0])].filter(Boolean).join(" · ");
const evidence = (c) => make("blockquote", {}, make("strong", {}, `${c.metric || ""} ${said(c)}`), make("small", {}, ` ${c.time_text || ""}`), make("p", {}, sentenceOf(c)),
  make("footer", {}, link(sentenceOf(c).startsWith(c.article.title.replace(/…$/, "")) ? c.article.info.id : c.article.title, () => openClaim(c)), ` ${[c.source, c.article.info.published].filter(Boolean).join(" · ")}`));
const COMPANY_COLUMNS = ["time", "value", "normal", "change", "modality", "article"];

function drawCompany() {
  const names = counted(claims, (c) => c.name);
  if (!claims.some((c) => c.name === company.name)) company.name = names[0]?.[0] || "";
  const own = claims.filter((c) => c.name === company.name);
  const listed = names.slice(0, 1000);
  if (company.name && !listed.some(([n]) => n === company.name)) listed.push([company.name, own.length]);
  const pick = make("select", {id: "company", onchange: (e) => { openCompany(e.target.value); document.getElementById("company").focus(); }},
    ...listed.map(([n, count]) => make("option", {value: n, selected: n === company.name ? "" : null}, `${n} (${count})`)));
  const parts = [make("p", {class: "row"}, make("label", {for: "company"}, word("pick")), pick), make("h2", {}, company.name + word("claimsOf"))];
  const against = clashes.filter((g) => g.some((c) => c.name === company.name));
  if (against.length) parts.push(make("section", {class: "card clash"}, make("h2", {}, word("conflicts")),
    ...against.flatMap((g) => [make("h3", {}, clashTitle(g)), make("div", {class: "side"}, ...g.map(evidence))])));
  parts.push(...counted(own, (c) => c.metric || "–").map(([metric]) => metricCard(metric, own.filter((c) => (c.metric || "–") === metric))));
  view.replaceChildren(...parts);
}
function metricCard(metric, rows) {
  rows.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  return make("section", {class: "card"}, make("h3", {}, metric), make("div", {class: "scroll"}, make("table", {class: "periods"},
    make("thead", {}, make("tr", {}, ...COMPANY_COLUMNS.map((k) => make("th", {scope: "col", class: k}, word(k))))),
    make("tbody", {}, ...rows.map((c) => make("tr", {},
      make("td", {class: "time"}, c.time_text || "", period(c) && period(c) !== c.time_text ? make("small", {}, period(c)) : null),
      make("td", {class: "value"}, link(c.text, () => openClaim(c)), contradicted.has(c) ? make("span", {class: "alarm", role: "img", "aria-label": word("contradicted"), title: word("contradicted")}, " ≠") : null),
      make("td", {class: "normal number"}, normalised(c)), make("td", {class: "change"}, change(c)), make("td", {class: "modality"}, word("modality_" + c.modality)),
      make("td", {class: "article"}, c.article.title, make("small", {}, c.article.info.published || ""))))))));
}
