// Makes what the browser tests show to the page: labels, bundles of two days, and what a forger would make of them.
//
//     node fixtures.mjs LABEL DIR        LABEL is the command

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync, readdirSync, copyFileSync } from "node:fs";
import { join } from "node:path";

const HOST = "label.example.jp";
const PAGE = `https://${HOST}`;
/** Two days on which lists are published, and one on which they are new. */
const [YESTERDAY, TODAY] = ["2026-04-03", "2026-04-05"];

const [label, directory] = process.argv.slice(2);
rmSync(directory, { recursive: true, force: true });
mkdirSync(directory, { recursive: true });
const desk = (name) => join(directory, "desk", name);
mkdirSync(desk(""));

const star = (level, registration, product, model, jan, rest) => [
  ...[
    "--registration",
    registration,
    "--scheme",
    "jc-star",
    "--level",
    level,
    "--criteria",
    "JST-CR-01-01-2024R1",
    "--product",
    product,
  ],
  ...["--model", model, "--jan", jan, "--supply-chain", "cleared:2026-03-01", ...rest],
];
const held = ["--holder", "株式会社見本", "--support-end", "2031-12"];
const from = (issued, expires) => ["--issued", issued, "--expires", expires];
const USUAL = from("2026-04-02T00:00:00+09:00", "2028-04-01T00:00:00+09:00");
const LABELS = {
  good: star("1", "JC-26-000001", "見本ルータ", "SR-1", "4901234567894", [
    "--model",
    "SR-1W",
    ...held,
    "--assessment",
    "self",
    "--status-index",
    "1",
    ...USUAL,
  ]),
  english: star("2", "JC-26-000002", "Specimen Mesh Router", "SMR-3000", "4912345000002", [
    "--holder",
    "Specimen Networks Ltd.",
    "--assessment",
    "reviewed",
    "--support-end",
    "2030-06-30",
    "--status-index",
    "2",
    ...USUAL,
  ]),
  certified: star("3", "JC-26-000003", "業務用ルータ", "GR-9", "4912345000019", [
    "--holder",
    "見本通信工業株式会社",
    "--assessment",
    "certified",
    "--evaluator",
    "見本評価機関",
    "--support-end",
    "2033-03",
    "--status-index",
    "3",
    ...USUAL,
  ]),
  revoked: star("1", "JC-26-000004", "見本カメラ", "SC-4", "4912345000026", [
    ...held,
    "--assessment",
    "self",
    "--status-index",
    "4",
    ...USUAL,
  ]),
  expired: star("1", "JC-24-000005", "見本スピーカー", "SS-5", "4912345000033", [
    ...held,
    "--assessment",
    "self",
    "--status-index",
    "5",
    ...from("2024-02-01T00:00:00+09:00", "2026-02-01T00:00:00+09:00"),
  ]),
  unsupported: star("1", "JC-26-000006", "見本プラグ", "SP-6", "4912345000040", [
    "--holder",
    "株式会社見本",
    "--assessment",
    "self",
    "--support-end",
    "unsupported",
    "--status-index",
    "6",
    ...USUAL,
  ]),
  many: star("1", "JC-26-000007", "見本シリーズ", "M-01", "4912345000057", [
    ...Array.from({ length: 11 }, (_, index) => ["--model", `M-${String(index + 2).padStart(2, "0")}`]).flat(),
    ...held,
    "--assessment",
    "self",
    "--status-index",
    "7",
    ...USUAL,
  ]),
  markup: star("1", "JC-26-000010", "<img src=x onerror=alert(1)><b>", "</bdi><script>", "4912345000088", [
    ...held,
    "--assessment",
    "self",
    "--status-index",
    "10",
    ...USUAL,
  ]),
  stolen: star("1", "JC-26-000008", "だれのものでもない見本", "X-8", "4912345000064", [
    ...held,
    "--assessment",
    "self",
    "--status-index",
    "8",
    ...USUAL,
  ]),
  stranger: star("1", "JC-26-000009", "見知らぬ見本", "X-9", "4912345000071", [
    ...held,
    "--assessment",
    "self",
    "--status-index",
    "9",
    ...from("2026-03-15T00:00:00+09:00", "2028-03-15T00:00:00+09:00"),
  ]),
  newcomer: star("1", "JC-26-000011", "見知らぬ見本", "X-9", "4912345000071", [
    ...held,
    "--assessment",
    "self",
    "--status-index",
    "9",
    ...USUAL,
  ]),
};

keys();
for (const kind of ["specimen", "real"]) {
  trust(kind);
}
lists();
codes();

function run(...args) {
  return execFileSync(label, ["--quiet", ...args.flat()], { cwd: desk(""), encoding: "utf8" });
}

function keys() {
  for (const name of ["root", "signer", "lists", "other"]) {
    run("key", "new", "--alg", name === "lists" ? "p256" : "ed25519", "--unencrypted", "--out", `${name}.key`);
  }
  run(
    "ca",
    "root",
    "--key",
    "root.key",
    "--name",
    "Specimen Root",
    "--from",
    "2024-01-01",
    "--years",
    "20",
    "--out",
    "root.pem",
  );
  for (const [name, purpose] of [
    ["signer", "label"],
    ["lists", "status"],
    ["other", "label"],
  ]) {
    run(
      "ca",
      "signer",
      "--ca-key",
      "root.key",
      "--ca",
      "root.pem",
      "--key",
      `${name}.key`,
      "--purpose",
      purpose,
      "--name",
      `Specimen ${name}`,
      "--from",
      "2024-01-01",
      "--years",
      "9",
      "--out",
      `${name}.pem`,
    );
  }
}

/** A trust list; the description that `init` writes names the certificates. */
function trust(kind) {
  run(
    "trust",
    "init",
    `${kind}.toml`,
    "--root",
    "root.pem",
    "--threshold",
    "1",
    "--host",
    HOST,
    kind === "specimen" ? ["--specimen"] : [],
  );
  const text = readFileSync(desk(`${kind}.toml`), "utf8")
    .replaceAll("labels-1.pem", "signer.pem")
    .replaceAll("lists-1.pem", "lists.pem");
  writeFileSync(desk(`${kind}.toml`), text);
  run("trust", "prepare", `${kind}.toml`, "--at", "2026-04-01", "--out", `${kind}-draft.cbor`);
  run("trust", "sign", `${kind}-draft.cbor`, "--key", "root.key", "--root", "root.pem", "--out", `${kind}-signed.cbor`);
  run("trust", "finish", `${kind}-signed.cbor`, "--out", `${kind}-list.cbor`);
}

function lists() {
  for (const [name, args] of Object.entries(LABELS)) {
    const key = name === "stranger" || name === "newcomer" ? "other" : "signer";
    const out = key === "other" || name === "stolen" ? name : `issued/${name}`;
    mkdirSync(desk("issued"), { recursive: true });
    run("issue", args, "--key", `${key}.key`, "--signer", `${key}.pem`, "--page", PAGE, "--png", "--out", out);
    for (const file of readdirSync(desk(out))) {
      const extension = file.slice(file.lastIndexOf("."));
      if ([".txt", ".png"].includes(extension)) {
        copyFileSync(join(desk(out), file), join(directory, name + extension));
      }
    }
  }
  for (const kind of ["specimen", "real"]) {
    run("status", "set", `${kind}-status.json`, "--new", "--address", `${PAGE}/status/1`, "--entries", "1000");
    publish(kind, YESTERDAY, "older");
    run("status", "set", `${kind}-status.json`, "4", "--to", "revoked");
    publish(kind, TODAY, "bundle");
  }
  // Without any list of withdrawn labels.
  run("trust", "build", "--list", "specimen-list.cbor", "--at", TODAY, "--out", join(directory, "bare.cbor"));
}

function publish(kind, day, name) {
  run(
    "status",
    "publish",
    "--list",
    `${kind}-list.cbor`,
    "--status",
    `${kind}-status.json`,
    "--issued",
    "issued",
    "--key",
    "lists.key",
    "--signer",
    "lists.pem",
    "--at",
    day,
    "--out",
    `${kind}-part-${day}.cbor`,
  );
  const out = join(directory, kind === "specimen" ? `${name}.cbor` : `${kind}-${name}.cbor`);
  run("trust", "build", "--list", `${kind}-list.cbor`, "--part", `${kind}-part-${day}.cbor`, "--at", day, "--out", out);
  const shown = JSON.parse(run("trust", "show", out, "--at", day, "--json"));
  writeFileSync(out.replace(/cbor$/, "json"), JSON.stringify({ root_set: find(shown, "root_set") }));
}

/** What can be made of a label without its key. */
function codes() {
  const good = readFileSync(join(directory, "good.txt"), "utf8").trim();
  const write = (name, text) => writeFileSync(join(directory, `${name}.txt`), `${text}\n`);
  const [address, digits] = good.split("#");
  write("forged", `${address}#${withLastByteFlipped(digits)}`);
  write("elsewhere", `https://label.example.net/01/04901234567894#${digits}`);
  write("other-product", `${PAGE}/01/04912345000057#${digits}`);
  write("cut", good.slice(0, -5));
  write("mangled", `]Q1${good.replace("https:", "https+").replace(":", "+")}`);
  write(
    "full-width",
    [...good].map((c) => (c > " " && c < "\u007f" ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c)).join(""),
  );
  write("garbage", "WIFI:T:WPA;S:shop;P:12345678;;");
}

/** Digits hold seven bytes in groups of 17; the last group holds the rest. */
function withLastByteFlipped(digits) {
  const start = 1 + Math.floor((digits.length - 2) / 17) * 17;
  const last = digits.slice(start);
  return digits.slice(0, start) + String(BigInt(last) ^ 1n).padStart(last.length, "0");
}

function find(value, name) {
  if (value === null || typeof value !== "object") {
    return undefined;
  }
  return name in value
    ? value[name]
    : Object.values(value)
        .map((one) => find(one, name))
        .find((found) => found !== undefined);
}
