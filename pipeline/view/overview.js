// Overview: per day, most named companies, kinds, failures, contradictions, and one subject's metric over time.
const overview = document.getElementById("view-overview");
const pickedSeries = {subject: "", metric: ""};
const DAYS_DRAWN = 120;  // with more days the bars stand for months

const card = (title, ...content) => make("section", {class: "card"}, make("h2", {}, word(title)), ...content);
const chartWidth = () => Math.max(280, Math.min(overview.clientWidth, document.documentElement.clientWidth) - 70);
function drawOverview() {
  const failures = data.failures.length
    ? make("ul", {}, ...data.failures.map(([path, reason]) => make("li", {}, make("code", {}, path), " ", reason))) : make("p", {class: "empty"}, word("none"));
  overview.replaceChildren(perDay(), seriesCard(),
    make("div", {class: "cards"},
      card("named", barList(counted(articles.flatMap((a) => a.entities.filter((e) => e[2] === "ORG")), (e) => e[4]).slice(0, 15), {onpick: openCompany})),
      card("kinds", barList(counted(claims, (c) => c.kind), {label: (k) => word("kind_" + k), onpick: (k) => { document.getElementById("f-kind").value = k; refresh(); setView("claims"); }})),
      card("conflicts", clashes.length ? make("ul", {class: "clashes"}, ...clashes.map((g) => make("li", {}, link(clashTitle(g), () => openCompany(g[0].name)), " ", g.map(said).join(" / ")))) : make("p", {class: "empty"}, word("noConflicts"))),
      card("failures", failures)));
}
function perDay() {
  const all = [...new Set(articles.map((a) => a.info.published).filter(Boolean))];
  const undated = articles.filter((a) => !a.info.published);
  const cut = all.length > DAYS_DRAWN ? 7 : 10;
  const dayOf = (article) => (article.info.published || "").slice(0, cut);
  const days = [...new Set(all.map((d) => d.slice(0, cut)))].sort();
  const per = (list, key) => { const n = new Map(counted(list, key)); return days.map((d) => n.get(d) || 0); };
  return card(cut === 7 ? "perMonth" : "perDay", days.length ? dayBars(days, [{name: word("perArticles"), cls: "s0", values: per(articles, dayOf)}, {name: word("claims"), cls: "s1", values: per(claims, (c) => dayOf(c.article))}], chartWidth()) : null,
    undated.length ? make("p", {class: "meta"}, `${word("undated")}: ${undated.length.toLocaleString("en")} ${word("articles")} · ${claims.filter((c) => !c.article.info.published).length.toLocaleString("en")} ${word("hits")}`) : null);
}
const seriesClaims = () => claims.filter((c) => c.day && c.value !== null && !c.direction && ["money", "count", "measure", "percent", "number", "point"].includes(c.kind));
function seriesCard() {
  const usable = seriesClaims();
  const pairs = counted(usable, (c) => c.name && c.metric && `${c.name}\u0000${c.metric}`).map(([k, n]) => [...k.split("\u0000"), n]);
  if (!pairs.some(([s, m]) => s === pickedSeries.subject && m === pickedSeries.metric) && pairs.length) [pickedSeries.subject, pickedSeries.metric] = pairs[0];
  const subjects = make("select", {id: "series-subject", "aria-label": word("subject"), onchange: (e) => { pickedSeries.subject = e.target.value; pickedSeries.metric = pairs.find(([s]) => s === e.target.value)[1]; drawOverview(); document.getElementById("series-subject").focus(); }},
    ...[...new Set(pairs.map(([s]) => s))].slice(0, 400).map((s) => make("option", {value: s, selected: s === pickedSeries.subject ? "" : null}, s)));
  const metrics = make("select", {id: "series-metric", "aria-label": word("metric"), onchange: (e) => { pickedSeries.metric = e.target.value; drawOverview(); document.getElementById("series-metric").focus(); }},
    ...pairs.filter(([s]) => s === pickedSeries.subject).map(([, m, n]) => make("option", {value: m, selected: m === pickedSeries.metric ? "" : null}, `${m} (${n})`)));
  const chosen = usable.filter((c) => c.name === pickedSeries.subject && c.metric === pickedSeries.metric);
  const unit = counted(chosen, (c) => c.unit || c.kind)[0]?.[0];
  const points = chosen.filter((c) => (c.unit || c.kind) === unit).map((claim) => ({claim, day: claim.day, value: Number(claim.value)}));
  if (!points.length) return card("series", make("p", {class: "empty"}, word("noSeries")));
  const panel = make("div", {class: "said", "aria-live": "polite"});
  const show = (c) => panel.replaceChildren(evidence(c));
  show(points[0].claim);
  return card("series", make("p", {class: "row"}, subjects, metrics), make("h3", {class: "paper"}, `${pickedSeries.subject} · ${pickedSeries.metric}`), valueLine(points, chartWidth(), show), panel, make("p", {class: "meta"}, word("seriesHint")));
}
