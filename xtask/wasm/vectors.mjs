// What a test vector asks of the module, for Node and browsers alike: nothing here reads a file.

/** The fewest vectors that a run must have seen. */
const FEWEST = 1450;
/** The keys of a vector; an unknown one may change the meaning. */
const KEYS = ["id", "description", "input", "trust", "root_set", "zeros", "update", "time", "policy", "expect"];

/**
 * What differs between the module's answers and those that the vectors expect; `load` gives a file of `trust/` by its
 * name.
 */
export async function differences(label, vectors, load) {
  if (vectors.length < FEWEST) throw new Error(`only ${vectors.length} vectors, expected ${FEWEST}`);
  const files = new Map();
  const file = async (name) => {
    if (!files.has(name)) files.set(name, await load(name));
    return files.get(name);
  };
  const found = [];
  for (const vector of vectors) {
    const part = vector.update && (await file(vector.update.part));
    found.push(difference(vector, answer(label, vector, await file(vector.trust), part)));
  }
  return found.filter((line) => line !== null);
}

/** The module's answer to a vector with the bytes of what is trusted and of the part. */
function answer(label, vector, trust, part) {
  const unknown = Object.keys(vector).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw new Error(`${vector.id}: unknown key ${unknown}`);
  const at = seconds(vector.time);
  const { bytes, update } = vector.update
    ? updated(label, trust, part, seconds(vector.update.time))
    : { bytes: padded(trust, vector.zeros) };
  let verifier;
  try {
    verifier = new label.Verifier(bytes, at, vector.root_set);
  } catch ({ code }) {
    return { outcome: "cannot_decide", check: "trust", code, repairs: [], checks: [], update };
  }
  try {
    return { ...verdict(verifier, vector, at), update };
  } finally {
    verifier.free();
  }
}

function verdict(verifier, { input, policy }, at) {
  return input.text === undefined
    ? verifier.verifyCredential(bytesOf(input.credential_hex), at, policy)
    : verifier.verifyText(input.text, at, policy);
}

/** The store after an update, or as it was where that is refused; and what the update says. */
function updated(label, store, part, at) {
  const verifier = new label.Verifier(store, at);
  try {
    return { update: taken(verifier, part, at), bytes: verifier.store() };
  } finally {
    verifier.free();
  }
}

function taken(verifier, part, at) {
  try {
    verifier.update(part, at);
    return "ok";
  } catch ({ code }) {
    return code;
  }
}

/** What differs between an answer and what the vector expects; null if nothing does. */
function difference({ id, expect }, { outcome, check, code, repairs, checks, update }) {
  const { lines = {}, update: expectedUpdate, record, ...expected } = expect;
  const found = Object.fromEntries(checks.map((line) => [line.check, line.code]));
  const linesHold = Object.entries(lines).every(([name, expectedCode]) => found[name] === expectedCode);
  const same = JSON.stringify({ outcome, check, code, repairs }) === JSON.stringify(expected);
  const asked = checks.find((line) => line.check === "issued")?.values?.record;
  const right = linesHold && same && update === expectedUpdate && (record === undefined || record === asked);
  return right
    ? null
    : `${id}: expected ${JSON.stringify(expect)}, found ${check} ${code}, update ${update}, record ${asked}`;
}

function seconds(time) {
  return Date.parse(time) / 1000;
}

function padded(bytes, zeros = 0) {
  const padded = new Uint8Array(bytes.length + zeros);
  padded.set(bytes);
  return padded;
}

function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
