// Reads a JSON list of cases; writes the CHANGELOG.md that @changesets/apply-release-plan makes
// of each, in a folder of its own.
// usage: node write_changelogs.mjs NODE_MODULES FOLDER
//
// A case: { before: string | null, version, changesets: [{ id, summary, type, commit }],
//           updated: [[name, version]], causes: [{ id, commit }] }
// `type` is null for a changeset that does not name the package.
import fs from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const [modules, folder] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(path.join(modules, file)));
const { applyReleasePlan } = await load("@changesets/apply-release-plan/dist/index.mjs");
const { defaultConfig } = await load("@changesets/config/dist/index.mjs");

// The real generator, told the commits that git would know.
const generator = path.join(folder, "generator.mjs");
const real = pathToFileURL(path.join(modules, "@changesets/changelog-git/dist/index.mjs"));
fs.writeFileSync(
  generator,
  `import git from ${JSON.stringify(String(real))};
   const known = (changeset, { commits }) => ({ ...changeset, commit: commits[changeset.id] });
   export default {
     getReleaseLine: (changeset, type, options) =>
       git.getReleaseLine(known(changeset, options), type, options),
     getDependencyReleaseLine: (changesets, updated, options) =>
       git.getDependencyReleaseLine(changesets.map((c) => known(c, options)), updated, options),
   };`,
);

function workspacePackage(root, name, dependencies) {
  const dir = path.join(root, name);
  fs.mkdirSync(dir, { recursive: true });
  const packageJson = { name, version: "1.0.0", dependencies };
  fs.writeFileSync(path.join(dir, "package.json"), JSON.stringify(packageJson));
  return { dir, packageJson };
}

async function answer({ before, version, changesets, updated, causes }, number) {
  const rootDir = path.join(folder, String(number));
  const ranges = Object.fromEntries(updated.map(([name]) => [name, "1.0.0"]));
  const main = workspacePackage(rootDir, "main", ranges);
  const others = updated.map(([name]) => workspacePackage(rootDir, name, {}));
  const changelog = path.join(main.dir, "CHANGELOG.md");
  if (before !== null) fs.writeFileSync(changelog, before);
  const commits = Object.fromEntries([...changesets, ...causes].map((c) => [c.id, c.commit]));
  const release = (name, newVersion, ids) => (
    { name, type: "patch", oldVersion: "1.0.0", newVersion, changesets: ids }
  );
  const plan = {
    changesets: [
      ...changesets.map(({ id, summary, type }) => (
        { id, summary, releases: type === null ? [] : [{ name: "main", type }] }
      )),
      ...causes.map(({ id }) => (
        { id, summary: "", releases: [{ name: updated[0][0], type: "patch" }] }
      )),
    ],
    releases: [
      release("main", version, []),
      ...updated.map(([name, newVersion]) => release(name, newVersion, causes.map((c) => c.id))),
    ],
    preState: undefined,
  };
  const packages = { rootDir, tool: { type: "npm" }, packages: [main, ...others] };
  const config = { ...defaultConfig, format: false, changelog: [generator, { commits }] };
  await applyReleasePlan(plan, packages, config);
  return fs.readFileSync(changelog, "utf8");
}

const cases = JSON.parse(await text(process.stdin));
process.stdout.write(JSON.stringify(await Promise.all(cases.map(answer))));
