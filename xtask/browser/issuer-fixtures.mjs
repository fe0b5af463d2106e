// Makes what the tests of the issuing page hand to it: keys, certificates, tables and a plan, and what the command
// makes of the same.
//
//     node issuer-fixtures.mjs LABEL DIR        LABEL is the command

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Labels of tables that take a while: of one that is stopped on the way, and of as many as JC-STAR has. */
const TABLES = { some: 60, many: 477 };
const PAGE = "https://label.example.jp";
const PASSPHRASE = "specimen passphrase of nobody";
const HEAD =
  "registration,scheme,level,assessment,criteria,holder,product,models,gtins,supply_chain,support_end,status_index";

const [label, directory] = process.argv.slice(2);
rmSync(directory, { recursive: true, force: true });
mkdirSync(directory, { recursive: true });

keys();
tables();
plan();

function run(...args) {
  return execFileSync(label, ["--quiet", ...args.flat()], { cwd: directory, encoding: "utf8" });
}

function write(name, text) {
  writeFileSync(join(directory, name), text);
}

function keys() {
  write("passphrase", `${PASSPHRASE}\n`);
  const key = (name, alg, ...how) => run("key", "new", "--alg", alg, ...how, "--out", `${name}.key`);
  key("signer", "ed25519", "--passphrase-file", "passphrase");
  for (const [name, alg] of [
    ["root", "ed25519"],
    ["p256", "p256"],
    ["other", "ed25519"],
    ["expired", "ed25519"],
    ["lists", "ed25519"],
  ]) {
    key(name, alg, "--unencrypted");
  }
  const root = ["--key", "root.key", "--name", "Specimen Root", "--from", "2024-01-01", "--years", "20"];
  run("ca", "root", root, "--out", "root.pem");
  const years = ["--years", "9"];
  certificate("signer", "label", "Specimen Label Signer", years, ["--passphrase-file", "passphrase"]);
  certificate("p256", "label", "Label Signer 2", years);
  certificate("expired", "label", "Specimen Label Signer 0", ["--to", "2025-12-31"]);
  certificate("lists", "status", "Specimen Status Signer", years);
}

function certificate(name, purpose, subject, end, secret = []) {
  write(`${name}.pub`, run("key", "public", `${name}.key`, secret));
  const names = ["--purpose", purpose, "--name", subject, "--from", "2024-01-01"];
  run(
    "ca",
    "signer",
    "--ca-key",
    "root.key",
    "--ca",
    "root.pem",
    "--key",
    `${name}.pub`,
    names,
    end,
    "--out",
    `${name}.pem`,
  );
}

function tables() {
  const row = (number, model) =>
    [`SPEC-26-${String(number).padStart(4, "0")},jc-star,1,self,JST-CR-01-01-2024R1,株式会社見本`, model].join(",");
  const issued = (text) => `${text},2026-04-02T00:00:00Z`;
  const good = [
    row(1, "見本ルータ,SR-1;SR-1W,4912345000002;4912345000019,cleared:2026-03-01,2031-12,446"),
    row(2, '"Specimen, ""Mesh""",SMR-3000,4912345000026,cleared,2030-06-30,835'),
  ];
  write("good.csv", [`${HEAD},issued`, ...good.map(issued), ""].join("\n"));
  for (const [name, length] of Object.entries(TABLES)) {
    const rows = Array.from({ length }, (_, index) =>
      row(index + 1, `見本機器${index + 1},M-${index + 1},,cleared:2026-03-01,2031-12,${index}`),
    );
    write(`${name}.csv`, [`${HEAD},issued`, ...rows.map(issued), ""].join("\n"));
  }
  write(
    "faults.csv",
    [
      "registration,scheme,level,assessment,criteria,supply_chain,product,model,jan,holder_id,support_end,issued",
      "R-1,jc-star,1,self,JST-CR-01-01-2024R1,cleared,Router,A,4912345000003,7123456789013,2031-03,2026-04-02",
      "R-1,jc-star,1,self,JST-CR-01-01-2024R1,cleared,Router,B,4.90E+12,7123456789012,Mar-31,2026-04-02",
      "",
      "R-2,jc-star,5,self,JST-CR-01-01-2024R1,cleared,Rou\u202eter,A,,,,2026-04-02",
      "R-3,,1,self,JST-CR-01-01-2024R1,cleared,Router,A,,,,2026-04-02",
      "",
    ].join("\n"),
  );
  const desk = ["--key", "signer.key", "--passphrase-file", "passphrase", "--signer", "signer.pem", "--page", PAGE];
  const pictures = ["--svg", "--png"];
  run("issue", "--csv", "good.csv", desk, pictures, "--out", "expected");
  const size = ["--ecc", "H", "--module-mm", "0.5", "--dpi", "300"];
  run("issue", "--csv", "good.csv", desk, pictures, size, "--out", "sized");
  const faults = ["--quiet", "--json", "issue", "--csv", "faults.csv", "--out", "none", ...desk];
  // It fails, as it should.
  const { stdout } = spawnSync(label, faults, { cwd: directory, encoding: "utf8" });
  write("faults.json", JSON.stringify(JSON.parse(stdout).error.problems));
}

/** Rows of a plan of a register, recorded there: the labels of what was granted. */
function plan() {
  const by = (day) => ["--by", "desk", "--at", day];
  write(
    "applications.csv",
    [
      "登録番号,制度,レベル,評価方式,適合基準,事業者名,製品名,型番,JANコード,サポート終了日",
      "SPEC-26-0001,jc-star,1,self,JST-CR-01-01-2024R1,株式会社見本,見本ルータ,SR-1,4912345000002,2031-12",
      "SPEC-26-0001,jc-star,1,self,JST-CR-01-01-2024R1,株式会社見本,見本ルータ,SR-1W,4912345000019,2031-12",
      "",
    ].join("\n"),
  );
  run("register", "init", by("2026-03-01"));
  const list = ["--status-list", `${PAGE}/status/1`, "--entries", "1000"];
  run("register", "add-signer", "--signer", "signer.pem", list, by("2026-03-01"));
  run("registration", "apply", "applications.csv", by("2026-03-02"));
  run("registration", "inquire", "--all", by("2026-03-03"));
  const all = ["--all", "--expect", "1"];
  run("registration", "answer", all, "--answer", "cleared", "--day", "2026-03-20", by("2026-03-21"));
  run("registration", "grant", all, by("2026-03-25"));
  const planned = ["--granted", "--expect", "2", "--signer", "signer.pem", "--page", PAGE];
  run("batch", "plan", planned, "--out", "plan.jsonl", "--at", "2026-04-02");
  run("batch", "export", "plan.jsonl", "--out", "rows.jsonl", by("2026-04-02"));
}
