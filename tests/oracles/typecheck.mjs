// Checks documents by writing the program that would build each with the provider's library, and
// letting the TypeScript compiler check it. Arguments: XML files, or folders of them.
// Prints one line for each complaint; the exit status is 1 if there is any.

import { readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { attributesOf, childrenOf, home, load, ts } from "./sdk.mjs";

const { SaxesParser } = load("saxes");

/** The document as a tree; saxes checks that it is well-formed. */
function tree(xml) {
  const root = { children: [] };
  const open = [root];
  const parser = new SaxesParser();
  parser.on("error", (error) => { throw error; });
  parser.on("doctype", () => { throw new Error("it has a document type"); });
  parser.on("opentag", (tag) => {
    const node = { name: tag.name, attributes: tag.attributes, children: [], text: "" };
    open.at(-1).children.push(node);
    open.push(node);
  });
  parser.on("closetag", () => open.pop());
  const text = (value) => { if (open.length > 1) open.at(-1).text += value; };
  parser.on("text", text);
  parser.on("cdata", text);
  parser.write(xml).close();
  return root.children[0];
}

const quoted = (value) => JSON.stringify(value);

function literal(value, type) {
  if (type?.kind === "number" && /^\d+$/.test(value)) return String(BigInt(value));
  if (type?.kind === "boolean" && /^(true|false)$/.test(value)) return value;
  if (type?.kind === "some") return `[${value.split(" ").map(quoted).join(", ")}]`;
  return quoted(value);
}

let counter = 0;

/** The lines of the program that build `node` in the variable `parent`. */
function build(node, parent, lines) {
  for (const child of node.children) {
    const known = childrenOf(node.name).get(child.name);
    if (!known) {
      lines.push(`wrong = ${quoted(`<${child.name}> may not stand in <${node.name}>`)};`);
      continue;
    }
    const types = attributesOf(known.result);
    const given = Object.entries(child.attributes)
      .map(([name, value]) => `${quoted(name)}: ${literal(value, types.get(name))}`);
    const options = types.size ? [`{ ${given.join(", ")} }`] : [];
    if (!types.size && given.length) {
      lines.push(`wrong = ${quoted(`<${child.name}> has no attributes`)};`);
    }
    const text = child.text.trim();
    if (text) options.push(quoted(text));
    const name = `e${counter++}`;
    lines.push(`const ${name} = ${parent}.${known.method}(${options.join(", ")});`);
    build(child, name, lines);
  }
}

const files = process.argv.slice(2).flatMap((given) =>
  statSync(given).isDirectory()
    ? readdirSync(given).filter((name) => name.endsWith(".xml")).sort().map((name) => path.join(given, name))
    : [given]);

const complaints = [];
const lines = ['import VoiceResponse from "twilio/lib/twiml/VoiceResponse";', "let wrong: never;"];
const origin = [];
for (const file of files) {
  const name = path.basename(file);
  let root;
  try {
    root = tree(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(file)));
  } catch (error) {
    complaints.push(`${name}: ${error.message}`);
    continue;
  }
  if (root.name !== "Response" || Object.keys(root.attributes).length || root.text.trim()) {
    complaints.push(`${name}: the root must be <Response> without attributes and text`);
    continue;
  }
  const start = lines.length;
  lines.push("{", "const response = new VoiceResponse();");
  build(root, "response", lines);
  lines.push("}");
  for (let line = start; line < lines.length; line++) origin[line] = name;
}

const program = path.join(home, "documents.ts");
const options = { strict: true, noEmit: true, skipLibCheck: true, types: [], esModuleInterop: true,
  module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10,
  target: ts.ScriptTarget.ES2022 };
const host = ts.createCompilerHost(options);
const text = lines.join("\n");
const read = host.getSourceFile;
host.getSourceFile = (file, ...rest) =>
  file === program ? ts.createSourceFile(file, text, ts.ScriptTarget.ES2022) : read(file, ...rest);
host.fileExists = ((exists) => (file) => file === program || exists(file))(host.fileExists);

const checked = ts.createProgram([program], options, host);
for (const diagnostic of ts.getPreEmitDiagnostics(checked)) {
  const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, " ");
  const line = diagnostic.file?.fileName === program
    ? diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start).line : -1;
  complaints.push(`${origin[line] ?? "the library"}: ${message.slice(0, 300)}`);
}

if (complaints.length) {
  console.log(complaints.join("\n"));
  process.exit(1);
}
