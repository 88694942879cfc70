// What the data of caniemail.com say against a mail's HTML (standard input): a JSON list of "client: feature", each once.
import { readFileSync } from "node:fs";
import { caniemail } from "caniemail";

const { issues } = caniemail({ clients: process.argv.slice(2), html: readFileSync(0, "utf8") });
const found = new Set();
for (const [client, said] of issues.errors) for (const each of said) found.add(`${client}: ${each.title}`);
console.log(JSON.stringify([...found].sort()));
