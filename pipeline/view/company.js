// One company: every claim by metric and period, contradictory values side by side.
const view = document.getElementById("view-company");
const company = {name: ""};

function drawCompany() {
  const names = counted(claims, (c) => c.name);
  if (!names.some(([n]) => n === company.name)) company.name = names[0]?.[0] || "";
  const own = claims.filter((c) => c.name === company.name);
  const pick = make("select", {id: "company", "aria-label": word("pick"), onchange: (e) => { company.name = e.target.value; drawCompany(); document.getElementById("company").focus(); }},
    ...names.slice(0, 1000).map(([n, count]) => make("option", {value: n, selected: n === company.name ? "" : null}, `${n} (${count})`)));
  const clashes = data.conflicts.map((group) => group.map(([article, id]) => byId.get(article)?.quantities.find((q) => q.id === id)).filter(Boolean)).filter((g) => g.length > 1 && g.some((c) => c.name === company.name));
  const parts = [make("p", {}, make("label", {}, word("pick") + " ", pick))];
  if (clashes.length) parts.push(make("section", {class: "card clash"}, make("h2", {}, word("conflicts")), ...clashes.map((g) => make("div", {class: "side"}, ...g.map(evidence)))));
  const metrics = counted(own, (c) => c.metric || "–");
  parts.push(make("h2", {}, company.name + word("claimsOf")), ...metrics.map(([metric]) => {
    const rows = own.filter((c) => (c.metric || "–") === metric).sort((a, b) => (a.day < b.day ? -1 : 1));
    return make("section", {class: "card"}, make("h3", {}, metric), make("div", {class: "scroll"}, make("table", {}, make("thead", {}, make("tr", {}, ...["time", "value", "normal", "change", "modality", "article"].map((k) => make("th", {scope: "col"}, word(k))))),
      make("tbody", {}, ...rows.map((c) => make("tr", {}, make("td", {}, c.time_text || "", make("br"), make("small", {}, period(c))), make("td", {}, make("button", {type: "button", class: "link", onclick: () => { setView("claims"); choose(c, {scrollTable: true}); }}, c.text)),
        make("td", {class: "number"}, normalised(c)), make("td", {}, change(c)), make("td", {}, word("modality_" + c.modality)), make("td", {}, c.article.title)))))));
  }));
  view.replaceChildren(...parts);
}
const evidence = (c) => make("blockquote", {}, make("strong", {}, `${c.metric || ""} ${c.text}`), make("small", {}, ` ${period(c)}`), make("p", {}, sentenceOf(c)),
  make("footer", {}, make("button", {type: "button", class: "link", onclick: () => { setView("claims"); choose(c, {scrollTable: true}); }}, c.article.title), ` ${c.article.info.published || ""}`));
