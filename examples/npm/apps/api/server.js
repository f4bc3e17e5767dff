import { createServer } from "node:http";
import { euros } from "@shop/money";

createServer((_, response) => response.end(euros(1250))).listen(8080);
