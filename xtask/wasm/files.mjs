// Where the checks find what they check with.

import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

const VECTORS = "test-vectors";
const DEMO = "target/demo";

/** Every test vector, in the order of its path. */
export function vectors() {
  const names = readdirSync(join(VECTORS, "vectors"), { recursive: true });
  const files = names.filter((name) => name.endsWith(".json")).sort();
  return files.map((name) => JSON.parse(readFileSync(join(VECTORS, "vectors", name), "utf8")));
}

/** The bytes of a vector's trust set. */
export function trust(name) {
  return readFileSync(join(VECTORS, "trust", `${name}.cbor`));
}

/** The bundle of the demonstration, as it is synced. */
export function demoBundle() {
  return readFileSync(join(DEMO, "trust.cbor"));
}

/** Every label of the demonstration: its text and its picture. */
export function demoLabels() {
  const names = readdirSync(join(DEMO, "labels"))
    .filter((name) => name.endsWith(".txt"))
    .sort();
  return names.map((name) => {
    const path = join(DEMO, "labels", name);
    return { name, text: readFileSync(path, "utf8").trim(), png: readFileSync(path.replace(/txt$/, "png")) };
  });
}

/** A new directory for a check, with the package installed in it as npm does. */
export function installed(pkg, name) {
  const directory = join("target", "wasm-users", name);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(join(directory, "node_modules"), { recursive: true });
  symlinkSync(resolve(pkg), join(directory, "node_modules", "label-wasm"));
  return directory;
}
