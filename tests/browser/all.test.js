// All browser tests, on one server and in one browser: a file of tests by itself would start its own.

import { after, before } from "node:test";

import { start, stop } from "./site.js";

before(start);
after(stop);

await import("./markup.js");
await import("./accessible.js");
await import("./layout.js");
await import("./words.js");
await import("./stories.js");
await import("./offline.js");
await import("./questions.js");
await import("./console.js");
await import("./print.js");
await import("./files.js");
await import("./trees.js");
await import("./pictures.js");
