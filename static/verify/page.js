// The page /verify: takes a receipt that is chosen, dropped or pasted, and shows what receipts.js finds of it.
// What it says and how it looks is that of templates/commons/verifying/_result.html; a test compares the two.
"use strict";
const page = JSON.parse(document.getElementById("words").textContent);
const form = document.getElementById("check"), result = document.getElementById("result");
const field = (name) => form.elements.namedItem(name);
const lang = document.documentElement.lang;
const MOST = 8 << 20;

function say(what) {
  const gaps = what instanceof Wrong ? what.gaps : {};
  return (page.sentences[what.message ?? what] ?? String(what.message ?? what))
    .replace(/%\((\w+)\)s/g, (gap, name) => (name in gaps ? say(gaps[name]) : gap));
}
const label = (name, gaps = {}) => page.labels[name].replace(/%\((\w+)\)s/g, (_gap, gap) => gaps[gap]);
const called = (key) => page.keys[key] ?? key.replaceAll("_", " ");
const whole = (size) => new Intl.NumberFormat(lang).format(size);

function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}
const fact = (name, value) => el("div", {}, el("dt", {}, name), el("dd", {}, value));
const notice = (kind, ...children) => el("div", { class: `notice ${kind}`, tabindex: "-1" }, ...children);

const day = (said) => new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC" }).format(new Date(said + "T00:00Z"));
const moment = (said) => `${day(said.slice(0, 10))}, ${said.slice(11, 16)} UTC`;
function money(cents, currency) {
  if (currency === "MIN") return label("minutes", { count: cents });
  const [, sign, digits] = cents.match(/^(-?)(\d+)$/), all = digits.padStart(3, "0");
  return new Intl.NumberFormat(lang, { style: "currency", currency, minimumFractionDigits: 2 })
    .format(`${sign}${all.slice(0, -2)}.${all.slice(-2)}`);
}
// A value in the reader's words; what does not have the form its key promises is shown as it is.
function shown(key, value, currency) {
  if (Array.isArray(value)) return value.map((item) => shown(key, item, currency)).join(", ");
  if (value !== null && typeof value === "object") return written(value);
  const words = () => key.endsWith("_cents") ? money(value, currency) : key.endsWith("_on") ? day(value)
    : key.endsWith("_at") ? moment(value) : key === "kind" ? page.kinds[value] ?? value : String(value);
  return attempt(words, () => String(value));
}
const rows = (given, currency, without = []) => Object.keys(given).sort()
  .filter((key) => !without.includes(key) && given[key] !== null && String(given[key]) !== "" && written(given[key]) !== "{}")
  .map((key) => fact(called(key), shown(key, given[key], currency)));

function postings(lines, number) {
  const line = ({ account, commodity, amount }) => el("tr", {},
    el("td", { class: "account" }, String(account)), el("td", { class: "n" }, attempt(() => money(amount, commodity), () => `${amount} ${commodity}`)));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `${number} ${label("postings")}` }, el("table", {},
    el("caption", { class: "vh" }, label("postings")),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, label("account")), el("th", { scope: "col", class: "n" }, label("amount")))),
    el("tbody", {}, ...lines.map(line))));
}

function factShown(one, place) {
  const said = one.fact ?? {}, lines = Array.isArray(said.postings) ? said.postings : [];
  const currency = lines.find(({ commodity }) => commodity !== "MIN")?.commodity ?? "";
  const type = one.type ? page.types[one.type] : "", own = one.private ?? {};
  const details = row({})(own.details) === false ? {} : own.details;
  return el("section", { class: "card" },
    el("h3", { class: "h3" }, label("number", { number: place + 1 }), type ? ` ${type} ` : " ",
      el("span", { class: `tag ${one.wrong.length ? "stop" : ""}` }, label(one.wrong.length ? "broken_fact" : "holds_fact"))),
    one.wrong.length ? el("ul", {}, ...one.wrong.map((what) => el("li", {}, say(what)))) : "",
    el("dl", { class: "facts" }, ...rows({ ...said, ...(row({})(said.facts) === false ? {} : said.facts) }, currency, ["postings", "facts"]),
      one.size && !one.wrong.length ? fact(label("leaf"), label("place", { index: whole(one.index), size: whole(one.size) })) : ""),
    lines.length ? postings(lines, label("number", { number: place + 1 })) : "",
    one.private ? el("h4", {}, label("private")) : "",
    one.private ? el("dl", { class: "facts" }, ...rows({ ...own, ...details }, currency, ["details", "parties", "summed"])) : "",
    one.line !== null && !one.wrong.length ? el("p", {}, label("yours", { line: one.line })) : "",
    ...one.notes.map((note) => el("p", { class: "small" }, say(note))),
    el("details", { class: "why" }, el("summary", {}, label("bytes")), el("div", {},
      el("p", {}, el("code", {}, one.given.leaf)), el("pre", { tabindex: "0" }, el("code", {}, one.given.proof)))));
}

function reportShown(report, key) {
  const sound = !report.wrong.length;
  return [
    notice(sound ? "" : "stop", el("h2", {}, label(sound ? "holds" : "broken")),
      el("p", {}, sound ? label("every", { size: whole(report.size), origin: report.origin }) : label("first", { what: say(report.wrong[0]) })),
      sound ? "" : el("p", {}, label("broken_means"))),
    report.ballot ? el("p", {}, label("counted", { hash: report.ballot })) : "",
    ...key, ...report.notes.map((note) => el("p", {}, say(note))),
    el("dl", { class: "facts" }, fact(label("title"), report.title), fact(label("coop"), report.coop), fact(label("issued"), moment(report.issued_at)),
      fact(label("log"), report.origin), fact(label("key"), el("code", { class: "breaks" }, report.key))),
    el("div", { class: "grid" }, ...report.facts.map(factShown)),
    sound || report.wrong.length < 2 ? "" : el("details", { class: "why" }, el("summary", {}, label("all_wrong")),
      el("div", {}, el("ol", {}, ...report.wrong.map((what) => el("li", {}, say(what)))))),
  ];
}

/* Keys that this browser saw before, by log. A page without storage forgets, and says "first time" again. */
const remembered = () => attempt(() => JSON.parse(localStorage.getItem("toad-lane-keys")) ?? {}, () => ({}));
function remember(origin, verifier) {
  attempt(() => localStorage.setItem("toad-lane-keys", JSON.stringify({ ...remembered(), [origin]: [verifier] })), () => null);
}

function examine(said) {
  const pasted = field("key").value.trim();
  if (pasted) readVerifier(pasted);
  const { origin } = read(said), seen = Object.hasOwn(remembered(), origin) ? remembered()[origin] : [];
  const known = pasted ? [pasted] : seen.length ? seen : page.known[origin] ?? [];
  const report = check(said, known), key = [];
  if (!pasted && known.length && known.includes(report.key)) key.push(el("p", {}, label(seen.length ? "seen" : "published")));
  if (!pasted && seen.length && !seen.includes(report.key)) {
    const again = el("button", { type: "button", class: "quiet" }, label("trust"));
    again.addEventListener("click", () => { remember(origin, report.key); examined(said); });
    key.push(notice("stop", el("p", {}, el("strong", {}, label("changed"))), el("p", {}, label("before"), " ", el("code", { class: "breaks" }, seen.join(" "))),
      el("p", {}, label("ask")), el("p", {}, again)));
  } else if (!report.wrong.length) remember(origin, report.key);
  return reportShown(report, key);
}

function examined(said) {
  const problem = (error) => [notice("stop", el("h2", {}, label("unreadable")), el("p", {}, say(error instanceof Wrong ? error : new Wrong("the receipt is no JSON"))))];
  result.replaceChildren(...attempt(() => examine(said), problem).filter((child) => child !== ""));
  result.firstElementChild.focus();
}
async function examineFile(file) {
  if (file.size > MOST) return result.replaceChildren(notice("stop", el("p", {}, label("too_large"))));
  examined(await file.text());
}

for (const only of document.querySelectorAll("[data-script]")) only.hidden = only.dataset.script === "without";
field("receipt").addEventListener("change", (event) => { if (event.target.files[0]) examineFile(event.target.files[0]); });
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const [file] = field("receipt").files, said = field("text").value;
  if (said.trim()) examined(said);
  else if (file) examineFile(file);
  else result.replaceChildren(notice("stop", el("p", {}, label("nothing"))));
});
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  const [file] = event.dataTransfer.files;
  if (!file) return;
  event.preventDefault();
  examineFile(file);
});
