// Makes the page's scripts from its modules: `node bundle.mjs PACKAGE-DIRECTORY`.

import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { build } from "esbuild";

const WEB = resolve("label-wasm/web");
const PACKAGE = resolve(process.argv[2]);
/** The compiled modules' own scripts, which stay files of their own where there is a server. */
const COMPILED = /^\.\.?\/(label_wasm|label_reader|label_issuer)\.js$/;
const TSC = "xtask/wasm/node_modules/typescript/bin/tsc";
const DECLARATIONS = ["-p", "label-wasm/tsconfig.signing.json"];

/** Names stay as they are, so that people can read what they are served. */
const COMMON = {
  bundle: true,
  format: "esm",
  charset: "utf8",
  minifySyntax: true,
  minifyWhitespace: true,
  lineLimit: 120,
  legalComments: "none",
  logLevel: "warning",
  // The npm package promises that its modules do nothing by being loaded; the page's do.
  ignoreAnnotations: true,
  tsconfigRaw: {},
};
/** Short files stay as they are written, without comments. */
const PLAIN = { minifySyntax: false, minifyWhitespace: false, lineLimit: 0 };
const compiled = {
  name: "compiled",
  setup: ({ onResolve }) =>
    onResolve({ filter: COMPILED }, ({ path }) => ({ path: join(PACKAGE, "web", basename(path)) })),
};

/** The scripts by their names in the package; `from` is their source where that has another name. */
const SCRIPTS = {
  // Takes the label out of the address before anything else is loaded.
  opened: {},
  app: { external: ["./opened.js"] },
  "reader-worker": { ...PLAIN, external: ["./label_reader.js"] },
  // No module, and with places that `label site build` fills in.
  sw: { ...PLAIN, bundle: false, format: undefined },
  // The whole page for one file.
  single: { plugins: [compiled] },
  issuer: { from: "issuer/app" },
  // With the modules' own scripts, and no module itself: browsers start none from a file that was opened from disk.
  "issuer-worker": {
    from: "issuer/worker",
    plugins: [compiled],
    format: "iife",
    define: { "import.meta.url": "self.location.href" },
  },
  "issuer-single": { from: "issuer/single" },
};

for (const [name, { from = name, ...options }] of Object.entries(SCRIPTS)) {
  const [entry, outfile] = [join(WEB, `${from}.js`), join(PACKAGE, "page", `${name}.js`)];
  await build({ ...COMMON, entryPoints: [entry], outfile, ...options });
}

// The signers beside the issuer module: as they are written for browsers, and as Node loads the modules.
const SIGNING = join(WEB, "signing.js");
copyFileSync(SIGNING, join(PACKAGE, "web", "signing.js"));
await build({ entryPoints: [SIGNING], outfile: join(PACKAGE, "node", "signing.js"), format: "cjs", platform: "node" });
for (const door of ["web", "node"]) {
  const options = [...DECLARATIONS, "--outDir", join(PACKAGE, door)];
  const { status, stdout } = spawnSync("node", [TSC, ...options], { encoding: "utf8" });
  if (status !== 0) throw new Error(stdout);
  // Each door is a package of its own to compilers: the types stand beside.
  const declarations = join(PACKAGE, door, "signing.d.ts");
  const beside = readFileSync(declarations, "utf8").replaceAll('"label-wasm/issuer"', '"./label_issuer.js"');
  writeFileSync(declarations, beside);
}
