// What a test vector asks of the module, for Node and browsers alike: nothing here reads a file.

/** The verdict of the module on a vector with the bytes of its trust set; what stands for it where no trust can be loaded. */
export function answer(label, { input, time, policy = {} }, trust) {
  const at = Date.parse(time) / 1000;
  let verifier;
  try {
    verifier = new label.Verifier(trust, at);
  } catch ({ code }) {
    return { outcome: "cannot_decide", check: "trust", code, repairs: [], checks: [] };
  }
  try {
    return input.text === undefined
      ? verifier.verifyCredential(bytesOf(input.credential_hex), at, policy)
      : verifier.verifyText(input.text, at, policy);
  } finally {
    verifier.free();
  }
}

/** What differs between a verdict and what the vector expects; null if nothing does. */
export function difference({ id, expect }, { outcome, check, code, repairs, checks }) {
  const { lines = {}, ...expected } = expect;
  const found = Object.fromEntries(checks.map((line) => [line.check, line.code]));
  const linesHold = Object.entries(lines).every(([name, expectedCode]) => found[name] === expectedCode);
  const same = JSON.stringify({ outcome, check, code, repairs }) === JSON.stringify(expected);
  return linesHold && same ? null : `${id}: expected ${JSON.stringify(expect)}, found ${check} ${code}`;
}

function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
