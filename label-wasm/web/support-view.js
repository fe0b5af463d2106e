// What helps beyond the verdict: codes for questions, ways to a second opinion, and details for experts.

import { h, bdi } from "./node.js";
import { sentence } from "./words.js";
import { list, button, buildView } from "./parts.js";
import { codeOf } from "./answer.js";

/** @import { Row, VerdictContext } from "../page.d.ts" */

/** @param {VerdictContext} context */
export function supportView({ words, verdict, report, build, trust, state }) {
  const code = [
    verdict.outcome,
    verdict.decisive?.name ?? "-",
    codeOf(verdict, report),
    `list ${trust?.version ?? "-"}`,
    `build ${build.version ?? "-"} ${(build.wasm ?? "-").slice(0, 12)}`,
  ].join(" / ");
  return h(
    "section",
    { class: "card", "aria-labelledby": "support" },
    h("h2", { id: "support" }, sentence(words.support_title)),
    h("p", { class: "hint" }, sentence(words.support_note)),
    h("p", { class: "field" }, h("code", { id: "support-code" }, code), button("copy", words.copy)),
    state.copied === undefined
      ? null
      : h("p", { class: "hint", role: "status" }, sentence(state.copied ? words.copied : words.not_copied)),
  );
}

/** @param {VerdictContext} context */
export function secondView({ words, config, host }) {
  return h(
    "section",
    { class: "card second", "aria-labelledby": "second" },
    h("h2", { id: "second" }, sentence(words.second_title)),
    h("p", null, sentence(words.this_page), " ", h("strong", { class: "host" }, bdi(host))),
    h(
      "ul",
      null,
      words.second.map((way) => h("li", null, sentence(way))),
    ),
    config.help ? h("p", null, h("a", { href: config.help, rel: "noreferrer" }, sentence(words.help))) : null,
  );
}

/** @param {VerdictContext} context */
export function expertsView({ words, verdict, trust, build, config }) {
  const { label } = verdict;
  const common = words.messages.words;
  /** @type {Row[]} */
  const signed =
    label === null
      ? []
      : [
          [sentence(words.identity), bdi(label.identity), "hash"],
          [sentence(common.algorithm), bdi(label.algorithm)],
          [sentence(words.signer), bdi(label.signer.subject)],
          [sentence(words.signer_sha), bdi(label.signer.sha256), "hash"],
        ];
  /** @type {Row[]} */
  const listed = trust === null ? [] : [[sentence(words.root_set), trust.root_set && bdi(trust.root_set), "hash"]];
  return h(
    "section",
    { class: "card experts" },
    h(
      "details",
      null,
      h("summary", null, sentence(words.experts)),
      list([
        ...signed,
        ...listed,
        [sentence(words.build.policy), h("code", null, JSON.stringify(config.policy ?? {}))],
      ]),
      h("h3", null, sentence(words.build_title)),
      buildView(words, build),
    ),
  );
}
