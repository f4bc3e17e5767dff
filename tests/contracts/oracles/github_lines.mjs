// Words changelog lines with a real @changesets/changelog-github, which asks GITHUB_GRAPHQL_URL.
// usage: node github_lines.mjs GENERATOR_MODULE
//
// On stdin: { options, lines: [{ summary, commit }],
//             dependencies: [{ commits: [sha | null], updated: [[name, version]] }] }
// On stdout: { lines: [text], dependencies: [text] }
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const loaded = await import(pathToFileURL(process.argv[2]));
const generator = loaded.default.default ?? loaded.default;
const { options, lines, dependencies } = JSON.parse(await text(process.stdin));
const changeset = (commit, summary = "") => ({ id: "id", summary, releases: [], commit });

const worded = lines.map(({ summary, commit }) =>
  generator.getReleaseLine(changeset(commit ?? undefined, summary), "minor", options));
const listed = dependencies.map(({ commits, updated }) =>
  generator.getDependencyReleaseLine(
    commits.map((commit) => changeset(commit ?? undefined)),
    updated.map(([name, newVersion]) => ({ name, newVersion })),
    options,
  ));
process.stdout.write(
  JSON.stringify({ lines: await Promise.all(worded), dependencies: await Promise.all(listed) }),
);
