// Wiring: views, language, colour scheme, keys, and the address part after # that names the chosen claim.
const remembered = (key, value) => { try { if (value === undefined) return localStorage.getItem(key); localStorage.setItem(key, value); } catch { /* storage may be closed to file:// */ } return null; };
let current = "claims";
function setView(name) {
  current = name;
  for (const id of ["claims", "overview", "company"]) document.getElementById("view-" + id).hidden = id !== name;
  document.querySelectorAll("[data-view]").forEach((b) => b.setAttribute("aria-current", b.dataset.view === name ? "page" : "false"));
  if (name === "overview") drawOverview();
  if (name === "company") drawCompany();
}
function setLanguage(next) {
  language = next;
  remembered("newsclaims-language", String(next));
  document.documentElement.lang = next ? "en" : "zh-CN";
  document.querySelectorAll("[data-word]").forEach((n) => { n.textContent = word(n.dataset.word); });
  document.getElementById("language").textContent = next ? "中文" : "English";
  document.getElementById("language").lang = next ? "zh-CN" : "en";
  document.getElementById("totals").textContent = `${articles.length} ${word("articles")} · ${claims.length} ${word("hits")}`;
  fillFilters(); head(); refresh(); setView(current);
  if (table.chosen) showArticle(table.chosen); else emptyReader();
}
document.getElementById("filters").addEventListener("input", refresh);
document.getElementById("filters").addEventListener("submit", (e) => e.preventDefault());
document.getElementById("filters").addEventListener("reset", () => setTimeout(refresh));
document.getElementById("scroll").addEventListener("scroll", (e) => { if (e.target.scrollTop + e.target.clientHeight > e.target.scrollHeight - 600) showMore(); });
tbody.addEventListener("click", (e) => { const row = e.target.closest("tr"); if (row) choose(row.claim); });
document.querySelectorAll("[data-view]").forEach((b) => b.addEventListener("click", () => setView(b.dataset.view)));
document.getElementById("language").addEventListener("click", () => setLanguage(1 - language));
document.getElementById("theme").addEventListener("click", () => {
  const dark = getComputedStyle(document.documentElement).colorScheme.includes("dark");
  document.documentElement.dataset.theme = dark ? "light" : "dark";
  remembered("newsclaims-theme", document.documentElement.dataset.theme);
});
document.addEventListener("keydown", (e) => {
  const typing = ["INPUT", "SELECT", "TEXTAREA"].includes(e.target.tagName);
  if (e.key === "Escape") { document.getElementById("filters").reset(); e.target.blur(); return; }
  if (typing && !(e.target.id === "search" && ["ArrowDown", "Enter"].includes(e.key))) return;
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.key === "/") { e.preventDefault(); setView("claims"); document.getElementById("search").focus(); return; }
  if (current !== "claims") return;
  if (e.key === "ArrowDown" || e.key === "j") { e.preventDefault(); move(1); }
  else if (e.key === "ArrowUp" || e.key === "k") { e.preventDefault(); move(-1); }
  else if (e.key === "Enter" && e.target.closest("tr,input")) { e.preventDefault(); if (!table.chosen) move(1); reader.focus(); }
  else if (e.key === "c" && table.chosen) { const b = tbody.querySelector('tr[aria-selected="true"] .copy'); if (b) copy(table.chosen, b); }
});
if (remembered("newsclaims-theme")) document.documentElement.dataset.theme = remembered("newsclaims-theme");
setLanguage(Number(remembered("newsclaims-language") ?? (navigator.language.startsWith("zh") ? 0 : 1)));
setView("claims");
const asked = /^#claim=(.+)$/.exec(location.hash);
if (asked) { const key = decodeURIComponent(asked[1]); const c = claims.find((x) => keyOf(x) === key); if (c) choose(c, {scrollTable: true}); }
