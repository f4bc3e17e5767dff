// A page of the board in a real browser, as different people have it.
//
//     node browser.mjs <node_modules> <chromium> < {"pages": {"name": "path", ...}, "brief": [...]}
//
// For each page it prints what was seen; `Seen` in browser.py has the names. Those that are
// named in `brief` are opened once.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { DESK, LOOKS, look } from "./looks.mjs";

const [modules, executablePath] = process.argv.slice(2);
const { chromium } = createRequire(import.meta.url)(`${modules}/playwright-core`);
const axe = readFileSync(`${modules}/axe-core/axe.min.js`, "utf8");

const MOST_STOPS = 60; // of the Tab key

async function opened(browser, url, options, does) {
  const context = await browser.newContext({ viewport: DESK, ...options });
  const page = await context.newPage();
  const found = { requests: [], said: [] };
  page.on("requestfinished", (each) => found.requests.push(each.url()));
  page.on("requestfailed", (each) => {
    if (each.failure().errorText !== "csp") found.requests.push(each.url());
  });
  page.on("console", (each) => found.said.push(each.text()));
  page.on("pageerror", (each) => found.said.push(`${each}`));
  page.on("dialog", (each) => found.said.push(`dialog: ${each.message()}`) && each.dismiss());
  await page.goto(url);
  Object.assign(found, await does(page));
  await context.close();
  return found;
}

// The captions of tables that end outside of the window.
const cut = () =>
  [...document.querySelectorAll("caption")]
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth)
    .map((one) => one.textContent);

// The colours of text, and of a chart's mark; none where there is no chart.
const marked = () =>
  [document.body, document.querySelector("circle.succeeded")]
    .filter((one) => one)
    .map((one) => getComputedStyle(one)[one === document.body ? "color" : "fill"]);

// What axe finds, and how wide the page is, in one look after the other.
async function judged(page) {
  const violations = {};
  const captions = {};
  const marks = {};
  const widths = {};
  const passes = [];
  await page.evaluate(axe); // the page's policy is set aside for it
  for (const name of Object.keys(LOOKS)) {
    await look(page, name);
    const found = await page.evaluate("axe.run(document)");
    violations[name] = found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
    passes.push(found.passes.length);
    captions[name] = await page.evaluate(cut);
    marks[name] = await page.evaluate(marked);
    widths[name] = await page.evaluate("document.documentElement.scrollWidth");
  }
  return { violations, widths, captions, marks, passes: Math.min(...passes) };
}

// What a page knows of the element that has the focus.
function focused() {
  const one = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  const name = one.getAttribute("aria-label") ?? one.textContent.trim();
  const seen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  return { tag: one.localName, name, seen, inside: one.getBoundingClientRect().right > 0 };
}

async function walked(page) {
  const stops = [];
  for (let number = 0; number < MOST_STOPS; number += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(focused);
    if (stop.tag === "body") break;
    stops.push(stop);
  }
  await page.locator("a").first().focus();
  await page.keyboard.press("Enter");
  const skipped = await page.evaluate("document.activeElement.id");
  const summary = page.locator("summary");
  let unfolded = null;
  if (await summary.count()) {
    await summary.focus();
    await page.keyboard.press("Enter");
    unfolded = await page.evaluate("document.querySelector('details').open");
  }
  return { stops, skipped, unfolded };
}

// What the page's policy lets a script do that got in all the same.
async function attacked(page) {
  return page.evaluate(async () => {
    const broken = [];
    document.addEventListener("securitypolicyviolation", (e) => broken.push(e.effectiveDirective));
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    document.body.setAttribute("style", "background: url(http://127.0.0.1:9/x.png)");
    const image = new Image();
    image.src = "http://127.0.0.1:9/y.png";
    document.body.append(image);
    await fetch("http://127.0.0.1:9/").catch(() => null);
    await new Promise((done) => setTimeout(done, 50));
    return { ran: Boolean(window.ran), broken: [...new Set(broken)].sort() };
  });
}

const colours = () =>
  [document.body, document.querySelector("a[href^='#r']")].map((one) => {
    const { color, backgroundColor } = getComputedStyle(one);
    return [color, backgroundColor];
  });

async function read(page) {
  return {
    text: await page.evaluate("document.body.innerText"),
    scripts: await page.evaluate("document.scripts.length"),
  };
}

async function looked(browser, url) {
  const plain = await opened(browser, url, {}, async (page) => ({
    ...(await read(page)),
    light: await page.evaluate(colours),
    ...(await walked(page)),
  }));
  const attack = await opened(browser, url, {}, attacked);
  const judge = await opened(browser, url, { bypassCSP: true }, judged);
  const dark = await opened(browser, url, { colorScheme: "dark" }, async (page) => {
    const seen = await page.evaluate(colours);
    await page.emulateMedia({ media: "print" });
    const printed = await page.evaluate(colours);
    const nav = await page.evaluate("getComputedStyle(document.querySelector('nav')).display");
    const paper = await page.pdf();
    return { dark: seen, printed, nav, paper: paper.subarray(0, 5).toString() };
  });
  return {
    ...plain,
    violations: judge.violations,
    passes: judge.passes,
    widths: judge.widths,
    captions: judge.captions,
    marks: judge.marks,
    dark: dark.dark,
    printed: dark.printed,
    nav: dark.nav,
    paper: dark.paper,
    attack: { ran: attack.ran, broken: attack.broken, requests: attack.requests },
  };
}

const { pages, brief } = JSON.parse(readFileSync(0, "utf8"));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const seen = {};
for (const [name, path] of Object.entries(pages)) {
  const { href } = pathToFileURL(path);
  seen[name] = await (brief.includes(name)
    ? opened(browser, href, {}, read)
    : looked(browser, href));
}
await browser.close();
process.stdout.write(JSON.stringify(seen));
