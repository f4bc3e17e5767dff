// Runs the real Changesets CLI again and again in one process, which saves node's start-up.
//
//     node worker.mjs <the CLI's dist/index.mjs>
//
// A line in: {"cwd": "...", "words": ["version"]}. A line out: {"code": 0, "said": "..."}.
// Each command evaluates the CLI's own entry point anew, as `changeset` does; what it imports stays
// loaded.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

class Exit extends Error {
  constructor(code) {
    super(`exit ${code}`);
    this.code = code;
  }
}

const entry = pathToFileURL(process.argv[2]).href;
const answer = process.stdout.write.bind(process.stdout);
let said = "";
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk) => {
    said += chunk;
    return true;
  };
}
process.exit = (code) => {
  throw new Exit(code ?? process.exitCode ?? 0);
};

async function run({ cwd, words }, number) {
  process.chdir(cwd);
  process.argv = [process.argv[0], entry, ...words];
  process.exitCode = undefined;
  try {
    await import(`${entry}?${number}`);
    return process.exitCode ?? 0;
  } catch (error) {
    if (error instanceof Exit) return error.code;
    said += error?.stack ?? error;
    return 1;
  }
}

let number = 0;
for await (const line of createInterface({ input: process.stdin })) {
  said = "";
  const code = await run(JSON.parse(line), number++);
  answer(`${JSON.stringify({ code, said })}\n`);
}
