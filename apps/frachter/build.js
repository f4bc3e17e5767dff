// Builds dist/: the files of src/ with this version stamped in. Needs Node 18 and no package.
//
//   node build.js                                  reads the backend at http://127.0.0.1:8000
//   BACKEND_URL=https://api.example.org node build.js
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const escaped = (text) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const { version } = JSON.parse(await readFile(at("package.json"), "utf8"));
const backend = new URL(process.env.BACKEND_URL ?? "http://127.0.0.1:8000");
if (!["http:", "https:"].includes(backend.protocol)) {
  throw new Error(`BACKEND_URL is not an http address: ${backend}`);
}
const stamps = { "@VERSION@": version, "@BACKEND@": backend.href, "@ORIGIN@": backend.origin };

await rm(at("dist"), { recursive: true, force: true });
await cp(at("src"), at("dist"), { recursive: true });
const page = await readFile(at("src/index.html"), "utf8");
await writeFile(
  at("dist/index.html"),
  page.replace(/@(VERSION|BACKEND|ORIGIN)@/g, (mark) => escaped(stamps[mark])),
);
await writeFile(at("dist/version.json"), `${JSON.stringify({ name: "frachter", version })}\n`);
console.log(`frachter ${version} in dist/, reading ${backend}`);
