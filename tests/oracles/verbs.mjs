// Compares the phone's table of the markup (JSON on standard input) with the provider's library.
// Prints one line for each difference; the exit status is 1 if there is any.

import { readFileSync } from "node:fs";
import { attributesOf, childrenOf } from "./sdk.mjs";

const table = JSON.parse(readFileSync(0, "utf8"));
const differences = [];

function compare(what, ours, theirs) {
  for (const name of ours) if (!theirs.has(name)) differences.push(`${what}: the library has no ${name}`);
  for (const name of theirs) if (!ours.has(name)) differences.push(`${what}: the table lacks ${name}`);
}

for (const [name, element] of Object.entries(table.elements)) {
  const attributes = attributesOf(name);
  const ours = new Map(Object.entries(element.attributes));
  compare(`<${name}>`, new Set(ours.keys()), new Set(attributes.keys()));
  for (const [attribute, { kind, values }] of ours) {
    const theirs = attributes.get(attribute);
    if (!theirs) continue;
    if (kind !== theirs.kind) {
      differences.push(`<${name} ${attribute}>: ${kind} in the table, ${theirs.kind} in the library`);
    } else if (values) {
      compare(`<${name} ${attribute}>`, new Set(values), new Set(theirs.values));
    }
  }
  const children = childrenOf(name);
  compare(`in <${name}>`, new Set(element.children), new Set(children.keys()));
  for (const [child, { text }] of children) {
    const row = table.elements[child];
    if (row && row.text !== Boolean(text)) {
      differences.push(`<${child}>: text is ${row.text} in the table, ${Boolean(text)} in the library`);
    }
  }
}

if (differences.length) {
  console.log(differences.join("\n"));
  process.exit(1);
}
