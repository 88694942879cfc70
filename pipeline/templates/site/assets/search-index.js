// Finds pages in Pagefind's bundles. Nothing is sent anywhere: what is asked is answered in the browser.

const ROOT = new URL("../", import.meta.url); // the site may live under a sub-path
const MOST_WORDS = 8; // what comes after them is not looked for
// Stands in every page that is searched (data-pagefind-meta="in:…"). Without any word Pagefind would fetch its whole index.
const EVERY_PAGE = "everypageofthesite";
// Words that nearly every page has: they find nothing, and their part of the index is the largest.
const COMMON = new Set(
  ("a about after all am an and any are as at be been but by can could did do does for from get got had has have he her his " +
    "how i if in into is it its me my no not of on or our out she should so some such than that the their them then there they " +
    "this to up us was we were what when where which who whom why will with would you your").split(" "),
);

// Pagefind answers a piece of its index that does not arrive with fewer results, not with an error, and waits
// for ever for some others. So whatever of a bundle does not arrive ends the search: `failed` is rejected.
export let giveUp;
export const failed = new Promise((_, reject) => (giveUp = reject));
export const orFailed = (work) => Promise.race([work, failed]);
const plainFetch = window.fetch.bind(window);
window.fetch = async (...asked) => {
  try {
    const answer = await plainFetch(...asked);
    // A text may be withdrawn between the answer and the look at it: only its result is left out.
    if (!answer.ok && !answer.url.includes("/fragment/")) giveUp(new Error(`${answer.url}: ${answer.status}`));
    return answer;
  } catch (problem) {
    giveUp(problem);
    throw problem;
  }
};
const json = async (path, how) => (await fetch(new URL(path, ROOT), how)).json();

let index;
// The bundles, joined: main lies in parts, and what is newer than main is in the last one.
const opened = () => (index ??= orFailed(open()));

async function open() {
  const { bundles, hidden } = await json("search/bundles.json", { cache: "no-cache" });
  if (!bundles.length) return null;
  const paths = bundles.map(({ path }) => new URL(path, ROOT).pathname);
  const { createInstance } = await import(new URL("pagefind.js", new URL(paths[0], ROOT)));
  const how = (number) => ({ baseUrl: ROOT.pathname, mergeFilter: { bundle: `${number}` } });
  // In a worker nobody would see that something did not arrive.
  const pagefind = createInstance({ noWorker: true, ...how(0) });
  await Promise.all(paths.map((path, number) => number && pagefind.mergeIndex(path, how(number))));
  return { bundles, hidden: new Set(hidden), pagefind };
}

// By name of the filter (kind, person, area), what there is to choose.
export async function choices() {
  const { pagefind } = (await opened()) ?? {};
  const told = pagefind ? await orFailed(pagefind.filters()) : {};
  return Object.fromEntries(Object.entries(told).map(([name, values]) => [name, Object.keys(values)]));
}

// The pages that fit, best first or newest first: `{ pages: [{ id, data() }], some }`. `some` says that no page
// has all of the words, and these have some of them.
export async function find({ q, sort, ...choices }) {
  const its = await opened();
  if (!its) return { pages: [], some: false };
  const filters = Object.fromEntries(Object.entries(choices).filter(([, value]) => value));
  const words = telling(q);
  const lists = await Promise.all((words.length ? words : [EVERY_PAGE]).map((word) => having(word, filters, its)));
  const together = joined(lists);
  const whole = together.filter(({ lists: number }) => number === lists.length);
  const some = !whole.length && together.length > 0;
  const pages = some ? together : await marking(words, whole, its);
  if (sort === "newest" || !words.length) await byDay(pages, its);
  return { pages, some };
}

const bare = (word) => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

// The words to look for; a phrase in quotation marks is one.
function telling(text) {
  if (text.includes('"')) return [text];
  const words = text.trim().split(/\s+/).filter(bare);
  const rare = words.filter((word) => !COMMON.has(bare(word)));
  return (rare.length ? rare : words).slice(0, MOST_WORDS);
}

// The inverse document frequency of BM25 as Pagefind reckons it, for a word that `some` of `all` pages have.
const rarity = (all, some) => Math.log(1 + (all - some + 0.5) / (some + 0.5));

// The pages that have a word (or a phrase) and fit the filters, with scores that can be compared across bundles.
async function having(word, filters, { bundles, hidden, pagefind }) {
  const found = await Promise.all(
    bundles.map(async (bundle, number) => {
      // Pagefind does not say of a result which bundle it is from, so each is asked for its own.
      const told = await pagefind.search(word, { filters: { ...filters, bundle: `${number}` } });
      const results = told.results.filter(({ id }) => !hidden.has(id));
      const all = told.totalFilters.bundle?.[number] ?? 0; // whatever the filters
      return (await meansAnother(word, results, all, bundle.pages)) ? { bundle, all: 0, results: [] } : { bundle, all, results };
    }),
  );
  // Pagefind reckons how rare a word is within each bundle. In one of three pages no word is rare, and a new page
  // would stand behind hundreds of old ones; so recent pages are weighed as if they were in the main bundle.
  const main = found.filter(({ bundle }) => !bundle.recent);
  const sum = (of) => main.reduce((total, each) => total + of(each), 0);
  const usual = rarity(sum(({ bundle }) => bundle.pages), sum(({ all }) => all));
  const pages = new Map();
  for (const { bundle, all, results } of found) {
    const factor = bundle.recent ? Math.max(1, usual / rarity(bundle.pages, all)) : 1;
    // A page that is in two bundles reads the same in both.
    for (const { id, score, data } of results) pages.set(id, { id, score: score * factor, data });
  }
  return [...pages.values()];
}

// Where a bundle has no word that begins like the one asked for, Pagefind takes the longest that the asked one begins
// with: for "insurance" that may be "in", and every page of the bundle is an answer.
async function meansAnother(word, results, all, pages) {
  const sample = results.find(({ words }) => words.length);
  if (!sample || all <= pages / 2 || COMMON.has(bare(word)) || word.includes('"')) return false;
  const told = await sample.data().catch(() => null);
  const matched = told ? told.content.split(/\s+/).filter((_, at) => sample.words.includes(at)).map(bare) : [];
  return matched.length > 0 && matched.every((each) => each.length < 3 || COMMON.has(each));
}

// Each page once, with the sum of its scores; those that are in more of the lists first.
function joined(lists) {
  const pages = new Map();
  for (const { id, score, data } of lists.flat()) {
    const known = pages.get(id) ?? { id, data, score: 0, lists: 0 };
    pages.set(id, { ...known, score: known.score + score, lists: known.lists + 1 });
  }
  return [...pages.values()].sort((a, b) => b.lists - a.lists || b.score - a.score);
}

// The same pages, with all of the words marked in their excerpts.
async function marking(words, pages, { pagefind }) {
  if (words.length < 2) return pages;
  const whole = new Map((await pagefind.search(words.join(" "))).results.map((each) => [each.id, each]));
  return pages.map((each) => ({ ...each, data: (whole.get(each.id) ?? each).data }));
}

let days;
// Pagefind sorts within one bundle only; each bundle tells the days of its pages.
async function byDay(pages, { bundles }) {
  days ??= Promise.all(bundles.map(({ path }) => json(`${path}dates.json`)));
  const told = (await days).flatMap((each) => Object.entries(each));
  const of = new Map(told.flatMap(([day, ids]) => ids.map((id) => [id, day])));
  const day = ({ id }) => of.get(id) ?? "";
  pages.sort((a, b) => (day(a) < day(b) ? 1 : day(a) > day(b) ? -1 : 0));
}
