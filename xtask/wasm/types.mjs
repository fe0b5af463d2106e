// Checks the package's declarations as its users' compilers find them: `node types.mjs PACKAGE-DIRECTORY`.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";

import { installed } from "./files.mjs";

const TSC = "xtask/wasm/node_modules/typescript/bin/tsc";
const STRICT = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--target", "es2022"];
/** By file, how its user's compiler looks for packages. */
const USERS = {
  "types-web.ts": ["--module", "esnext", "--moduleResolution", "bundler", "--lib", "esnext,dom,dom.iterable"],
  "types-node.ts": ["--module", "nodenext", "--moduleResolution", "nodenext", "--lib", "esnext,dom"],
};

const directory = installed(process.argv[2], "types");
for (const [file, options] of Object.entries(USERS)) {
  const copy = join(directory, file.replace(".ts", ".mts"));
  copyFileSync(join("xtask/wasm", file), copy);
  const { status, stdout } = spawnSync("node", [TSC, ...STRICT, ...options, copy], { encoding: "utf8" });
  assert.equal(status, 0, stdout);
  console.log(`${file}: the declarations hold`);
}
