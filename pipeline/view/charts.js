// Small inline-SVG charts: bars per day, bars per name, a line of values with its evidence.
function barList(entries, {label = (k) => k, onpick = null} = {}) {
  const most = Math.max(1, ...entries.map(([, n]) => n));
  return make("ol", {class: "bars"}, ...entries.map(([key, n]) => make("li", {},
    onpick ? make("button", {type: "button", class: "name", onclick: () => onpick(key)}, label(key)) : make("span", {class: "name"}, label(key)),
    make("span", {class: "bar", style: `width:${(100 * n) / most / 2}%`}), make("span", {class: "n"}, n))));
}
function dayBars(days, series) {
  const width = Math.max(320, days.length * 26 + 60), height = 180, base = height - 34;
  const svg = make("svg", {viewBox: `0 0 ${width} ${height}`, role: "img", class: "chart", style: `max-width:${width}px`, "aria-label": word("perDay")});
  const most = Math.max(1, ...series.flatMap((s) => s.values));
  const step = (width - 50) / Math.max(days.length, 1);
  svg.append(make("line", {x1: 40, x2: width - 5, y1: base, y2: base, class: "axis"}), make("text", {x: 36, y: 14, "text-anchor": "end"}, most), make("text", {x: 36, y: base, "text-anchor": "end"}, 0));
  days.forEach((day, i) => {
    series.forEach((s, j) => {
      const tall = ((base - 10) * s.values[i]) / most, w = Math.min(14, (step - 4) / series.length);
      svg.append(make("rect", {x: 44 + i * step + j * w, y: base - tall, width: Math.max(w - 1, 1), height: tall, class: s.cls}, make("title", {}, `${day} ${s.name} ${s.values[i]}`)));
    });
    if (days.length < 16 || i % Math.ceil(days.length / 12) === 0) svg.append(make("text", {x: 44 + i * step, y: base + 14 + (i % 2 && days.length > 6 ? 12 : 0)}, day.slice(2)));
  });
  return svg;
}
function valueLine(points) {
  const width = 680, height = 240, left = 90, right = 20, base = height - 30, top = 16;
  const xs = points.map((p) => Date.parse(p.day)), ys = points.map((p) => p.value);
  const x0 = Math.min(...xs), x1 = Math.max(...xs), y0 = Math.min(0, ...ys), y1 = Math.max(...ys);
  const x = (v) => left + (x1 > x0 ? ((v - x0) / (x1 - x0)) * (width - left - right) : (width - left - right) / 2);
  const y = (v) => base - (y1 > y0 ? ((v - y0) / (y1 - y0)) * (base - top) : 0);
  const svg = make("svg", {viewBox: `0 0 ${width} ${height}`, role: "img", class: "chart", "aria-label": word("series")});
  const unit = points[0].claim.unit || "";
  const short = (v) => (Math.abs(v) >= 1e8 ? `${+(v / 1e8).toPrecision(4)}亿` : Math.abs(v) >= 1e4 ? `${+(v / 1e4).toPrecision(4)}万` : `${+v.toPrecision(6)}`);
  [y0, (y0 + y1) / 2, y1].forEach((v) => svg.append(make("line", {x1: left, x2: width - right, y1: y(v), y2: y(v), class: "grid"}), make("text", {x: left - 6, y: y(v) + 4, "text-anchor": "end"}, `${short(v)} ${unit}`)));
  const ordered = points.map((p, i) => [xs[i], p]).sort((a, b) => a[0] - b[0]);
  svg.append(make("path", {d: ordered.map(([v, p], i) => `${i ? "L" : "M"}${x(v)} ${y(p.value)}`).join(""), class: "series"}));
  let lastLabel = -1e9;
  ordered.forEach(([v, p]) => {
    const go = () => { setView("claims"); choose(p.claim, {scrollTable: true}); };
    svg.append(make("circle", {cx: x(v), cy: y(p.value), r: 5, tabindex: 0, role: "button", class: "dot " + p.claim.modality, onclick: go, onkeydown: (e) => { if (e.key === "Enter") go(); }},
      make("title", {}, `${p.day}  ${normalised(p.claim)}\n${sentenceOf(p.claim)}\n${p.claim.article.title}`)));
    if (x(v) - lastLabel > 70) { svg.append(make("text", {x: x(v), y: base + 18, "text-anchor": "middle"}, p.day)); lastLabel = x(v); }
  });
  return svg;
}
const sentenceOf = (c) => codePoints(c.article).slice(c.sentence_start, c.sentence_end).join("");
