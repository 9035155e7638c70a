// What the provider's npm library declares, read from its type declarations.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import path from "node:path";

const folder = process.env.TEST_ORACLES;
if (!folder) {
  console.error("TEST_ORACLES is not set: run tests/oracles/prepare, then set it to target/oracles.");
  process.exit(2);
}

/** Loads a package from the folder of the oracles. */
export const load = createRequire(path.join(path.resolve(folder), "oracles.js"));
export const ts = load("typescript");
export const home = path.resolve(folder);

const file = load.resolve("twilio/lib/twiml/VoiceResponse.d.ts");
const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);

/** `Say` for `say`, `say-as` for `sayAs`: SSML elements are written in small letters. */
function elementName(method, result) {
  if (!result.startsWith("Ssml")) return method[0].toUpperCase() + method.slice(1);
  return method.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase());
}

const aliases = new Map();
const attributes = new Map();
const classes = new Map();

/** A type as {kind, values}: number, boolean, string, or one or several of some words. */
function typeOf(node) {
  if (ts.isArrayTypeNode(node)) return { kind: "some", values: typeOf(node.elementType).values };
  if (ts.isTypeReferenceNode(node)) {
    const values = aliases.get(node.typeName.getText().split(".").pop());
    return { kind: "one", values };
  }
  return { kind: node.getText() };
}

function members(node) {
  const found = new Map();
  for (const member of node.members) {
    if (!ts.isMethodDeclaration(member)) continue;
    const result = member.type?.getText().split(".").pop() ?? "";
    const method = member.name.getText();
    if (method.startsWith("comment")) continue;
    const name = elementName(method, result);
    const takesText = member.parameters.some((parameter) => parameter.type.getText() === "string");
    const text = takesText || (found.get(name)?.text ?? false); // a method has several overloads
    found.set(name, { method, result, text });
  }
  return found;
}

(function visit(node) {
  if (ts.isTypeAliasDeclaration(node) && ts.isUnionTypeNode(node.type)) {
    aliases.set(node.name.text, node.type.types.map((type) => type.literal.text));
  } else if (ts.isTypeAliasDeclaration(node)) {
    aliases.set(node.name.text, [node.type.literal?.text]);
  }
  if (ts.isInterfaceDeclaration(node) && !attributes.has(node.name.text)) {
    attributes.set(node.name.text, node);
  }
  if (ts.isClassDeclaration(node) && node.name && !classes.has(node.name.text)) {
    classes.set(node.name.text, members(node));
  }
  ts.forEachChild(node, visit);
})(source);

/** The attributes of a class, as name -> {kind, values}. */
export function attributesOf(name) {
  const node = attributes.get(`${name}Attributes`);
  const rows = (node?.members ?? []).map((member) => [member.name.getText(), typeOf(member.type)]);
  return new Map(rows);
}

/** The elements that may stand in a class's, as element name -> {method, result, text}. */
export function childrenOf(name) {
  return classes.get(name === "Response" ? "VoiceResponse" : name) ?? new Map();
}
