// The third and the last step: labels as they will be, their signing, and what came of it.

import { bdi, h } from "../node.js";
import { button } from "../parts.js";
import { dayText, minuteText, plainText, sentence } from "../words.js";
import { list, stepView, symbolView, troubleView } from "./pieces.js";

/** @import { Claims } from "label-wasm/issuer" */
/** @import { Row } from "../../page.d.ts" */
/** @import { Context, DoneState, KeptLabel, ReviewState, Words } from "../../issuing-page.d.ts" */

/** Labels that are shown at a time. */
export const SHOWN = 20;

/**
 * @param {ReviewState} state
 * @param {Context} context
 */
export function reviewView(state, context) {
  const { words, work, labels, issued } = context;
  const { review } = words;
  const [count, signed] = [labels.length, issued.size];
  return stepView(
    3,
    review.title,
    context,
    troubleView(state.trouble, words),
    h(
      "div",
      { class: "card" },
      h("p", { class: "lead" }, countText(count, review, signed)),
      list([
        [sentence(review.address), bdi(work?.page ?? "")],
        [sentence(words.setup.title), bdi(context.signer?.subject ?? "")],
      ]),
      work?.name ? h("p", { class: "hint" }, originText(work.way, work.name, words)) : null,
      context.hasKey ? null : h("p", null, sentence(review.key_first)),
      h(
        "div",
        { class: "actions" },
        context.hasKey
          ? button("sign", signText(count, signed, review), { class: "primary" })
          : button("setup", review.choose_key, { class: "primary" }),
        saveButtons(issued.size, words),
        state.isAsked ? null : button("discard", review.discard),
      ),
      state.isAsked ? askView(words) : null,
    ),
    labelsList(state.from, context),
  );
}

/**
 * @param {number} count
 * @param {Words["review"]} review
 * @param {number} signed
 */
function countText(count, review, signed) {
  if (signed > 0) {
    return sentence(review.left, { signed, count });
  }
  return sentence(count === 1 ? review.count_one : review.count, { count });
}

/**
 * @param {number} count
 * @param {number} signed
 * @param {Words["review"]} review
 */
function signText(count, signed, review) {
  if (signed === count) {
    return plainText(review.keep);
  }
  if (signed > 0) {
    return plainText(review.go_on, { count: count - signed });
  }
  return plainText(count === 1 ? review.sign_one : review.sign, { count });
}

/**
 * @param {string} way
 * @param {string} name
 * @param {Words} words
 */
function originText(way, name, { review }) {
  return sentence(way === "plan" ? review.from_plan : review.from_table, { name });
}

/** @param {Context} context */
export function signingView({ words, labels, issued }) {
  const { signing } = words;
  return h(
    "section",
    { class: "step", "aria-labelledby": "title" },
    h("h1", { id: "title", tabindex: "-1" }, sentence(signing.title)),
    h("p", null, sentence(signing.note)),
    h("progress", { id: "progress", max: labels.length, value: issued.size, "aria-labelledby": "title" }),
    h("p", { id: "progress-text", class: "lead" }, progressText(issued.size, labels.length, words)),
    h("div", { class: "actions" }, button("cancel", signing.cancel)),
  );
}

/**
 * @param {number} done
 * @param {number} count
 * @param {Words} words
 */
export function progressText(done, count, { signing }) {
  return plainText(signing.progress, { done, count });
}

/**
 * @param {DoneState} state
 * @param {Context} context
 */
export function doneView(state, context) {
  const { words, labels } = context;
  const { done } = words;
  const count = labels.length;
  return stepView(
    4,
    done.title,
    context,
    troubleView(state.trouble, words),
    h(
      "div",
      { class: "card" },
      h("p", { class: "lead" }, sentence(count === 1 ? done.count_one : done.count, { count })),
      h("p", { class: "hint" }, sentence(done.csv_note)),
      h("div", { class: "actions" }, button("save-zip", done.zip, { class: "primary" }), button("save-csv", done.csv)),
      h("p", { class: "hint" }, sentence(done.import_note)),
    ),
    labelsList(state.from, context),
    h(
      "div",
      { class: "card" },
      h("p", null, sentence(done.clear_note)),
      state.isAsked ? askView(words) : h("div", { class: "actions" }, button("discard", done.clear)),
    ),
  );
}

/**
 * The buttons that save what is signed so far.
 * @param {number} signed
 * @param {Words} words
 */
export function saveButtons(signed, { review, done }) {
  return signed > 0
    ? [button("save-zip", plainText(review.save, { count: signed })), button("save-csv", done.csv)]
    : null;
}

/**
 * The question whether to discard the labels.
 * @param {Words} words
 */
export function askView({ ask }) {
  return h(
    "div",
    { class: "ask", role: "group", "aria-labelledby": "ask" },
    h("h2", { id: "ask", tabindex: "-1" }, sentence(ask.title)),
    h("div", { class: "actions" }, button("discard-all", ask.yes), button("discard-not", ask.no)),
  );
}

/**
 * Some of the labels, and the way to the others.
 * @param {number} from
 * @param {Context} context
 */
function labelsList(from, context) {
  const { words, labels } = context;
  const { review } = words;
  const shown = labels.slice(from, from + SHOWN);
  const values = { from: from + 1, to: from + shown.length, count: labels.length };
  return h(
    "section",
    { "aria-labelledby": "shown" },
    h("h2", { id: "shown", tabindex: "-1" }, sentence(review.shown, values)),
    h(
      "ul",
      { class: "labels" },
      shown.map((label, index) => h("li", { class: "card" }, labelView(label, from + index, context))),
    ),
    h(
      "div",
      { class: "actions" },
      from > 0 ? button("earlier", review.earlier) : null,
      from + SHOWN < labels.length ? button("later", review.later) : null,
    ),
  );
}

/**
 * @param {KeptLabel} label
 * @param {number} index
 * @param {Context} context
 */
function labelView(label, index, { words, issued, previews, work }) {
  const { review, done } = words;
  const made = issued.get(index);
  const preview = previews.get(index);
  const place = plainText(work?.way === "plan" ? review.line : review.row, { row: label.row ?? 0 });
  const symbol = made ?? preview;
  return [
    h("h3", null, bdi(label.id), label.row === null ? null : [" ", h("span", { class: "hint" }, `(${place})`)]),
    h(
      "div",
      { class: "label" },
      symbol
        ? h(
            "div",
            { class: made ? "drawn" : "drawn unsigned" },
            symbolView(symbol.svg, plainText(made ? done.symbol_of : review.preview, { id: label.id })),
            h(
              "p",
              { class: "hint" },
              sentence(done.symbol, { version: symbol.qrVersion, edge: symbol.edgeMm.toFixed(1) }),
            ),
            made ? null : h("p", { class: "hint" }, sentence(review.preview)),
          )
        : null,
      list(claimRows(label.claims, words)),
    ),
    made ? h("details", null, h("summary", null, "SHA-256"), h("p", null, h("code", null, made.identity))) : null,
  ];
}

/**
 * @param {Claims} claims
 * @param {Words} words
 * @returns {Row[]}
 */
function claimRows(claims, words) {
  const { messages, lang } = words;
  /** @param {keyof typeof messages.claims} name */
  const name = (name) => messages.claims[name];
  const { status, day } = claims.supply_chain ?? { status: null, day: null };
  const chain = status === null ? null : messages.supply_chain[status];
  return [
    [name("registration"), bdi(claims.registration), "strong"],
    [name("scheme"), bdi([claims.scheme, claims.level_mark].filter(Boolean).join(" "))],
    [name("assessment"), messages.assessments[claims.assessment]],
    [name("criteria"), maybe(claims.criteria)],
    [name("holder"), maybe(claims.holder)],
    [name("holder_id"), maybe(claims.holder_id)],
    [name("product"), bdi(claims.product), "strong"],
    [name("models"), bdi(claims.models.join(", ")), "strong"],
    [name("gtins"), maybe(claims.gtins.join(", "))],
    [name("category"), maybe(claims.category)],
    [name("supply_chain"), chain === null ? null : [chain, day === null ? null : ` (${dayText(day, lang)})`]],
    [name("support_end"), supportText(claims.support_end, words)],
    [name("status_index"), claims.status_index],
    [name("evaluator"), maybe(claims.evaluator)],
    [name("issued"), minuteText(Date.parse(claims.issued) / 1000, lang, claims.zone)],
    [name("expires"), claims.expires_day === null ? maybe(claims.expires) : dayText(claims.expires_day, lang)],
  ];
}

/**
 * @param {string | null} end
 * @param {Words} words
 */
function supportText(end, { messages, lang }) {
  if (end === null) {
    return null;
  }
  return end === "unsupported" ? messages.words.unsupported : dayText(end, lang);
}

/** @param {string | null} text */
function maybe(text) {
  return text ? bdi(text) : null;
}
