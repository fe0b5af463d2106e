// A scheme owner's desk for the checks of the issuer: keys, certificates and a table, made with the command.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const { LABEL_COMMAND } = process.env;
export const LABEL = LABEL_COMMAND ?? "target/debug/label";
const PASSPHRASE = "correct horse battery";
const demo = (name) => ({ key: `target/demo/keys/${name}.key`, signer: `target/demo/keys/${name}.pem` });
/** The signers of the demonstration, whose keys are not encrypted. */
export const DEMO_KEYS = { ed25519: demo("labels-1"), p256: demo("labels-2") };
const DAY = 86_400;

function run(...args) {
  execFileSync(LABEL, ["--quiet", ...args], { stdio: ["ignore", "ignore", "inherit"] });
}

/** An authority whose key and certificate lie in a directory. */
export function authority(directory) {
  const file = (name) => join(directory, name);
  return {
    /** The certificate of a public key in DER, in PEM. */
    signer(name, spki, ...more) {
      const pem = Buffer.from(spki).toString("base64").replace(/.{64}/g, "$&\n").trim();
      writeFileSync(file(`${name}.pub`), `-----BEGIN PUBLIC KEY-----\n${pem}\n-----END PUBLIC KEY-----\n`);
      return this.certify(name, `${name}.pub`, ...more);
    },
    certify(name, key, purpose = "label", years = within(Date.now() / 1000, -400, 900)) {
      const from = ["--ca-key", file("root.key"), "--ca", file("root.pem"), "--key", file(key)];
      const secret = ["--key-passphrase-file", file("passphrase")];
      const named = ["--purpose", purpose, "--name", `Specimen ${name}`, "--out", file(`${name}.pem`)];
      run("ca", "signer", ...from, ...secret, ...named, ...years);
      return readFileSync(file(`${name}.pem`), "utf8");
    },
  };
}

/** Keys and certificates, right and wrong, for `issuing.mjs`. */
export function material(directory, now) {
  const file = (name) => join(directory, name);
  const text = (name) => readFileSync(file(name), "utf8");
  writeFileSync(file("passphrase"), PASSPHRASE, { mode: 0o600 });
  const key = (alg, name, ...how) => run("key", "new", "--alg", alg, "--out", file(name), ...how);
  for (const root of ["root", "strange-root"]) {
    key("ed25519", `${root}.key`, "--unencrypted");
    const years = ["--from", day(now - 4000 * DAY), "--years", "20"];
    run(
      "ca",
      "root",
      "--key",
      file(`${root}.key`),
      "--name",
      `Specimen ${root}`,
      "--out",
      file(`${root}.pem`),
      ...years,
    );
  }
  const { certify } = authority(directory);
  const pair = (alg) => {
    key(alg, `${alg}.key`, "--passphrase-file", file("passphrase"));
    key(alg, `${alg}-plain.key`, "--unencrypted");
    return {
      certificates: certify(alg, `${alg}.key`),
      key: text(`${alg}.key`),
      plain: text(`${alg}-plain.key`),
      public: execFileSync(LABEL, ["key", "public", file(`${alg}-plain.key`)], { encoding: "utf8" }),
    };
  };
  const [ed25519, p256] = [pair("ed25519"), pair("p256")];
  return {
    now,
    passphrase: PASSPHRASE,
    ed25519,
    p256,
    other: certify("other", "p256-plain.key"),
    expired: certify("expired", "ed25519-plain.key", "label", within(now, -900, -2)),
    early: certify("early", "ed25519-plain.key", "label", within(now, 2, 900)),
    status: certify("status", "ed25519-plain.key", "status"),
    strange: ed25519.certificates + text("strange-root.pem"),
  };
}

/** A validity in days from a time. */
function within(now, from, to) {
  return ["--from", day(now + from * DAY), "--to", day(now + to * DAY)];
}

function day(time) {
  return new Date(time * 1000).toISOString().slice(0, 10);
}

const SOURCE = "label-cli/src/demo/products.csv";
/** The number of times that the products of the demonstration stand in the table. */
const COPIES = 11;

/** The table of the demonstration as of a time, its products repeated under other numbers. */
export function productTable(now) {
  const dated = readFileSync(SOURCE, "utf8").replace(/\{(month)?([+-]\d+)\}/g, (_, month, days) => {
    return day(now + Number(days) * DAY).slice(0, month ? 7 : 10);
  });
  const [head, ...rows] = dated.trim().split("\n");
  const copies = Array.from({ length: COPIES }, (_, copy) => rows.map((row) => repeated(row, copy)));
  return [head, ...copies.flat()].join("\n");
}

/** A row under another registration, with another index and other GTINs; every other copy has none of these. */
function repeated(row, copy) {
  // The last four cells: index, evaluator, issued, expires; no comma stands in them.
  const cells = row.replace("SPEC-26-", `SPEC-26-${copy}`).split(",");
  const [index, ...rest] = cells.splice(-4);
  const text = [...cells, Number(index) + copy * 2000, ...rest].join(",");
  return copy % 2 === 0
    ? text.replace(/4912345\d{6}/g, (gtin) => moved(gtin, copy))
    : text.replace(/4912345\d{6}(;4912345\d{6})*/, "");
}

/** Another GTIN with its check digit. */
function moved(gtin, copy) {
  const digits = `4912345${String(Number(gtin.slice(7, 12)) + copy * 1000).padStart(5, "0")}`;
  const sum = [...digits].reduce((sum, digit, index) => sum + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
