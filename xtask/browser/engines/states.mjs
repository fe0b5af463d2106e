// The states of the page that every browser must reach, and what it says in them.

import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { NOW } from "../browser.mjs";
import { code, PAGE } from "../setup.mjs";

const DAY = 86_400_000;
const { LABEL_FIXTURES, LABEL_KEPT, LABEL_SITE } = process.env;

/** Opens a code, and waits for its verdict; an accepted label has no warning unless a state says so. */
const opened = (name, outcome, expected, more = {}) => ({
  ...(outcome === "accepted" ? { warning: null } : {}),
  ...more,
  reach: async (visit) => {
    await visit.open(code(name));
    await visit.shows(`.outcome.${outcome}`);
  },
  code: expected,
});

/** Opens the page with nothing in it, and does something there. */
const home = (act, outcome, expected, more = {}) => ({
  ...more,
  reach: async (visit) => {
    await visit.open(PAGE);
    await visit.shows("#text");
    await act(visit);
    await visit.shows(`.outcome.${outcome}`);
  },
  code: expected,
});

/** The first screen. */
const start = (more) => ({
  ...more,
  reach: async (visit) => {
    await visit.open(PAGE);
    await visit.shows("#text");
  },
});

/** Sends a text by the form. */
async function type(visit, text) {
  await visit.fill("#text", text);
  await visit.click(".text button");
}

function pasteText(text) {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const init = { bubbles: true, cancelable: true };
  const event = new ClipboardEvent("paste", { ...init, clipboardData });
  // Firefox takes the data in its own way alone.
  const isTaken = event.clipboardData?.getData("text/plain") === text;
  document.body.dispatchEvent(
    isTaken ? event : new ClipboardEvent("paste", { ...init, dataType: "text/plain", data: text }),
  );
}

async function compare(visit) {
  await visit.open(code("good"));
  await visit.shows(".outcome.accepted");
  await visit.fill("#jan", "4901234567894");
  await visit.click(".jan button");
  await visit.shows(".answer.passed");
}

/** Opens a label, waits until the page is kept, and loads it again without a network. */
async function offline(visit, site) {
  await visit.open(code("good"));
  await visit.shows(".offline-ready");
  await site.cut();
  await visit.reload();
  await visit.shows(".outcome.accepted");
  await visit.shows("[data-notice=offline]");
}

/** Asks for the camera, which nobody allows. */
async function camera(visit) {
  await visit.open(PAGE);
  await visit.shows("#text");
  await visit.click("[data-action=camera]");
  await visit.shows(".problem");
}

/** Opens the single file from disk. */
async function kept(visit) {
  await visit.open(pathToFileURL(LABEL_KEPT).href);
  await visit.shows("#text");
  await type(visit, code("garbage"));
  await visit.shows(".outcome.rejected");
}

const stop = (site) => site.changed.set("version.json", JSON.stringify({ stop: true }));
const withoutLists = (site) => site.changed.set("bundle.cbor", null);
const breakVerifier = (site) => site.changed.set("label_wasm_bg.wasm", Buffer.from("not wasm"));
const picture =
  (...path) =>
  (visit) =>
    visit.choose("#picture", join(...path));

/**
 * Each state: how it is reached, the code that stands in it, the language, the colours, the time, and what is changed
 * on the site. `alone` ones need no server.
 */
export const STATES = {
  home: start({}),
  "home-ja": start({ language: "ja" }),
  "home-dark": start({ dark: true }),
  accepted: opened("good", "accepted", "ok"),
  "accepted-ja": opened("good", "accepted", "ok", { language: "ja" }),
  "accepted-easy": opened("good", "accepted", "ok", { language: "easy" }),
  "accepted-dark": opened("good", "accepted", "ok", { language: "ja", dark: true }),
  certified: opened("certified", "accepted", "ok"),
  expired: opened("expired", "rejected", "expired"),
  revoked: opened("revoked", "rejected", "revoked"),
  "revoked-dark": opened("revoked", "rejected", "revoked", { dark: true }),
  forged: opened("forged", "rejected", "signature"),
  stranger: opened("stranger", "rejected", "signer_unknown"),
  stolen: opened("stolen", "rejected", "not_issued"),
  "other-product": opened("other-product", "rejected", "gtin_path_mismatch"),
  "wrong-host": { ...opened("elsewhere", "accepted", "ok"), warning: "host_unknown" },
  stale: { ...opened("good", "accepted", "ok", { at: NOW + 15 * DAY }), warning: "status_stale" },
  "status-too-old": opened("good", "cannot_decide", "status_stale", { at: NOW + 29 * DAY }),
  "trust-expired": opened("good", "cannot_decide", "trust_expired", { at: NOW + 500 * DAY }),
  "no-bundle": opened("good", "cannot_decide", "trust_list_missing", { change: withoutLists }),
  broken: {
    change: breakVerifier,
    reach: async (visit) => {
      await visit.open(code("good"));
      await visit.shows("body[data-state=broken]");
    },
  },
  stopped: {
    change: stop,
    reach: async (visit) => {
      await visit.open(code("good"));
      await visit.shows("body[data-state=stopped]");
    },
    code: "stopped",
  },
  picture: home(picture(LABEL_FIXTURES, "good.png"), "accepted", "ok"),
  "no-symbol": home(picture(LABEL_SITE, "icon-512.png"), "cannot_decide", "picture_no_symbol"),
  paste: home((visit) => visit.evaluate(pasteText, code("revoked")), "rejected", "revoked"),
  typed: home((visit) => type(visit, code("full-width")), "accepted", "ok", { language: "ja" }),
  garbage: home((visit) => type(visit, code("garbage")), "rejected", "text_no_credential"),
  compared: { reach: compare, code: "ok" },
  offline: { reach: offline, code: "ok" },
  camera: { reach: camera },
  kept: { reach: kept, code: "text_no_credential", alone: true },
};
