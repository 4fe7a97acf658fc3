// Overview: per day, most named companies, kinds, failures, and one subject's metric over time.
const overview = document.getElementById("view-overview");
const pickedSeries = {subject: "", metric: ""};

const seriesClaims = () => claims.filter((c) => c.day && c.value !== null && !c.direction && ["money", "count", "measure", "percent", "number", "point"].includes(c.kind));
function drawOverview() {
  const days = [...new Set(articles.map((a) => a.info.published || ""))].sort();
  const names = days.map((d) => d || word("undated"));
  const per = (list, key) => days.map((d) => list.filter((x) => (key(x) || "") === d).length);
  const failures = data.failures.length
    ? make("ul", {}, ...data.failures.map(([path, reason]) => make("li", {}, make("code", {}, path), " ", reason))) : make("p", {}, word("none"));
  overview.replaceChildren(
    make("div", {class: "cards"},
      card("perDay", dayBars(names, [{name: word("articles"), cls: "s0", values: per(articles, (a) => a.info.published)}, {name: word("hits"), cls: "s1", values: per(claims, (c) => c.article.info.published)}]),
        make("p", {class: "legend"}, make("span", {class: "s0"}, "■ " + word("articles")), make("span", {class: "s1"}, "■ " + word("hits")))),
      card("named", barList(counted(articles.flatMap((a) => a.entities.filter((e) => e[2] === "ORG")), (e) => e[4]).slice(0, 15), {onpick: (name) => { company.name = name; setView("company"); }})),
      card("kinds", barList(counted(claims, (c) => c.kind), {label: (k) => word("kind_" + k), onpick: (k) => { document.getElementById("f-kind").value = k; refresh(); setView("claims"); }})),
      card("failures", failures)),
    seriesCard());
}
const card = (title, ...content) => make("section", {class: "card"}, make("h2", {}, word(title)), ...content);
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
  return card("series", make("p", {}, subjects, " ", metrics), points.length ? valueLine(points) : make("p", {}, word("noSeries")));
}
