// What the page shows in each state: pure functions from state and words to descriptions. Nothing here passes by default.

import { h, bdi, textOf } from "./node.js";
import { LANGUAGES, sentence, plainText, minuteText, lastMinuteText } from "./words.js";
import { judge } from "./judge.js";
import { panel, codeLine, list, button, submitButton, icon } from "./parts.js";
import { reasonNodes, codeOf, adviceNodes, lineNodes, schemeOf } from "./answer.js";
import { productView, meaningView, grantView, assessmentNodes, untilNodes, seconds } from "./label-view.js";

const DAY = 86400;
const RESULT_ICONS = { passed: "passed", failed: "failed", not_checked: "open" };

/** The whole content of the page below its header, in the state that it is in. */
export function viewOf(state, context) {
  const views = {
    home: homeView,
    camera: cameraView,
    busy: busyView,
    verdict: verdictView,
    broken: brokenView,
    stopped: stoppedView,
  };
  const [first, ...rest] = views[state.kind](state, context);
  return [first, noticesView(context), ...rest];
}

/** Outcome and reason in one sentence, for those who hear the page. */
export function announcement(state, context) {
  const { words } = context;
  if (state.kind !== "verdict") {
    return "";
  }
  const verdict = judge(state.report);
  const reason = textOf(reasonNodes(verdict, { ...context, report: state.report, state }));
  const spoken = plainText(words.outcome.announce, { outcome: plainText(words.outcome[verdict.outcome]), reason });
  const specimen = isSpecimen(state, context) ? `${plainText(words.specimen)}: ${plainText(words.specimen_note)} ` : "";
  const nature =
    verdict.outcome === "accepted" && verdict.label ? ` ${textOf(assessmentNodes(verdict.label, words))}` : "";
  const open = verdict.isStatusOpen ? ` ${plainText(words.status_open)}` : "";
  return specimen + spoken + open + nature;
}

/** The title of the page: the outcome first. */
export function titleOf(state, context) {
  const { words } = context;
  const parts = [plainText(words.title)];
  if (state.kind === "verdict") {
    const { outcome, isStatusOpen } = judge(state.report);
    parts.unshift(
      ...[words.outcome[outcome], isStatusOpen ? words.status_open : null]
        .filter(Boolean)
        .map((text) => plainText(text)),
    );
  }
  if (isSpecimen(state, context)) {
    parts.unshift(`[${plainText(words.specimen)}]`);
  }
  return parts.join(" – ");
}

/** Whether anything that is shown rests on demonstration or test trust. */
export function isSpecimen(state, context) {
  return Boolean(state.report?.specimen || context.trust?.specimen || context.config.specimen);
}

/** The head of the page: specimen, name and languages. */
export function headView({ words, config }, language, specimen) {
  const offered = LANGUAGES.filter(({ lang }) => (config.languages ?? [lang]).includes(lang));
  const one = ({ id, lang, name }) =>
    h(
      "button",
      {
        type: "button",
        "data-action": "language",
        value: id,
        lang,
        "aria-pressed": id === language ? "true" : "false",
      },
      name,
    );
  return [
    specimen
      ? h(
          "p",
          { class: "specimen" },
          h("strong", null, sentence(words.specimen)),
          " ",
          h("span", null, sentence(words.specimen_note)),
        )
      : null,
    h(
      "div",
      { class: "bar" },
      h("p", { class: "name" }, config.title?.[words.lang] ?? sentence(words.title)),
      h("div", { class: "languages", role: "group", "aria-label": plainText(words.language) }, offered.map(one)),
    ),
  ].filter(Boolean);
}

/** The foot of the page: what is told about the visitor, and the build. */
export function footView(state, { words, build }, offlineReady) {
  return [
    h("p", null, sentence(words.privacy)),
    offlineReady ? h("p", { class: "offline-ready" }, sentence(words.offline_ready)) : null,
    state.kind === "verdict"
      ? null
      : h("details", null, h("summary", null, sentence(words.build_title)), buildView(words, build)),
  ].filter(Boolean);
}

function homeView(state, { words }) {
  const { home } = words;
  return [
    h(
      "section",
      { class: "home", "aria-labelledby": "title" },
      h("h1", { id: "title", tabindex: "-1" }, sentence(home.title)),
      h("p", { class: "lead" }, sentence(home.lead)),
      captureView(words),
      state.problem
        ? h("p", { class: "problem", role: "alert" }, icon("warning"), sentence(words.camera[state.problem]))
        : null,
      h(
        "form",
        { class: "text", "data-action": "text", novalidate: true },
        h("label", { for: "text" }, sentence(home.text)),
        h("p", { class: "hint", id: "text-hint" }, sentence(home.text_hint)),
        h(
          "div",
          { class: "field" },
          h("input", {
            id: "text",
            type: "text",
            inputmode: "url",
            autocomplete: "off",
            autocapitalize: "off",
            spellcheck: "false",
            "aria-describedby": "text-hint",
          }),
          submitButton(home.check),
        ),
      ),
      h("p", { class: "hint" }, sentence(home.drop)),
    ),
    h(
      "ul",
      { class: "promises" },
      home.promises.map((promise) => h("li", null, sentence(promise))),
    ),
  ];
}

function captureView({ home }) {
  return h(
    "div",
    { class: "actions" },
    button("camera", home.camera, { class: "primary" }, icon("camera")),
    h("label", { class: "button", for: "picture" }, icon("picture"), h("span", null, sentence(home.picture))),
    h("input", { id: "picture", class: "visually-hidden", type: "file", accept: "image/*", "data-action": "picture" }),
  );
}

function cameraView(state, { words }) {
  const { camera } = words;
  const choices =
    state.cameras.length > 1
      ? h(
          "p",
          { class: "field" },
          h("label", { for: "cameras" }, sentence(camera.choose)),
          h(
            "select",
            { id: "cameras", "data-action": "choose-camera" },
            state.cameras.map(({ id, label }, index) =>
              h(
                "option",
                { value: id, selected: id === state.camera },
                label || plainText(camera.numbered, { number: index + 1 }),
              ),
            ),
          ),
        )
      : null;
  const torch =
    state.torch === null ? null : button("torch", camera.torch, { "aria-pressed": state.torch ? "true" : "false" });
  return [
    h(
      "section",
      { class: "camera", "aria-labelledby": "title" },
      h("h1", { id: "title", tabindex: "-1" }, sentence(camera.title)),
      h(
        "div",
        { class: "finder" },
        h("video", { id: "finder", playsinline: true, muted: true, autoplay: true, "aria-hidden": "true" }),
      ),
      h("p", { class: "lead" }, sentence(state.running ? camera.aim : camera.starting)),
      choices,
      h("div", { class: "actions" }, torch, button("stop", camera.stop)),
    ),
  ];
}

function busyView(state, { words }) {
  const title = state.picture ? words.busy.picture : words.busy.title;
  return [
    h(
      "section",
      { class: "busy", "aria-busy": "true", "aria-labelledby": "title" },
      h("h1", { id: "title", tabindex: "-1" }, sentence(title)),
    ),
  ];
}

function brokenView(state, { words }) {
  const { broken } = words;
  return [
    panel("cannot_decide", broken.title, [h("p", { class: "lead" }, sentence(broken.note)), codeLine(state.code)]),
    adviceView(words, sentence(broken.advice), [button("restart", words.again, { class: "primary" })]),
  ];
}

function stoppedView(_state, { words }) {
  const { stopped } = words;
  return [
    panel("cannot_decide", stopped.title, [h("p", { class: "lead" }, sentence(stopped.note)), codeLine("stopped")]),
    adviceView(words, sentence(stopped.advice), []),
  ];
}

function verdictView(state, context) {
  const verdict = judge(state.report);
  const all = { ...context, verdict, report: state.report, state, scheme: schemeOf(verdict.label, context) };
  const said = verdict.outcome === "accepted" ? [productView, meaningView, grantView] : [grantView, meaningView];
  const label = verdict.label ? said.map((view) => view(all)) : nothingView(all);
  return [
    outcomeView(all),
    warningsView(all),
    nextView(all),
    h(
      "div",
      { class: "columns" },
      h("div", null, label, readingView(all)),
      h("div", null, freshnessView(all), checksView(all), supportView(all), secondView(all), expertsView(all)),
    ),
  ].filter(Boolean);
}

/** Why nothing of a label is shown; where a picture held no code there is nothing to say about one. */
function nothingView({ words, verdict }) {
  const text = verdict.outcome === "rejected" ? words.not_believed : words.not_known;
  return verdict.decisive?.name === "picture" ? null : h("p", { class: "card nothing" }, sentence(text));
}

/** The outcome: icon, shape and word, then why. */
function outcomeView(all) {
  const { words, verdict, report } = all;
  const lead = h("p", { class: "lead" }, reasonNodes(verdict, all));
  const open = verdict.isStatusOpen
    ? h("p", { class: "open" }, icon("warning"), h("strong", null, sentence(words.status_open)))
    : null;
  const passed =
    verdict.outcome === "accepted" && !verdict.isStatusOpen
      ? h("p", null, sentence(words.messages.words.all_passed))
      : null;
  const specimen = isSpecimen(all.state, all)
    ? h("p", { class: "stamp" }, h("strong", null, sentence(words.specimen)), " ", sentence(words.specimen_note))
    : null;
  return panel(verdict.outcome, words.outcome[verdict.outcome], [
    lead,
    open,
    factsView(all),
    passed,
    specimen,
    codeLine(codeOf(verdict, report)),
  ]);
}

/** Of an accepted label, what nobody should have to look for: who assessed the product, and until when the label holds. */
function factsView({ words, verdict }) {
  const { label, outcome } = verdict;
  if (outcome !== "accepted" || label === null) {
    return null;
  }
  return h(
    "ul",
    { class: "facts" },
    h("li", null, assessmentNodes(label, words)),
    h("li", null, untilNodes(label, words)),
  );
}

function nextView({ words, verdict, state }) {
  const again = verdict.outcome === "cannot_decide" && state.again;
  return adviceView(words, adviceNodes(verdict, words, state), [
    again ? button("again", words.again, { class: "primary" }) : null,
    button("another", words.another, { class: again || verdict.outcome === "accepted" ? null : "primary" }),
  ]);
}

function adviceView(words, advice, buttons) {
  return h(
    "section",
    { class: "card next", "aria-labelledby": "next" },
    h("h2", { id: "next" }, sentence(words.next)),
    advice ? h("p", { class: "advice" }, advice) : null,
    buttons.length > 0 ? h("div", { class: "actions" }, buttons) : null,
  );
}

/** What speaks against the label without deciding. */
function warningsView({ words, verdict, ...rest }) {
  const against = verdict.lines.filter(
    (line) => !line.required && line.code !== verdict.decisive?.code && words.messages.codes[line.code],
  );
  const told = against.filter((line, index) => against.findIndex(({ code }) => code === line.code) === index);
  if (told.length === 0) {
    return null;
  }
  const one = (line) =>
    h(
      "li",
      null,
      icon("warning"),
      h(
        "div",
        null,
        h("p", null, lineNodes(line, { words, verdict, ...rest }), " ", h("code", null, line.code)),
        h("p", { class: "hint" }, sentence(words.advice[words.messages.codes[line.code].advice] ?? "")),
      ),
    );
  return h(
    "section",
    { class: "card warnings", "aria-labelledby": "warnings" },
    h("h2", { id: "warnings" }, sentence(words.warnings)),
    h("ul", null, told.map(one)),
  );
}

function freshnessView({ words, verdict, report, trust, state }) {
  const { fresh } = words;
  const lang = words.lang;
  const at = seconds(report.at);
  const times = report.freshness ?? {};
  const age = (made) => plainAge(words, Math.floor((at - made) / DAY));
  const dated = (made, until) =>
    made === null || made === undefined
      ? sentence(fresh.none)
      : [
          h("span", null, sentence(fresh.made, { made: minuteText(made, lang) })),
          " ",
          at >= made ? h("strong", { class: "age" }, age(made)) : null,
          until
            ? h("span", { class: "until" }, " ", sentence(fresh.until, { until: lastMinuteText(until, lang) }))
            : null,
        ];
  const old = ["trust", "status", "freshness"].map((name) => verdict.lines.find((line) => line.name === name));
  const stale = old.some((line) => ["trust_expired", "status_stale", "lists_stale"].includes(line.code));
  const dates = [
    [
      sentence(fresh.checked_at),
      report.at ? [minuteText(at, lang), h("span", { class: "hint" }, " ", sentence(fresh.clock))] : null,
    ],
    [sentence(fresh.trust), dated(times.trust_issued ?? trust?.issued, times.trust_expires ?? trust?.expires)],
    [
      sentence(fresh.status),
      verdict.label && verdict.label.status_index !== null ? dated(times.status_issued, times.status_expires) : null,
    ],
    [sentence(fresh.version), times.list_version ?? trust?.version ?? null],
  ];
  return h(
    "section",
    { class: stale || state.noLists ? "card fresh stale" : "card fresh", "aria-labelledby": "fresh" },
    h("h2", { id: "fresh" }, sentence(words.fresh_title)),
    stale || state.noLists
      ? h(
          "p",
          { class: "problem" },
          icon("warning"),
          h("span", null, sentence(state.noLists ? words.no_lists : fresh.old)),
        )
      : null,
    list(dates),
  );
}

function plainAge({ fresh }, days) {
  return sentence(fresh.age[Math.min(Math.max(days, 0), 2)], { days });
}

function readingView({ words, report }) {
  const repairs = (Array.isArray(report.repairs) ? report.repairs : []).filter(
    (repair) => words.messages.repairs[repair],
  );
  if (repairs.length === 0) {
    return null;
  }
  return h(
    "section",
    { class: "card", "aria-labelledby": "reading" },
    h("h2", { id: "reading" }, sentence(words.messages.words.reading)),
    h(
      "ul",
      null,
      repairs.map((repair) => h("li", null, sentence(words.messages.repairs[repair]), " ", h("code", null, repair))),
    ),
  );
}

/** Every check as a line of its own: folded where nothing is to be seen in them, and those that nobody asked for always. */
function checksView(all) {
  const { words, verdict } = all;
  const count = (result) => verdict.lines.filter((line) => line.result === result).length;
  const counts = { passed: count("passed"), failed: count("failed"), open: count("not_checked") };
  const skipped = (code) => verdict.lines.filter((line) => line.code === code && line.result === "not_checked");
  const [unasked, unreached] = [skipped("not_asked"), skipped("not_reached")];
  const made = verdict.lines.filter((line) => !unasked.includes(line) && !unreached.includes(line));
  const lines = (some) =>
    h(
      "ul",
      { class: "checks" },
      some.map((line) => checkView(line, all)),
    );
  const folded = (title, some) =>
    some.length === 0
      ? null
      : h("details", null, h("summary", null, sentence(title, { count: some.length })), lines(some));
  return h(
    "section",
    { class: "card", "aria-labelledby": "checks" },
    h("h2", { id: "checks" }, sentence(words.checks_title)),
    h(
      "details",
      { open: verdict.outcome !== "accepted" || counts.failed > 0 },
      h("summary", null, sentence(words.checks_count, counts)),
      lines(made),
      folded(words.checks_unreached, unreached),
      folded(words.checks_unasked, unasked),
    ),
  );
}

function checkView(line, all) {
  const { words } = all;
  const name = words.messages.checks[line.name]?.name;
  return h(
    "li",
    { class: line.result, "data-check": line.name },
    icon(RESULT_ICONS[line.result]),
    h(
      "div",
      null,
      h(
        "p",
        null,
        h("strong", { class: "result" }, sentence(words.messages.words[line.result])),
        " ",
        h("span", { class: "name" }, name ? sentence(name) : bdi(line.name)),
      ),
      h("p", { class: "hint" }, lineNodes(line, all), " ", h("code", null, bdi(line.code))),
    ),
  );
}

function supportView({ words, verdict, report, build, trust, state }) {
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

function secondView({ words, config, host }) {
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

function expertsView({ words, verdict, trust, build, config }) {
  const { label } = verdict;
  const common = words.messages.words;
  const signed =
    label === null
      ? []
      : [
          [sentence(words.identity), bdi(label.identity), "hash"],
          [sentence(common.algorithm), bdi(label.algorithm)],
          [sentence(words.signer), bdi(label.signer.subject)],
          [sentence(words.signer_sha), bdi(label.signer.sha256), "hash"],
        ];
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

/** Which build answers. */
function buildView(words, build) {
  const unknown = sentence(words.build.unknown);
  return list([
    [sentence(words.build.version), bdi(build.version ?? "") ?? unknown],
    [sentence(words.build.wasm), build.wasm ? bdi(build.wasm) : sentence(words.build.no_hash), "hash"],
    [sentence(words.build.sources), build.sources ? bdi(build.sources) : unknown, "hash"],
    [sentence(words.build.site), build.site ? bdi(build.site) : unknown, "hash"],
  ]);
}

/** What concerns the page rather than a label: clock, network, lists that were refused, a new version. It is always there, so that what comes late is heard. */
function noticesView({ words, notices }) {
  return h(
    "div",
    { class: "notices", role: "status" },
    notices.map((notice) =>
      h(
        "p",
        { class: `notice ${notice.name}`, "data-notice": notice.name },
        icon("warning"),
        h(
          "span",
          null,
          sentence(words.notices[notice.name], noticeValues(notice, words)),
          notice.code ? [" ", h("code", null, notice.code)] : null,
        ),
        notice.name === "update" ? button("reload", words.notices.reload) : null,
      ),
    ),
  );
}

function noticeValues(notice, words) {
  const form = (value) => (typeof value === "number" ? minuteText(value, words.lang) : (value ?? "–"));
  const values = Object.entries(notice.values ?? {}).map(([name, value]) => [name, form(value)]);
  return Object.fromEntries(values);
}
