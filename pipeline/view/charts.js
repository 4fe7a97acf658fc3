// Small inline-SVG charts, drawn at the width that they have: bars per name, bars per day, values over time.
function barList(entries, {label = (k) => k, onpick = null} = {}) {
  const most = Math.max(1, ...entries.map(([, n]) => n));
  return make("ol", {class: "bars"}, ...entries.map(([key, n]) => make("li", {},
    onpick ? make("button", {type: "button", class: "name", title: visible(label(key)), onclick: () => onpick(key)}, label(key)) : make("span", {class: "name"}, label(key)),
    make("span", {class: "bar", style: `width:${(100 * n) / most / 2}%`}), make("span", {class: "n"}, n.toLocaleString("en")))));
}
// One panel a series, each with its own scale, over the same days.
function dayBars(days, series, width) {
  const tall = 80, gap = 26, left = 56, height = series.length * (tall + gap) + 14;
  const svg = make("svg", {viewBox: `0 0 ${width} ${height}`, width, height, role: "img", class: "chart", "aria-label": series.map((s) => `${s.name}: ${days.map((d, i) => `${d} ${s.values[i]}`).join(", ")}`).join("; ")});
  const step = (width - left - 8) / Math.max(days.length, 1), bar = Math.min(34, Math.max(step * 0.7, 1));
  series.forEach((s, j) => {
    const most = Math.max(1, ...s.values), base = 20 + j * (tall + gap) + tall;
    svg.append(make("text", {x: left, y: base - tall - 6, class: "head"}, s.name),
      make("line", {x1: left, x2: width - 4, y1: base, y2: base, class: "axis"}), make("text", {x: left - 6, y: base - tall + 8, "text-anchor": "end"}, short(most)), make("text", {x: left - 6, y: base, "text-anchor": "end"}, 0));
    days.forEach((day, i) => {
      const h = (tall * s.values[i]) / most;
      svg.append(make("rect", {x: left + i * step + (step - bar) / 2, y: base - h, width: bar, height: h, class: s.cls}, make("title", {}, `${day} · ${s.values[i]} ${s.name}`)));
    });
  });
  const every = Math.max(1, Math.ceil(76 / step));
  days.forEach((day, i) => { if (i % every === 0 && (!i || i + every < days.length || (days.length - i - 0.5) * step > 32 || every === 1)) svg.append(make("text", {x: Math.min(left + i * step + step / 2, width - 32), y: height - 2, "text-anchor": "middle"}, day)); });
  return svg;
}
const DAY = 86400000;
// Each value as a bar over the period that it covers; dashes join values of periods of about one length.
function valueLine(points, width, show) {
  const height = 250, left = 84, right = 24, base = height - 30, top = 16;
  const shapes = points.map((p) => ({...p, from: Date.parse(p.claim.time_from || p.day), to: Date.parse(p.claim.time_to || p.day)})).sort((a, b) => a.to - b.to || a.from - b.from);
  const x0 = Math.min(...shapes.map((p) => p.from)), x1 = Math.max(...shapes.map((p) => p.to));
  const ys = points.map((p) => p.value), y0 = Math.min(0, ...ys), y1 = Math.max(...ys);
  const x = (v) => left + (x1 > x0 ? ((v - x0) / (x1 - x0)) * (width - left - right) : (width - left - right) / 2);
  const y = (v) => base - (y1 > y0 ? ((v - y0) / (y1 - y0)) * (base - top) : 0);
  const svg = make("svg", {viewBox: `0 0 ${width} ${height}`, width, height, role: "group", class: "chart", "aria-label": word("series")});
  const unit = points[0].claim.unit || "";
  [y0, (y0 + y1) / 2, y1].forEach((v) => svg.append(make("line", {x1: left, x2: width - right, y1: y(v), y2: y(v), class: "grid"}), make("text", {x: left - 6, y: y(v) + 4, "text-anchor": "end"}, unit === "%" ? short(v) + unit : `${short(v)} ${unit}`)));
  const size = (p) => Math.round(Math.log2((p.to - p.from) / DAY + 1));
  for (const length of new Set(shapes.map(size))) {
    const alike = shapes.filter((p) => size(p) === length);
    if (alike.length > 1) svg.append(make("path", {d: alike.map((p, i) => `${i ? "L" : "M"}${x(p.to)} ${y(p.value)}`).join(""), class: "series"}));
  }
  let lastLabel = -1e9;
  shapes.forEach((p) => {
    const go = () => { setView("claims"); choose(p.claim, {scrollTable: true, open: true}); };
    const tip = `${period(p.claim) || p.day}  ${normalised(p.claim)}\n${sentenceOf(p.claim)}\n${p.claim.article.title}`;
    const dot = make("circle", {cx: x(p.to), cy: y(p.value), r: 6, tabindex: 0, role: "button", "aria-label": visible(tip), class: "dot " + p.claim.modality, onclick: go, onkeydown: (e) => { if (e.key === "Enter") go(); }, onmouseenter: () => show(p.claim), onfocus: () => show(p.claim)},
      make("title", {}, tip));
    svg.append(make("line", {x1: x(p.from), x2: x(p.to), y1: y(p.value), y2: y(p.value), class: "span"}), dot);
    const at = x(p.to);
    if (at - lastLabel > 84) { svg.append(make("text", {x: Math.min(at, width - 32), y: base + 18, "text-anchor": "middle"}, new Date(p.to).toISOString().slice(0, 10))); lastLabel = at; }
  });
  return svg;
}
