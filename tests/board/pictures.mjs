// Pictures of a page in every look, with what axe finds and how long the browser takes to load it.
//
//     node pictures.mjs <node_modules> <chromium> < {"page": "path", "folder": "path"}
//
// Prints {"look": {"file": ..., "found": [...], "loaded": milliseconds}, ...}.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { DESK, LOOKS, look } from "./looks.mjs";

const [modules, executablePath] = process.argv.slice(2);
const { chromium } = createRequire(import.meta.url)(`${modules}/playwright-core`);
const axe = readFileSync(`${modules}/axe-core/axe.min.js`, "utf8");
const { page: path, folder } = JSON.parse(readFileSync(0, "utf8"));

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const seen = {};
for (const name of Object.keys(LOOKS)) {
  const page = await browser.newPage({ viewport: DESK, bypassCSP: true });
  await look(page, name);
  await page.goto(pathToFileURL(path).href);
  const loaded = await page.evaluate(
    "performance.getEntriesByType('navigation')[0].loadEventStart",
  );
  const file = join(folder, `${name.replaceAll(" ", "-")}.png`);
  await page.screenshot({ path: file, fullPage: true });
  await page.evaluate(axe);
  const { violations } = await page.evaluate("axe.run(document)");
  seen[name] = { file, found: violations.map(({ id }) => id), loaded };
  await page.close();
}
await browser.close();
process.stdout.write(JSON.stringify(seen));
