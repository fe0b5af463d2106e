// Demands on the issuer module in Node and browsers alike: nothing here reads a file.

export const PAGE = "https://label.example.jp";

/** A label as `label issue --from` takes it. */
export const FIELDS = {
  registration: "SPEC-26-0900",
  scheme: "jc-star",
  level: 1,
  assessment: "self",
  criteria: "JST-CR-01-01-2024R1",
  holder: "株式会社見本",
  product: "見本ルータ",
  models: ["SR-1"],
  gtins: ["4912345000002"],
  category: "通信機器",
  supply_chain: "cleared:2026-10-01",
  support_end: "2031-12",
  status_index: 7,
};

/** The code of what is thrown; `none` where nothing is. */
export async function codeOf(run) {
  try {
    await run();
    return "none";
  } catch (error) {
    if (!(error instanceof Error) || error.message === "") throw error;
    return error.code ?? String(error);
  }
}

/** Prepares a label, keeps it as a page does over a reload, signs it and reads its symbol. */
export async function issueOne({ issuer, reader, signing }, certificates, signer, at) {
  const desk = new issuer.Issuer(certificates, at);
  const kept = desk.claims(FIELDS, at).encode();
  const label = await signing.issue(desk, issuer.Prepared.decode(kept), signer);
  const drawing = signing.readBack(label, PAGE, reader, { ecc: "Q", moduleMm: 0.5, dpi: 300 });
  const again = issuer.Issued.decode(label.full, label.id);
  if (again.identity !== label.identity || again.text(PAGE) !== drawing.text) throw new Error("another label");
  return { id: label.id, identity: label.identity, full: [...label.full], text: drawing.text };
}

/** Every refusal: what it is about, the code that it must have, and the one that it has. */
export async function refusals(doors, material) {
  const found = [
    ...(await ofCertificates(doors, material)),
    ...(await ofKeys(doors, material)),
    ...(await ofLabels(doors, material)),
    ...(await ofSignatures(doors, material)),
    ...(await ofSymbols(doors, material)),
    ...(await ofWebCrypto(doors)),
  ];
  return found.filter(([, expected, code]) => expected !== code);
}

async function all(cases) {
  const found = [];
  for (const [about, expected, run] of cases) found.push([about, expected, await codeOf(run)]);
  return found;
}

function ofCertificates({ issuer: { Issuer } }, { now, ed25519, p256, expired, early, status, strange }) {
  const open = (certificates, at) => () => new Issuer(certificates, at);
  return all([
    ["good", "none", open(ed25519.certificates, now)],
    ["bytes", "none", open(new TextEncoder().encode(p256.certificates), now)],
    ["no certificate", "certificate_missing", open("", now)],
    ["no certificate in bytes", "cert_malformed", open(Uint8Array.of(0x30, 0xff), now)],
    ["neither bytes nor text", "file_malformed", open(7, now)],
    ["an expired certificate", "cert_expired", open(expired, now)],
    ["a certificate of later", "cert_not_yet_valid", open(early, now)],
    ["a certificate for lists", "cert_extended_key_usage", open(status, now)],
    ["another authority's", "cert_issuer", open(strange, now)],
    ["no time", "time_invalid", open(ed25519.certificates, NaN)],
  ]);
}

function ofKeys({ issuer: { Issuer, openKey } }, { now, ed25519, p256, passphrase }) {
  const desk = new Issuer(ed25519.certificates, now);
  const truncated = ed25519.plain.replace(/\n.{20}/, "\n");
  const other = openKey(p256.key, passphrase);
  return all([
    ["the right passphrase", "none", () => desk.checkKey(openKey(ed25519.key, passphrase).publicKey)],
    ["a key in bytes", "none", () => openKey(new TextEncoder().encode(ed25519.plain))],
    ["a wrong passphrase", "passphrase_wrong", () => openKey(ed25519.key, "incorrect horse battery")],
    ["no passphrase", "passphrase_missing", () => openKey(ed25519.key)],
    ["no key", "key_missing", () => openKey("hello")],
    ["a public key", "key_public", () => openKey(ed25519.public)],
    ["half a key", "key_malformed", () => openKey(truncated)],
    ["another form", "key_form", () => openKey(ed25519.plain.replaceAll("PRIVATE KEY", "EC PRIVATE KEY"))],
    ["another key", "key_other", () => desk.checkKey(other.publicKey)],
  ]);
}

/** The codes of all problems that are thrown together. */
function problemsOf(run) {
  try {
    run();
    return "none";
  } catch ({ code, problems, more }) {
    const each = problems?.map((problem) => `${problem.row ?? ""}${problem.field ?? ""}:${problem.code}`);
    return [code, ...(each ?? []), more].join(" ");
  }
}

async function ofLabels({ issuer: { Issuer, Prepared } }, { now, ed25519, other }) {
  const desk = new Issuer(ed25519.certificates, now);
  const { registration, supply_chain: _, ...rest } = FIELDS;
  const one = (fields) => problemsOf(() => desk.claims(fields, now));
  const bytes = (text) => new TextEncoder().encode(text);
  const table = (text) => problemsOf(() => desk.table(bytes(text), "t.csv", rest, now, false));
  const kept = desk.claims(FIELDS, now).encode();
  const changed = bytes(new TextDecoder().decode(kept).replace(/"to_be_signed":"../, '"to_be_signed":"00'));
  const head = "registration,supply_chain\n";
  return [
    ["no fields", "labels", one({}).split(" ")[0]],
    ["a field that no label has", "labels :json 0", one({ ...FIELDS, colour: "red" })],
    ["a number with a fraction", "labels :json 0", one({ ...FIELDS, level: 1.5 })],
    ["no data", "labels :json 0", one(() => {})],
    [
      "two faults",
      "labels supply_chain:choice gtins:gtin_invalid 0",
      one({ ...FIELDS, gtins: "4912345000003", supply_chain: "fine" }),
    ],
    ["a field that the scheme asks for", "labels supply_chain:scheme_claim_missing 0", one({ ...rest, registration })],
    ["beyond the certificate", "labels :label_not_nested 0", one({ ...FIELDS, issued: "2001-01-01" })],
    [
      "a bad cell in each row",
      "labels 2supply_chain:choice 4supply_chain:date 0",
      table(`${head}R-1,x\nR-2,cleared:2026-10-01\nR-3,cleared:2026-13-01`),
    ],
    [
      "a column twice",
      "labels 1registration:column_duplicate 0",
      table(`registration,登録番号\nR-1,R-1`).split(" ").slice(0, 2).concat("0").join(" "),
    ],
    ["an empty table", "labels 1:table_empty 0", table(head)],
    ["a spreadsheet", "spreadsheet", await codeOf(() => desk.table(bytes("PK\x03\x04"), "t.xlsx", {}, now, false))],
    [
      "bytes that are no text",
      "table_encoding",
      await codeOf(() => desk.table(Uint8Array.of(0xff, 0xff), "t", {}, now, false)),
    ],
    ["what was kept", "none", await codeOf(() => Prepared.decode(kept))],
    ["what was kept, changed", "read_back", await codeOf(() => Prepared.decode(changed))],
    ["what nobody kept", "prepared_malformed", await codeOf(() => Prepared.decode(bytes("{}")))],
    ["no plan", "plan_malformed", await codeOf(() => desk.planned(bytes("{}"), "p"))],
    ...(await ofPlans({ Issuer }, { now, ed25519, other })),
  ];
}

/** A plan as `label batch plan` writes it, or with names as `label batch export` does. */
async function planOf(desk, now, names = []) {
  const reserved = names.length > 0;
  const { status_index: _, ...fields } = FIELDS;
  const kept = desk.claims(reserved ? FIELDS : fields, now).encode();
  const { claims } = JSON.parse(new TextDecoder().decode(kept));
  const { registration, models } = FIELDS;
  const head = { plan: 1, register: "r", signer: desk.fingerprint, page: PAGE, labels: reserved ? names.length : 1 };
  const row = { registration, models, claims };
  const lines = reserved ? [{ ...head, reserved: "id" }, ...names.map((name) => ({ ...row, name }))] : [head, row];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return new TextEncoder().encode(`${text}${JSON.stringify({ sha256 })}\n`);
}

async function ofPlans({ Issuer }, { now, ed25519, other }) {
  const [desk, stranger] = [new Issuer(ed25519.certificates, now), new Issuer(other, now)];
  const [exported, plan] = [await planOf(desk, now, ["SPEC-26-0900-000007"]), await planOf(desk, now)];
  const named = async (...names) => codeOf(async () => desk.planned(await planOf(desk, now, names), "p").labels());
  const [label] = desk.planned(exported, "p").labels();
  const { id, row, claims } = label;
  return [
    ["a row of a plan", `SPEC-26-0900-000007 2 7`, [id, row, claims.status_index].join(" ")],
    ["a plan of another signer", "plan_other_signer", await codeOf(() => stranger.planned(exported, "p"))],
    ["a plan without indices", "plan_not_reserved", await codeOf(() => desk.planned(plan, "p"))],
    ["a plan whose names leave a directory", "plan_malformed", await named("../../x-000007")],
    ["a plan with a device's name", "plan_malformed", await named("NUL-000007")],
    ["a plan with one name twice", "plan_malformed", await named("R-000007", "r-000007")],
    ["half a plan", "plan_malformed", await codeOf(() => desk.planned(exported.subarray(0, 300), "p"))],
  ];
}

async function ofSignatures({ issuer: { Issuer, openKey }, signing }, { now, ed25519, p256, passphrase }) {
  const desk = new Issuer(ed25519.certificates, now);
  const [key, other] = [openKey(ed25519.key, passphrase), openKey(p256.key, passphrase)];
  const label = desk.claims(FIELDS, now);
  const by = (sign, publicKey) => () => signing.issue(desk, label, signing.callbackSigner(sign, "Ed25519", publicKey));
  const wrong = key.sign(new Uint8Array(3));
  const fails = (error) => () => {
    throw error;
  };
  const abort = new AbortController();
  const never = signing.callbackSigner(() => new Promise(() => {}), "Ed25519");
  const aborted = signing.issue(desk, label, never, abort.signal);
  abort.abort();
  return all([
    ["a signature of something else", "signature", by(() => wrong)],
    ["a short signature", "cose_signature_length", by(() => wrong.subarray(1))],
    ["an HSM of another key", "key_other", by(() => wrong, other.publicKey)],
    [
      "another algorithm",
      "key_other",
      () =>
        signing.issue(
          desk,
          label,
          signing.callbackSigner(() => wrong, "ESP256"),
        ),
    ],
    ["a file of another key", "key_other", () => signing.issue(desk, label, signing.fileSigner(other))],
    ["nothing", "signature_cancelled", by(() => null)],
    ["an AbortError", "signature_cancelled", by(fails(new DOMException("no", "AbortError")))],
    ["an abort meanwhile", "signature_cancelled", () => aborted],
    ["an abort before", "signature_cancelled", () => signing.issue(desk, label, never, AbortSignal.abort())],
    ["a fault of the HSM", "hsm_lost", by(fails(Object.assign(new Error("lost"), { code: "hsm_lost" })))],
    // What went wrong left nothing behind.
    ["the right one after all", "none", by((bytes) => key.sign(bytes), key.publicKey)],
  ]);
}

async function ofSymbols({ issuer: { Issuer, checkPage, openKey }, reader, signing }, { now, ed25519, passphrase }) {
  const desk = new Issuer(ed25519.certificates, now);
  const signer = signing.fileSigner(openKey(ed25519.key, passphrase));
  const label = await signing.issue(desk, desk.claims(FIELDS, now), signer);
  const draw = (options) => () => label.draw(PAGE, options);
  const deaf = { readLuma: () => [] };
  return all([
    ["no page", "prefix_invalid", () => checkPage("http://label.example.jp")],
    ["no page of a text", "prefix_invalid", () => label.text("label.example.jp")],
    ["an option that there is not", "options_malformed", draw({ colour: "red" })],
    ["an error correction that there is not", "options_malformed", draw({ ecc: "X" })],
    ["a width and dots", "options_malformed", draw({ moduleMm: 0.5, dots: 9 })],
    ["no width", "options_malformed", draw({ moduleMm: NaN, dots: 101 })],
    ["no resolution", "options_malformed", draw({ dpi: 71 })],
    ["a small module", "module_small", draw({ dots: 9 })],
    ["a small module that is allowed", "none", draw({ dots: 9, allowSmall: true })],
    ["a large module", "module_large", draw({ moduleMm: 1.2 })],
    ["a picture too large", "picture_too_large", draw({ dots: 100, dpi: 2600, ecc: "H" })],
    ["a symbol that is not read", "read_back", () => signing.readBack(label, PAGE, deaf)],
    ["one that is", "none", () => signing.readBack(label, PAGE, reader)],
  ]);
}

/** An engine without Ed25519, and a page without WebCrypto. */
async function ofWebCrypto({ signing }) {
  const refuse = () => Promise.reject(new DOMException("no Ed25519", "NotSupportedError"));
  const { privateKey, publicKey } = await signing.generateKey("Ed25519");
  const signed = async () => (await signing.webCryptoSigner(privateKey)).sign(new Uint8Array(3));
  const stubbed = (name, run) => async () => {
    const { subtle } = crypto;
    const stub = { generateKey: refuse, sign: refuse };
    Object.defineProperty(globalThis.crypto, "subtle", { value: name && stub, configurable: true });
    try {
      return await run();
    } finally {
      Object.defineProperty(globalThis.crypto, "subtle", { value: subtle, configurable: true });
    }
  };
  const extracted = () => crypto.subtle.exportKey("pkcs8", privateKey);
  return [
    [
      "a key that stays inside",
      "refused",
      await extracted().then(
        () => "taken",
        () => "refused",
      ),
    ],
    ...(await all([
      [
        "an engine that makes no such key",
        "webcrypto_unsupported",
        stubbed("stub", () => signing.generateKey("Ed25519")),
      ],
      ["an engine that signs with none", "webcrypto_unsupported", stubbed("stub", signed)],
      ["no WebCrypto", "webcrypto_unsupported", stubbed(undefined, () => signing.webCryptoSigner(privateKey))],
      ["a public key", "key_public", () => signing.webCryptoSigner(publicKey)],
    ])),
  ];
}
