// Wiring: views, language, colour scheme, keys, printing, and the address.
const remembered = (key, value) => { try { if (value === undefined) return localStorage.getItem(key); localStorage.setItem(key, value); } catch { /* storage may be closed to file:// */ } return null; };
let current = "claims";
// The address part after # names what is open, so that a link or a bookmark leads back to it.
const address = (key, value) => history.replaceState(null, "", value ? `#${key}=${encodeURIComponent(value)}` : `#${key}`);
function setView(name) {
  const other = name !== current;
  current = name;
  for (const id of ["claims", "overview", "company"]) document.getElementById("view-" + id).hidden = id !== name;
  document.querySelectorAll("[data-view]").forEach((b) => b.setAttribute("aria-current", b.dataset.view === name ? "page" : "false"));
  if (name === "overview") drawOverview();
  if (name === "company") drawCompany();
  if (name === "claims") { if (other && table.chosen) address("claim", keyOf(table.chosen)); }
  else address(name, name === "company" ? company.name : "");
  if (other) { document.getElementById("main").scrollTop = 0; if (narrow.matches) window.scrollTo(0, 0); }
}
function setLanguage(next) {
  language = next;
  remembered("newsclaims-language", String(next));
  document.documentElement.lang = next ? "en" : "zh-CN";
  document.querySelectorAll("[data-word]").forEach((n) => { n.textContent = word(n.dataset.word); });
  document.querySelectorAll("[data-label]").forEach((n) => n.setAttribute("aria-label", word(n.dataset.label)));
  document.getElementById("language").textContent = next ? "中文" : "English";
  document.getElementById("language").lang = next ? "zh-CN" : "en";
  document.getElementById("totals").textContent = `${articles.length.toLocaleString("en")} ${word("articles")} · ${claims.length.toLocaleString("en")} ${word("hits")}`;
  document.title = `newsclaims · ${document.getElementById("totals").textContent}`;
  fillFilters(); head(); refresh(); setView(current);
  if (table.chosen) showArticle(table.chosen); else emptyReader();
}
document.getElementById("filters").addEventListener("input", refresh);
document.getElementById("filters").addEventListener("submit", (e) => e.preventDefault());
document.getElementById("filters").addEventListener("reset", () => setTimeout(refresh));
scroller.addEventListener("scroll", () => { if (scroller.scrollTop + scroller.clientHeight > scroller.scrollHeight - 600) showMore(); });
tbody.addEventListener("click", (e) => { const row = e.target.closest("tr"); if (row && row.claim) choose(row.claim, {open: true}); });
// On paper: the rows that match, as many as anybody would print.
const ROWS_PRINTED = 2000;
window.addEventListener("beforeprint", () => { if (table.shown < ROWS_PRINTED) showMore(ROWS_PRINTED - table.shown); });
let redraw = 0;
window.addEventListener("resize", () => { clearTimeout(redraw); if (current === "overview") redraw = setTimeout(drawOverview, 150); });
const more = document.getElementById("more");
more.open = !narrow.matches;
narrow.addEventListener("change", () => { more.open = !narrow.matches; });
document.querySelectorAll("[data-view]").forEach((b) => b.addEventListener("click", () => setView(b.dataset.view)));
document.getElementById("language").addEventListener("click", () => setLanguage(1 - language));
document.getElementById("theme").addEventListener("click", () => {
  const dark = getComputedStyle(document.documentElement).colorScheme.includes("dark");
  document.documentElement.dataset.theme = dark ? "light" : "dark";
  remembered("newsclaims-theme", document.documentElement.dataset.theme);
});
document.addEventListener("keydown", (e) => {
  const typing = ["INPUT", "SELECT", "TEXTAREA"].includes(e.target.tagName);
  const reading = reader.contains(e.target);
  const chosenRow = () => tbody.querySelector('tr[aria-selected="true"]');
  if (e.key === "Escape") {
    if (reading && chosenRow()) { chosenRow().focus(); return; }
    document.getElementById("filters").reset(); e.target.blur(); return;
  }
  if (typing && !(e.target.id === "search" && ["ArrowDown", "Enter"].includes(e.key))) return;
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.key === "/") { e.preventDefault(); setView("claims"); document.getElementById("search").focus(); return; }
  if (current !== "claims") return;
  // In the article the arrow keys scroll, as they do everywhere; on a button Enter presses it.
  if (e.key === "j" || (e.key === "ArrowDown" && !reading)) { e.preventDefault(); move(1); }
  else if (e.key === "k" || (e.key === "ArrowUp" && !reading)) { e.preventDefault(); move(-1); }
  else if (e.key === "Enter" && e.target.closest("tbody tr,input") && !e.target.closest("button")) { e.preventDefault(); if (!table.chosen) move(1); reader.focus(); }
  else if (e.key === "c" && table.chosen) { const b = chosenRow()?.querySelector(".copy"); if (b) copy(table.chosen, b); }
});
if (remembered("newsclaims-theme")) document.documentElement.dataset.theme = remembered("newsclaims-theme");
setLanguage(Number(remembered("newsclaims-language") ?? (navigator.language.startsWith("zh") ? 0 : 1)));
setView("claims");

function openAddress() {
  const [key, value] = location.hash.slice(1).split("=").map(decodeURIComponent);
  if (key === "overview") setView("overview");
  if (key === "company") openCompany(value);
  const c = key === "claim" && claims.find((x) => keyOf(x) === value);
  if (c) { setView("claims"); choose(c, {scrollTable: true, open: true}); }
}
window.addEventListener("hashchange", openAddress);
openAddress();
