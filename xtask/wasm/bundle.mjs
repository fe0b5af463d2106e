// Makes the page's scripts from its modules: `node bundle.mjs PACKAGE-DIRECTORY`.

import { join, resolve } from "node:path";
import { build } from "esbuild";

const WEB = resolve("label-wasm/web");
const PACKAGE = resolve(process.argv[2]);
/** The compiled modules' own scripts, which stay files of their own where there is a server. */
const COMPILED = /^\.\/(label_wasm|label_reader)\.js$/;

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
  setup: ({ onResolve }) => onResolve({ filter: COMPILED }, ({ path }) => ({ path: join(PACKAGE, "web", path) })),
};

const SCRIPTS = {
  // Takes the label out of the address before anything else is loaded.
  opened: {},
  app: { external: ["./opened.js"] },
  "reader-worker": { ...PLAIN, external: ["./label_reader.js"] },
  // No module, and with places that `label site build` fills in.
  sw: { ...PLAIN, bundle: false, format: undefined },
  // The whole page for one file.
  single: { plugins: [compiled] },
};

for (const [name, options] of Object.entries(SCRIPTS)) {
  const [entry, outfile] = [join(WEB, `${name}.js`), join(PACKAGE, "page", `${name}.js`)];
  await build({ ...COMMON, entryPoints: [entry], outfile, ...options });
}
