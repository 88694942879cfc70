// The search page: a plain form, and its answers. Words and choices stay in the address, so that a search can be
// shared and found again.

import { choices, failed, find, giveUp, orFailed } from "./search-index.js";

const AT_ONCE = 10; // results, then as many more on demand
const PAUSE = 250; // milliseconds without a key before a search begins
const LETTERS = 3; // fewer are searched for on Enter only: they match nearly everything
const CHOICES = ["kind", "person", "area"];
const NAMES = ["q", ...CHOICES, "sort"];

const page = document.querySelector(".search");
const form = page.querySelector("form");
const [said, broken, found, more, none] = [".said", ".broken", ".found", ".more", ".none"].map((name) => page.querySelector(name));

failed.catch((problem) => {
  console.error(problem);
  broken.querySelector("a").href = location.href;
  broken.hidden = false;
  more.hidden = none.hidden = true;
  said.textContent = "";
  found.replaceChildren();
});

// Results.

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter(Boolean));
  return made;
}

// Pagefind's excerpt is text with <mark> around what matched, with the signs that touch it; whatever else
// looks like a tag is written out in it.
export function marked(excerpt) {
  const text = (part) => part.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
  const mark = (part) => {
    const [, before, word, after] = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su.exec(part);
    return word ? [before, element("mark", "", word), after] : [part];
  };
  return excerpt.split(/<mark>(.*?)<\/mark>/s).flatMap((part, at) => (at % 2 ? mark(text(part)) : [text(part)]));
}

function card({ url, meta, filters, excerpt, plain_excerpt: plain, content }) {
  const kind = [meta.kind, meta.kind === "Person" ? "" : filters.area?.[0]].filter(Boolean).join(" · ");
  const link = element("a", "", meta.title);
  link.href = url;
  const [before, after] = [content.startsWith(plain) ? "" : "… ", content.endsWith(plain) ? "" : " …"];
  const by = [meta.person, meta.date].filter(Boolean).join(" · ");
  return element(
    "li",
    "card",
    kind && element("p", "kicker", kind),
    element("h2", "", link),
    element("p", "excerpt", before, ...marked(excerpt), after),
    meta.notice && notice(meta.notice),
    by && element("p", "byline", by),
  );
}

function notice(text) {
  const made = element("div", "cautions", element("p", "", text));
  made.setAttribute("role", "note");
  made.setAttribute("aria-label", "Notice");
  return made;
}

async function cards(pages) {
  const told = await orFailed(Promise.allSettled(pages.map((each) => each.data())));
  return told.filter(({ status }) => status === "fulfilled").map(({ value }) => card(value));
}

function counted({ q }, { pages, some }) {
  const words = q.replaceAll('"', "").trim();
  const what = words ? ` for “${words}”` : "";
  if (!pages.length) return `Nothing found${what}.`;
  const number = `${pages.length} result${pages.length === 1 ? "" : "s"}`;
  return some ? `No page has all of these words; ${number} with some of them.` : `${number}${what}.`;
}

let asking = 0;
let answer = { pages: [], some: false };

async function show(asked, upTo) {
  const mine = ++asking;
  const wanted = ["q", ...CHOICES].some((name) => asked[name].trim());
  const slow = setTimeout(() => wanted && mine === asking && broken.hidden && (said.textContent = "Searching …"), 400);
  const told = wanted ? await orFailed(find(asked)) : { pages: [], some: false };
  const made = await cards(told.pages.slice(0, upTo));
  clearTimeout(slow);
  if (mine !== asking) return;
  answer = told;
  found.replaceChildren(...made);
  none.hidden = !wanted || told.pages.length > 0;
  more.hidden = told.pages.length <= upTo;
  said.textContent = wanted ? counted(asked, told) : "";
}

async function showMore() {
  const before = found.children.length;
  const upTo = before + AT_ONCE;
  const made = await cards(answer.pages.slice(before, upTo));
  found.append(...made);
  more.hidden = answer.pages.length <= upTo;
  history.replaceState({ upTo }, "");
  made[0]?.querySelector("a").focus();
}

// The form and the address say the same.

const inForm = () => Object.fromEntries(NAMES.map((name) => [name, form.elements[name].value]));

function addressOf(asked) {
  const set = NAMES.map((name) => [name, asked[name].trim()]).filter(([, value]) => value);
  return location.pathname + (set.length ? `?${new URLSearchParams(set)}` : "");
}

function fromAddress() {
  const told = new URLSearchParams(location.search);
  for (const name of NAMES) {
    const value = told.get(name) ?? "";
    const control = form.elements[name];
    // What an address names can be chosen before the bundles have told what there is.
    if (CHOICES.includes(name) && value && ![...control.options].some((each) => each.value === value)) control.add(new Option(value));
    control.value = value;
  }
  if (form.elements.sort.selectedIndex < 0) form.elements.sort.value = "";
  show(inForm(), history.state?.upTo ?? AT_ONCE).catch(giveUp);
}

let pause;
function fromForm(step) {
  clearTimeout(pause);
  const asked = inForm();
  const address = addressOf(asked);
  if (address !== location.pathname + location.search) history[step](null, "", address);
  show(asked, AT_ONCE).catch(giveUp);
}

async function fillChoices() {
  const told = await choices();
  for (const name of CHOICES) {
    const control = form.elements[name];
    const chosen = control.value;
    const values = [...new Set([...(told[name] ?? []), ...(chosen ? [chosen] : [])])];
    values.sort((a, b) => a.localeCompare(b, document.documentElement.lang));
    control.replaceChildren(control.options[0], ...values.map((each) => new Option(each)));
    control.value = chosen;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  fromForm("pushState");
});
form.elements.q.addEventListener("input", ({ target }) => {
  clearTimeout(pause);
  const letters = target.value.trim().length;
  if (letters >= LETTERS || !letters) pause = setTimeout(fromForm, PAUSE, "replaceState");
});
for (const name of [...CHOICES, "sort"]) form.elements[name].addEventListener("change", () => fromForm("pushState"));
window.addEventListener("popstate", fromAddress);
more.addEventListener("click", () => showMore().catch(giveUp));

page.querySelector(".choices").hidden = false;
fromAddress();
fillChoices().catch(giveUp);
