"""Prettier as the Changesets CLI 2 calls it: in one process, file by file, as Markdown.

It is the repository's own Prettier, or else the one that comes with its CLI. The CLI asks for
no ignore files and no .editorconfig, so that no tree need be mirrored (apply-release-plan 7).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from release.adapters.shell import MissingProgram, failure, run
from release.config.changesets import PATH
from release.errors import CommandError, Where

_MISSING = 77  # the exit code when there is no Prettier; node's own codes are below 20
_HINT = f'install what package.json asks for, or set `"prettier": false` in {PATH}'
_PROGRAM = """
const { createRequire } = require("node:module");
const { join } = require("node:path");
const [root, missing] = process.argv.slice(1);
function find() {
  try { return require.resolve("prettier", { paths: [root] }); } catch {}
  let from = join(root, "package.json");
  for (const name of ["@changesets/cli/package.json", "@changesets/apply-release-plan"]) {
    from = createRequire(from).resolve(name);
  }
  return createRequire(from).resolve("prettier");
}
let place;
try { place = find(); } catch { process.exit(Number(missing)); }
(async () => {
  const prettier = require(place);
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const texts = JSON.parse(Buffer.concat(chunks).toString());
  for (const path of Object.keys(texts)) {
    const filepath = join(root, path);
    const options = await prettier.resolveConfig(filepath);
    const asked = { ...options, filepath, parser: "markdown" };
    texts[path] = await prettier.format(texts[path], asked);
  }
  process.stdout.write(JSON.stringify(texts));
})();
"""


def prettify(
    root: Path, texts: Mapping[str, str], environment: Mapping[str, str], timeout: float
) -> dict[str, str]:
    """The texts, by path, as that Prettier formats them.

    Raises:
        CommandError: there is no Prettier, or no node; or it failed, or took too long.
    """
    try:
        result = run(
            ["node", "--eval", _PROGRAM, "--", str(root), str(_MISSING)],
            root,
            env=environment,
            timeout=timeout,
            input=json.dumps(dict(texts)),  # escaped: bytes that are no UTF-8 survive
        )
    except MissingProgram:
        raise CommandError(_cannot("program `node`"), Where(PATH), _HINT) from None
    if result.code == _MISSING:
        what = "Prettier, neither the repository's own nor that of `@changesets/cli`"
        raise CommandError(_cannot(what), Where(PATH), _HINT)
    if result.code:
        told = result._replace(argv=("prettier", *texts))
        raise CommandError(failure(told), Where(PATH), f"nothing was changed; {_HINT}")
    found: dict[str, str] = json.loads(result.stdout)
    return found


def _cannot(what: str) -> str:
    return f"the changelogs cannot be formatted: there is no {what}"
