import { mkdirSync, writeFileSync } from "node:fs";
import { euros } from "@shop/money";

mkdirSync("dist", { recursive: true });
writeFileSync("dist/index.html", `<p>Only ${euros(1250)}</p>\n`);
