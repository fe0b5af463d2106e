// How long a verdict takes, for Node and browsers alike, beside a reference in the same process.

const ROUNDS = 25;
/** Milliseconds of one round, at least: the clocks of browsers are too coarse for a single run. */
const ROUND = 20;

/** Milliseconds from a QR text to its verdict for each text, and of one Ed25519 verification by the platform. */
export async function measure(verifier, texts, at) {
  const verdicts = {};
  for (const [name, text] of Object.entries(texts)) {
    verdicts[name] = await best(() => verifier.verifyText(text, at));
  }
  return { verdicts, reference: await best(await platformVerification()) };
}

/** The least mean of several rounds: other programs of the machine can only add to it. */
async function best(run) {
  let runs = 1;
  while ((await time(run, runs)) < ROUND) runs *= 2;
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    least = Math.min(least, (await time(run, runs)) / runs);
  }
  return least;
}

async function time(run, runs) {
  const start = performance.now();
  for (let index = 0; index < runs; index++) await run();
  return performance.now() - start;
}

async function platformVerification() {
  const { publicKey, privateKey } = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
  const message = new Uint8Array(300);
  const signature = await crypto.subtle.sign("Ed25519", privateKey, message);
  return () => crypto.subtle.verify("Ed25519", publicKey, signature, message);
}

/** Prints the times, and errs where a verdict takes longer than `budget` milliseconds. */
export function report(where, { verdicts, reference }, budget) {
  for (const [name, time] of Object.entries(verdicts)) {
    const ratio = (time / reference).toFixed(1);
    const spent = `${time.toFixed(2)} ms from text to verdict`;
    console.log(`${where}: ${name.padEnd(8)} ${spent}, ${ratio} times an Ed25519 verification by the platform`);
    if (time > budget) throw new Error(`${where}: a verdict takes ${time.toFixed(2)} ms; the budget is ${budget} ms`);
  }
}
