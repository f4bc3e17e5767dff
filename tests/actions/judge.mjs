// GitHub's own parser of workflows and evaluator of expressions, on workflows.
//
//     node judge.mjs <node_modules/@actions>   < [{"text", "outputs", "github"}, ...]
//
// For each it prints {"errors", "jobs", "runs", "starts"}. `runs` is every life that a run can have: a job
// whose condition holds succeeds, fails or is cancelled, the first job has each of `outputs`, and
// the run is cancelled before any of the jobs, or never. `starts` tells for each of the contexts
// in `github` which jobs start when nothing before them failed.
import { register } from "node:module";
import { pathToFileURL } from "node:url";

// The parser imports JSON as node 18 did; the loader hands it over as a module.
register(
  "data:text/javascript," +
    encodeURIComponent(`
      import { readFileSync } from "node:fs";
      import { fileURLToPath } from "node:url";
      export async function load(url, context, next) {
        if (!url.endsWith(".json")) return next(url, context);
        const source = "export default " + readFileSync(fileURLToPath(url), "utf8");
        return { format: "module", shortCircuit: true, source };
      }`),
);
const packages = pathToFileURL(`${process.argv[2]}/`).href;
const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } = await import(
  `${packages}workflow-parser/dist/index.js`
);
const { Evaluator, Lexer, Parser, data } = await import(`${packages}expressions/dist/index.js`);

const RESULTS = ["success", "failure", "cancelled"];
const CONTEXTS = ["github", "inputs", "needs", "vars"];
const STATUS = ["success", "failure", "cancelled", "always"].map((name) => ({
  name,
  minArgs: 0,
  maxArgs: 0,
}));

// As GitHub has it: only false, 0, '' and null are not true.
const isScalar = ({ kind }) =>
  [data.Kind.Boolean, data.Kind.Number, data.Kind.String].includes(kind);
const isTrue = (value) => (isScalar(value) ? !!value.value : value.kind !== data.Kind.Null);

async function answer({ text, outputs = [], github = [] }) {
  const { errors, jobs } = await read(text);
  const runs = [];
  const live = (number, results, given, end) => {
    if (number === jobs.length) {
      runs.push({ results, outputs: given, cancelledBefore: end });
      return;
    }
    const begins = starts(jobs, jobs[number], results, given, number >= end, {});
    for (const result of begins ? RESULTS : ["skipped"]) {
      live(number + 1, { ...results, [jobs[number].id]: result }, given, end);
    }
  };
  for (const given of outputs) {
    for (let end = 0; end <= jobs.length; end++) live(0, {}, given, end);
  }
  const allWell = Object.fromEntries(jobs.map((job) => [job.id, "success"]));
  const started = github.map((context) =>
    jobs.filter((job) => starts(jobs, job, allWell, {}, false, context)).map((job) => job.id),
  );
  return { errors, jobs: jobs.map(({ id, needs }) => ({ id, needs })), runs, starts: started };
}

async function read(text) {
  const parsed = parseWorkflow({ name: "a.yml", content: text }, new NoOperationTraceWriter());
  const template = parsed.value && (await convertWorkflowTemplate(parsed.context, parsed.value));
  const errors = [
    ...parsed.context.errors.getErrors().map((each) => each.rawMessage ?? String(each)),
    ...(template?.errors ?? []).map((each) => each.Message),
  ];
  const jobs = errors.length ? [] : template.jobs.map(jobOf);
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const ancestors = ({ needs }) => [
    ...new Set(needs.flatMap((id) => [id, ...ancestors(byId.get(id))])),
  ];
  for (const job of jobs) job.ancestors = ancestors(job);
  return { errors, jobs };
}

function jobOf(job) {
  const tokens = new Lexer(job.if?.expression ?? "success()").lex().tokens;
  const tree = new Parser(tokens, CONTEXTS, STATUS).parse();
  return { id: job.id.value, needs: (job.needs ?? []).map((each) => each.value), tree };
}

// Whether a job starts: `success()` and `failure()` look at all that is before it.
function starts(jobs, job, results, given, cancelled, context) {
  const before = job.ancestors.map((id) => results[id]);
  const said = {
    success: !cancelled && before.every((result) => result === "success"),
    failure: !cancelled && before.some((result) => result === "failure"),
    cancelled,
    always: true,
  };
  const functions = STATUS.map((each) => [
    each.name,
    { ...each, call: () => new data.BooleanData(said[each.name]) },
  ]);
  const needs = Object.fromEntries(
    job.needs.map((id) => [
      id,
      // A job that did not succeed has no outputs.
      { result: results[id], outputs: id === jobs[0].id && results[id] === "success" ? given : {} },
    ]),
  );
  const world = JSON.parse(JSON.stringify({ github: context, needs }), data.reviver);
  return isTrue(new Evaluator(job.tree, world, new Map(functions)).evaluate());
}

let asked = "";
for await (const chunk of process.stdin) asked += chunk;
const answers = [];
for (const question of JSON.parse(asked)) answers.push(await answer(question));
console.log(JSON.stringify(answers));
