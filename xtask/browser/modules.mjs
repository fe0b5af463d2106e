// The page's own modules in Node: copied to where Node takes them for modules.

import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
export const WEB = join(ROOT, "label-wasm/web");

/** The source texts of the page's scripts by name. */
export function sources() {
  const names = readdirSync(WEB).filter((name) => name.endsWith(".js"));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(WEB, name), "utf8")]));
}

/** Imports some of the page's modules; those must not touch a browser when they are loaded. */
export async function load(...names) {
  const directory = mkdtempSync(join(tmpdir(), "label-page-"));
  try {
    writeFileSync(join(directory, "package.json"), '{"type":"module"}');
    for (const name of Object.keys(sources())) {
      copyFileSync(join(WEB, name), join(directory, name));
    }
    const modules = await Promise.all(names.map((name) => import(pathToFileURL(join(directory, name)).href)));
    return Object.assign({}, ...modules);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** A JSON file of the repository. */
export function json(path) {
  return JSON.parse(readFileSync(join(ROOT, path), "utf8"));
}

/** The scheme tables by name. */
export function schemes() {
  const names = readdirSync(join(ROOT, "label-core/schemes"));
  return Object.fromEntries(names.map((name) => [name.replace(/\.json$/, ""), json(`label-core/schemes/${name}`)]));
}

/** What the test vectors expect. */
export function expectations() {
  const top = join(ROOT, "test-vectors/vectors");
  const names = readdirSync(top, { recursive: true }).filter((name) => name.endsWith(".json"));
  return names.map((name) => JSON.parse(readFileSync(join(top, name), "utf8")).expect);
}

/** A report as the verifier gives it for a good label of level ★1. */
export function acceptedReport(judgeChecks) {
  const unasked = ["gtin", "model", "level", "assessment", "supply_chain", "criteria"];
  const entry = (check) => {
    if (unasked.includes(check)) {
      return { check, result: "not_checked", code: "not_asked", required: false, message: null };
    }
    return check === "catalogue"
      ? { check, result: "not_checked", code: "not_stated", required: false, message: null }
      : { check, result: "passed", code: "ok", required: true, message: null };
  };
  return {
    outcome: "accepted",
    check: null,
    code: null,
    at: "2026-04-05T06:30:00Z",
    specimen: true,
    repairs: [],
    checks: judgeChecks.map(entry),
    freshness: {
      trust_issued: 1775001600,
      trust_expires: 1809561600,
      status_issued: 1775347200,
      status_expires: 1776038400,
      list_version: 1,
    },
    label: {
      registration: "JC-26-000001",
      scheme: "jc-star",
      level: 1,
      level_mark: "★1",
      assessment: 0,
      criteria: "JST-CR-01-01-2024R1",
      holder: "株式会社見本",
      holder_id: null,
      product: "見本ルータ",
      models: ["SR-1", "SR-1W"],
      gtins: ["04901234567894"],
      category: "Communication equipment",
      supply_chain: { status: 1, day: "2026-03-01" },
      support_end: "2031-12",
      status_index: 1,
      evaluator: null,
      issued: "2026-04-02T00:00:00Z",
      expires: "2028-03-31T15:00:00Z",
      expires_day: "2028-03-31",
      zone: "+09:00",
      identity: "ab".repeat(32),
      algorithm: "Ed25519",
      signer: { subject: "CN=Specimen", sha256: "cd".repeat(32) },
    },
  };
}

/** A value for everything that a sentence may name. */
export const VALUES = {
  at: 1,
  issued: 2,
  expires: 3,
  since: 4,
  not_before: 5,
  not_after: 6,
  claim: "holder",
  asked: 3,
  stated: 1,
  needed: 2,
  found: 1,
  limit: 9,
  value: 7,
};
