// Reads a JSON list of changeset texts; writes what @changesets/parse makes of each.
// usage: node parse_changesets.mjs NODE_MODULES
import path from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

process.removeAllListeners("warning");
process.on("warning", () => {}); // the YAML library warns of odd tags; they are what is tested

const modules = process.argv[2];
const entry = path.join(modules, "@changesets/parse/dist/index.mjs");
const { parseChangesetFile } = await import(pathToFileURL(entry));

function answer(contents) {
  try {
    const { releases, summary } = parseChangesetFile(contents);
    return { releases: releases.map(({ name, type }) => [name, type]), summary };
  } catch {
    return null;
  }
}

const files = JSON.parse(await text(process.stdin));
process.stdout.write(JSON.stringify(files.map(answer)));
