// What the engine of the website's files finds: it and its index are named by the arguments, and standard input holds what
// is asked for, as [words, language] in JSON. Standard output gives an answer for each.

import { readFileSync } from "node:fs";

const [engine, index] = process.argv.slice(2).map((file) => readFileSync(file, "utf8"));
const module = await import(`data:text/javascript,${encodeURIComponent(engine)}`);
const search = module.engine(JSON.parse(index));
const asked = JSON.parse(readFileSync(0, "utf8"));
const began = performance.now();
const found = asked.map(([said, language]) => search(said, language));
process.stdout.write(JSON.stringify({ found, milliseconds: performance.now() - began }));
