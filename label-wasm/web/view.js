// What the page shows in each state: pure functions from state and words to descriptions. Nothing here passes by default.

import { h, bdi, textOf } from "./node.js";
import { sentence, plainText, minuteText, lastMinuteText, dayText } from "./words.js";
import { judge } from "./judge.js";

const MODELS_SHOWN = 6;
const DAY = 86400;
const RESULT_ICONS = { passed: "passed", failed: "failed", not_checked: "open" };
const SHAPES = {
  accepted: ["M24 3a21 21 0 1 0 0 42 21 21 0 0 0 0-42Z", "m14 25 7 7 14-15"],
  rejected: ["M15.5 3h17L45 15.5v17L32.5 45h-17L3 32.5v-17Z", "m16 16 16 16m0-16L16 32"],
  cannot_decide: ["M24 3 46 42.5H2Z", "M19.5 20.5c.3-2.700 2.200-4.300 4.700-4.300 2.800 0 4.700 1.600 4.700 4 0 3.300-4.700 3.600-4.700 7.300m0 5v.6"],
  passed: [null, "m5 12 5 5 9-10"],
  failed: [null, "m6 6 12 12M18 6 6 18"],
  open: [null, "M6 12h12"],
  warning: ["M12 2.500 22.500 21h-21Z", "M12 9v6m0 2.500v.5"],
  camera: [null, "M3 8h4l2-3h6l2 3h4v11H3Zm9 2.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7Z"],
  picture: [null, "M3 5h18v14H3Zm0 11 5-5 4 4 3-3 6 5M16 8.500v.5"],
};

/** The whole content of the page below its header, in the state that it is in. */
export function viewOf(state, context) {
  const views = { home: homeView, camera: cameraView, busy: busyView, verdict: verdictView, broken: brokenView, stopped: stoppedView };
  const [first, ...rest] = views[state.kind](state, context);
  return [first, ...noticesView(context), ...rest];
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
  return specimen + spoken;
}

/** The title of the page: the outcome first. */
export function titleOf(state, context) {
  const { words } = context;
  const parts = [plainText(words.title)];
  if (state.kind === "verdict") {
    parts.unshift(plainText(words.outcome[judge(state.report).outcome]));
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

function homeView(state, { words }) {
  const { home } = words;
  return [
    h("section", { class: "home", "aria-labelledby": "title" },
      h("h1", { id: "title", tabindex: "-1" }, sentence(home.title)),
      h("p", { class: "lead" }, sentence(home.lead)),
      captureView(words),
      state.problem ? h("p", { class: "problem", role: "alert" }, icon("warning"), sentence(words.camera[state.problem])) : null,
      h("form", { class: "text", "data-action": "text", novalidate: true },
        h("label", { for: "text" }, sentence(home.text)),
        h("p", { class: "hint", id: "text-hint" }, sentence(home.text_hint)),
        h("div", { class: "field" },
          h("input", { id: "text", type: "text", inputmode: "url", autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-describedby": "text-hint" }),
          submitButton(home.check))),
      h("p", { class: "hint" }, sentence(home.drop))),
    h("ul", { class: "promises" }, home.promises.map((promise) => h("li", null, sentence(promise)))),
  ];
}

function captureView({ home }) {
  return h("div", { class: "actions" },
    button("camera", home.camera, { class: "primary" }, icon("camera")),
    h("label", { class: "button", for: "picture" }, icon("picture"), h("span", null, sentence(home.picture))),
    h("input", { id: "picture", class: "visually-hidden", type: "file", accept: "image/*", "data-action": "picture" }));
}

function cameraView(state, { words }) {
  const { camera } = words;
  const choices = state.cameras.length > 1 ? h("p", { class: "field" },
    h("label", { for: "cameras" }, sentence(camera.choose)),
    h("select", { id: "cameras", "data-action": "choose-camera" }, state.cameras.map(({ id, label }, index) =>
      h("option", { value: id, selected: id === state.camera }, label || plainText(camera.numbered, { number: index + 1 }))))) : null;
  const torch = state.torch === null ? null
    : button("torch", camera.torch, { "aria-pressed": state.torch ? "true" : "false" });
  return [h("section", { class: "camera", "aria-labelledby": "title" },
    h("h1", { id: "title", tabindex: "-1" }, sentence(camera.title)),
    h("div", { class: "finder" }, h("video", { id: "finder", playsinline: true, muted: true, autoplay: true, "aria-hidden": "true" })),
    h("p", { class: "lead" }, sentence(state.running ? camera.aim : camera.starting)),
    choices,
    h("div", { class: "actions" }, torch, button("stop", camera.stop)))];
}

function busyView(state, { words }) {
  const title = state.picture ? words.busy.picture : words.busy.title;
  return [h("section", { class: "busy", "aria-busy": "true", "aria-labelledby": "title" }, h("h1", { id: "title", tabindex: "-1" }, sentence(title)))];
}

function brokenView(state, { words }) {
  const { broken } = words;
  return [panel("cannot_decide", broken.title, [h("p", { class: "lead" }, sentence(broken.note)), h("p", null, sentence(broken.advice)), codeLine(state.code)])];
}

function stoppedView(_state, { words }) {
  return [panel("cannot_decide", words.outcome.cannot_decide, [h("p", { class: "lead" }, sentence(words.notices.stopped)), codeLine("stopped")])];
}

function verdictView(state, context) {
  const verdict = judge(state.report);
  const all = { ...context, verdict, report: state.report, state, scheme: schemeOf(verdict.label, context) };
  const said = verdict.outcome === "accepted" ? [productView, meaningView, grantView] : [grantView, meaningView];
  const label = verdict.label ? said.map((view) => view(all))
    : h("p", { class: "card nothing" }, sentence(context.words.not_believed));
  return [
    outcomeView(all),
    nextView(all),
    warningsView(all),
    h("div", { class: "columns" },
      h("div", null, label, readingView(all)),
      h("div", null, freshnessView(all), checksView(all), supportView(all), secondView(all), expertsView(all))),
  ].filter(Boolean);
}

/** The outcome: icon, shape and word, then why. */
function outcomeView(all) {
  const { words, verdict, report } = all;
  const lead = h("p", { class: "lead" }, reasonNodes(verdict, all));
  const passed = verdict.outcome === "accepted" ? h("p", null, sentence(words.messages.words.all_passed)) : null;
  const specimen = isSpecimen(all.state, all) ? h("p", { class: "stamp" }, h("strong", null, sentence(words.specimen)), " ", sentence(words.specimen_note)) : null;
  return panel(verdict.outcome, words.outcome[verdict.outcome], [lead, passed, specimen, codeLine(codeOf(verdict, report))]);
}

function panel(outcome, title, children) {
  return h("section", { class: `outcome ${outcome}`, "aria-labelledby": "title" },
    icon(outcome, "sign"),
    h("div", null, h("h1", { id: "title", tabindex: "-1" }, sentence(title)), children));
}

/** Why it came out like that; of an accepted label, who granted what to whom. */
function reasonNodes(verdict, context) {
  const { words, report, state } = context;
  if (verdict.outcome === "accepted") {
    return leadNodes(verdict.label, context);
  }
  if (state.noLists) {
    return sentence(words.no_lists);
  }
  if (verdict.decisive !== null) {
    return lineNodes(verdict.decisive, { ...context, verdict });
  }
  return sentence(report?.outcome === "accepted" ? words.incomplete : words.check_unknown);
}

function leadNodes(label, context) {
  const { words } = context;
  if (label === null) {
    return sentence(words.messages.words.all_passed);
  }
  const scheme = schemeOf(label, context);
  const owner = scheme ? h("span", null, bdi(scheme.short_owner[words.lang])) : bdi(label.scheme);
  const title = scheme ? scheme.short_title[words.lang] : label.scheme;
  const values = { owner, label: h("bdi", { class: "whole" }, label.level_mark ? `${title} ${label.level_mark}` : title), holder: label.holder };
  return sentence(label.holder ? words.lead : words.lead_no_holder, values);
}

function codeOf(verdict, report) {
  if (verdict.outcome === "accepted") {
    return "ok";
  }
  return verdict.decisive?.code ?? (report?.outcome === "accepted" ? "incomplete" : "unknown");
}

function codeLine(code) {
  return h("p", { class: "code" }, h("code", null, code));
}

function nextView({ words, verdict, scheme, state }) {
  const advice = adviceNodes(verdict, words, scheme, state);
  return h("section", { class: "card next", "aria-labelledby": "next" },
    h("h2", { id: "next" }, sentence(words.next)),
    advice ? h("p", { class: "advice" }, advice) : null,
    h("div", { class: "actions" },
      verdict.outcome === "cannot_decide" && state.again ? button("again", words.again) : null,
      button("another", words.another, { class: "primary" })));
}

function adviceNodes(verdict, words, scheme, state) {
  if (verdict.outcome === "accepted") {
    return words.accepted_advice ? sentence(words.accepted_advice) : (scheme?.till?.[words.lang] ?? null);
  }
  if (verdict.decisive === null) {
    return sentence(words.advice.update);
  }
  if (state.noLists) {
    return sentence(words.no_lists_advice);
  }
  return sentence(words.advice[words.messages.codes[verdict.decisive.code]?.advice ?? "ask_trust"]);
}

/** What speaks against the label without deciding. */
function warningsView({ words, verdict, ...rest }) {
  const against = verdict.lines.filter((line) => !line.required && line.code !== verdict.decisive?.code && words.messages.codes[line.code]);
  const told = against.filter((line, index) => against.findIndex(({ code }) => code === line.code) === index);
  if (told.length === 0) {
    return null;
  }
  const one = (line) => h("li", null, icon("warning"),
    h("div", null, h("p", null, lineNodes(line, { words, verdict, ...rest }), " ", h("code", null, line.code)),
      h("p", { class: "hint" }, sentence(words.advice[words.messages.codes[line.code].advice] ?? ""))));
  return h("section", { class: "card warnings", "aria-labelledby": "warnings" }, h("h2", { id: "warnings" }, sentence(words.warnings)), h("ul", null, told.map(one)));
}

/** What is on the box, large, to be compared with it. */
function productView({ words, verdict, state }) {
  const { label } = verdict;
  return h("section", { class: "card product", "aria-labelledby": "product" },
    h("h2", { id: "product" }, sentence(words.product)),
    h("p", { class: "hint" }, sentence(words.product_note)),
    h("dl", { class: "large" }, productRows(label, words)),
    label.gtins.length ? janView(words, state.jan) : null);
}

function productRows(label, words) {
  const { claims } = words.messages;
  const models = (some) => h("ul", { class: "values" }, some.map((model) => h("li", null, bdi(model))));
  const [first, more] = [label.models.slice(0, MODELS_SHOWN), label.models.slice(MODELS_SHOWN)];
  const folded = more.length ? h("details", null, h("summary", null, sentence(words.more_models, { count: more.length })), models(more)) : null;
  const digits = h("ul", { class: "values digits" }, label.gtins.map((gtin) => h("li", null, bdi(shortGtin(gtin)))));
  return [
    item(sentence(claims.product), bdi(label.product)),
    first.length ? item(sentence(claims.models), [models(first), folded]) : null,
    label.gtins.length ? item(sentence(claims.gtins), digits) : null,
  ];
}

function janView(words, jan) {
  const answers = { same: ["jan_same", "passed"], other: ["jan_other", "failed"], bad: ["jan_bad", "warning"] };
  const [answer, sign] = answers[jan?.result] ?? [];
  return h("form", { class: "jan", "data-action": "jan", novalidate: true },
    h("label", { for: "jan" }, sentence(words.jan_field)),
    h("p", { class: "hint", id: "jan-hint" }, sentence(words.jan_hint)),
    h("div", { class: "field" },
      h("input", { id: "jan", type: "text", inputmode: "numeric", autocomplete: "off", "aria-describedby": "jan-hint" }),
      submitButton(words.jan_check)),
    answer ? h("p", { class: `answer ${sign}`, role: "status" }, icon(sign), h("span", null, sentence(words[answer]))) : null);
}

function meaningView({ words, verdict, scheme }) {
  const { label } = verdict;
  const level = scheme?.levels.find((level) => level.number === label.level);
  const meaning = level?.meaning[words.lang] ?? scheme?.meaning[words.lang] ?? null;
  const said = (scheme?.must_say ?? []).filter((must) => !must.levels || must.levels.includes(label.level)).map((must) => must.text[words.lang]);
  const unsaid = said.filter((text) => !(meaning ?? "").includes(text));
  const declared = label.assessment === 0 || label.assessment === 1;
  return h("section", { class: "card meaning", "aria-labelledby": "meaning" },
    h("h2", { id: "meaning" }, sentence(words.level_title)),
    h("p", { class: "badge" },
      label.level_mark || label.level !== null ? h("strong", { class: "mark" }, bdi(label.level_mark ?? label.level)) : null,
      h("span", null, h("strong", null, bdi(scheme?.short_title[words.lang] ?? label.scheme)), " ",
        h("span", { class: declared ? "declared" : "assessed" }, sentence(declared ? words.self_declared : words.messages.assessments[label.assessment] ?? "")))),
    declared ? h("p", null, sentence(words.self_declared_note)) : null,
    meaning ? h("p", null, meaning) : null,
    unsaid.map((text) => h("p", null, text)));
}

/** Who granted what to whom, until when; of a label that is not accepted, under a heading that says what that is worth. */
function grantView({ words, verdict, scheme }) {
  const { label, outcome } = verdict;
  const headings = {
    accepted: [words.grant_title, null],
    rejected: [words.grant_rejected, words.grant_rejected_note],
    cannot_decide: [words.grant_undecided, words.grant_undecided_note],
  };
  const [heading, note] = headings[outcome];
  return h("section", { class: outcome === "accepted" ? "card grant" : "card grant doubtful", "aria-labelledby": "grant" },
    h("h2", { id: "grant" }, sentence(heading)),
    note ? h("p", { class: "hint" }, sentence(note)) : null,
    h("dl", null, outcome === "accepted" ? null : productRows(label, words), rows(grantRows(label, verdict, words, scheme))));
}

function grantRows(label, verdict, words, scheme) {
  const { claims, words: common, assessments } = words.messages;
  const { lang } = words;
  const support = label.support_end === "unsupported" ? sentence(common.unsupported) : label.support_end && dayText(label.support_end, lang);
  const level = scheme?.levels.find((level) => level.number === label.level)?.name[lang] ?? label.level;
  return [
    [sentence(claims.expires), label.expires === null ? sentence(common.no_expiry) : lastMinuteText(seconds(label.expires), lang), "strong"],
    [sentence(claims.support_end), support, "strong"],
    [sentence(common.status), statusNodes(verdict, words, scheme)],
    [sentence(claims.supply_chain), supplyNodes(label.supply_chain, words)],
    [sentence(common.granted_by), ownerNodes(scheme, words)],
    [sentence(claims.holder), label.holder && bdi(label.holder)],
    [sentence(claims.holder_id), label.holder_id && bdi(label.holder_id)],
    [sentence(claims.scheme), bdi(scheme?.title[lang] ?? label.scheme)],
    [sentence(claims.level), level === null ? null : bdi(level)],
    [sentence(claims.assessment), sentence(assessments[label.assessment] ?? String(label.assessment))],
    [sentence(claims.registration), bdi(label.registration)],
    [sentence(claims.category), label.category && bdi(categoryText(label, scheme, lang))],
    [sentence(claims.criteria), label.criteria && bdi(label.criteria)],
    [sentence(claims.evaluator), label.evaluator && bdi(label.evaluator)],
    [sentence(claims.issued), minuteText(seconds(label.issued), lang)],
  ];
}

function ownerNodes(scheme, words) {
  if (scheme === null) {
    return null;
  }
  const [owner, short] = [scheme.owner[words.lang], scheme.short_owner[words.lang]];
  return owner === short ? bdi(owner) : sentence(words.owner_short, { owner, short });
}

/** The status in the scheme's own word, as far as a list says it. */
function statusNodes(verdict, words, scheme) {
  const line = verdict.lines.find((line) => line.name === "status");
  const known = line.result === "passed" ? "valid" : line.result === "failed" ? line.code : null;
  return scheme?.statuses[known] ? bdi(scheme.statuses[known][words.lang]) : sentence(words.messages.words.status_unknown);
}

function supplyNodes(check, words) {
  if (check === null || check === undefined) {
    return null;
  }
  const result = sentence(words.messages.supply_chain[check.status] ?? String(check.status));
  return check.day === null ? result : [result, words.lang === "ja" ? "（" : " (", dayText(check.day, words.lang), words.lang === "ja" ? "）" : ")"];
}

/** The report names a category in English; the scheme's table has the other language. */
function categoryText(label, scheme, lang) {
  const category = scheme?.categories.find((category) => category.name.en === label.category);
  return category?.name[lang] ?? label.category;
}

function freshnessView({ words, verdict, report, trust, state }) {
  const { fresh } = words;
  const lang = words.lang;
  const at = seconds(report.at);
  const times = report.freshness ?? {};
  const age = (made) => plainAge(words, Math.floor((at - made) / DAY));
  const dated = (made, until) => (made === null || made === undefined ? sentence(fresh.none)
    : [h("span", null, sentence(fresh.made, { made: minuteText(made, lang) })), " ", at >= made ? h("strong", null, age(made)) : null,
      until ? h("span", { class: "until" }, " ", sentence(fresh.until, { until: lastMinuteText(until, lang) })) : null]);
  const old = ["trust", "status", "freshness"].map((name) => verdict.lines.find((line) => line.name === name));
  const stale = old.some((line) => ["trust_expired", "status_stale", "lists_stale"].includes(line.code));
  const dates = [
    [sentence(fresh.checked_at), report.at ? [minuteText(at, lang), h("span", { class: "hint" }, " ", sentence(fresh.clock))] : null],
    [sentence(fresh.trust), dated(times.trust_issued ?? trust?.issued, times.trust_expires ?? trust?.expires)],
    [sentence(fresh.status), verdict.label && verdict.label.status_index !== null ? dated(times.status_issued, times.status_expires) : null],
    [sentence(fresh.version), times.list_version ?? trust?.version ?? null],
  ];
  return h("section", { class: stale || state.noLists ? "card fresh stale" : "card fresh", "aria-labelledby": "fresh" },
    h("h2", { id: "fresh" }, sentence(words.fresh_title)),
    stale || state.noLists ? h("p", { class: "problem" }, icon("warning"), h("span", null, sentence(state.noLists ? words.no_lists : fresh.old))) : null,
    list(dates));
}

function plainAge({ fresh }, days) {
  return sentence(fresh.age[Math.min(Math.max(days, 0), 2)], { days });
}

function readingView({ words, report }) {
  const repairs = (Array.isArray(report.repairs) ? report.repairs : []).filter((repair) => words.messages.repairs[repair]);
  if (repairs.length === 0) {
    return null;
  }
  return h("section", { class: "card", "aria-labelledby": "reading" },
    h("h2", { id: "reading" }, sentence(words.messages.words.reading)),
    h("ul", null, repairs.map((repair) => h("li", null, sentence(words.messages.repairs[repair]), " ", h("code", null, repair)))));
}

/** Every check as a line of its own: folded where nothing is to be seen in them, and those that nobody asked for always. */
function checksView(all) {
  const { words, verdict } = all;
  const count = (result) => verdict.lines.filter((line) => line.result === result).length;
  const counts = { passed: count("passed"), failed: count("failed"), open: count("not_checked") };
  const skipped = (code) => verdict.lines.filter((line) => line.code === code && line.result === "not_checked");
  const [unasked, unreached] = [skipped("not_asked"), skipped("not_reached")];
  const made = verdict.lines.filter((line) => !unasked.includes(line) && !unreached.includes(line));
  const lines = (some) => h("ul", { class: "checks" }, some.map((line) => checkView(line, all)));
  const folded = (title, some) => (some.length === 0 ? null : h("details", null, h("summary", null, sentence(title, { count: some.length })), lines(some)));
  return h("section", { class: "card", "aria-labelledby": "checks" },
    h("h2", { id: "checks" }, sentence(words.checks_title)),
    h("details", { open: verdict.outcome !== "accepted" || counts.failed > 0 },
      h("summary", null, sentence(words.checks_count, counts)),
      lines(made),
      folded(words.checks_unreached, unreached),
      folded(words.checks_unasked, unasked)));
}

function checkView(line, all) {
  const { words } = all;
  const name = words.messages.checks[line.name]?.name;
  return h("li", { class: line.result, "data-check": line.name },
    icon(RESULT_ICONS[line.result]),
    h("div", null,
      h("p", null, h("strong", { class: "result" }, sentence(words.messages.words[line.result])), " ", h("span", { class: "name" }, name ? sentence(name) : bdi(line.name))),
      h("p", { class: "hint" }, lineNodes(line, all), " ", h("code", null, bdi(line.code)))));
}

/** A check in a sentence. */
function lineNodes(line, context) {
  const { words } = context;
  const { codes, checks, words: common } = words.messages;
  const own = { missing: words.check_missing, unknown: words.check_unknown, not_asked: common.not_asked, not_reached: common.not_reached };
  const check = checks[line.name] ?? {};
  if (line.result === "passed") {
    return sentence(check.passed ?? common.passed);
  }
  if (line.code === "not_stated") {
    return sentence(check.not_stated ?? common.not_stated);
  }
  if (own[line.code]) {
    return sentence(own[line.code]);
  }
  const why = codes[line.code] ? sentence(codes[line.code].why, valueTexts(line, context)) : null;
  const nodes = why ?? [bdi(line.message ?? line.code)];
  return line.required ? nodes : [nodes, " ", sentence(common.only_warning)];
}

function valueTexts(line, context) {
  const { words, verdict } = context;
  const scheme = schemeOf(verdict.label, context);
  const lang = words.lang;
  const mark = (number) => scheme?.levels.find((level) => level.number === number)?.mark ?? number;
  const rank = (number) => (line.code === "assessment_below" ? h("span", null, sentence(words.messages.assessments[number] ?? String(number))) : mark(number));
  const forms = {
    expires: (value) => lastMinuteText(value, lang),
    claim: (value) => h("span", null, sentence(words.messages.claims[value] ?? String(value))),
    asked: rank,
    stated: rank,
  };
  for (const name of ["at", "issued", "since", "not_before", "not_after"]) {
    forms[name] = (value) => minuteText(value, lang);
  }
  const entries = Object.entries(line.values).map(([name, value]) => [name, forms[name] ? forms[name](value) : value]);
  return Object.fromEntries(entries);
}

function supportView({ words, verdict, report, build, trust, state }) {
  const code = [verdict.outcome, verdict.decisive?.name ?? "-", codeOf(verdict, report), `list ${trust?.version ?? "-"}`, `build ${build.version ?? "-"} ${(build.wasm ?? "-").slice(0, 12)}`].join(" / ");
  return h("section", { class: "card", "aria-labelledby": "support" },
    h("h2", { id: "support" }, sentence(words.support_title)),
    h("p", { class: "hint" }, sentence(words.support_note)),
    h("p", { class: "field" }, h("code", { id: "support-code" }, code), button("copy", words.copy)),
    state.copied ? h("p", { class: "hint", role: "status" }, sentence(words.copied)) : null);
}

function secondView({ words, config, host }) {
  return h("section", { class: "card second", "aria-labelledby": "second" },
    h("h2", { id: "second" }, sentence(words.second_title)),
    h("p", null, sentence(words.this_page), " ", h("strong", { class: "host" }, bdi(host))),
    h("ul", null, words.second.map((way) => h("li", null, sentence(way)))),
    config.help ? h("p", null, h("a", { href: config.help, rel: "noreferrer" }, sentence(words.help))) : null);
}

function expertsView({ words, verdict, trust, build, config }) {
  const { label } = verdict;
  const common = words.messages.words;
  const signed = label === null ? [] : [
    [sentence(words.identity), bdi(label.identity), "hash"],
    [sentence(common.algorithm), bdi(label.algorithm)],
    [sentence(words.signer), bdi(label.signer.subject)],
    [sentence(words.signer_sha), bdi(label.signer.sha256), "hash"],
  ];
  const listed = trust === null ? [] : [[sentence(words.root_set), trust.root_set && bdi(trust.root_set), "hash"]];
  return h("section", { class: "card experts" },
    h("details", null, h("summary", null, sentence(words.experts)),
      list([...signed, ...listed, [sentence(words.build.policy), h("code", null, JSON.stringify(config.policy ?? {}))]]),
      h("h3", null, sentence(words.build_title)),
      buildView(words, build)));
}

/** Which build answers: also shown below every other state. */
export function buildView(words, build) {
  const unknown = sentence(words.build.unknown);
  return list([
    [sentence(words.build.version), bdi(build.version ?? "") ?? unknown],
    [sentence(words.build.wasm), build.wasm ? bdi(build.wasm) : sentence(words.build.no_hash), "hash"],
    [sentence(words.build.sources), build.sources ? bdi(build.sources) : unknown, "hash"],
    [sentence(words.build.site), build.site ? bdi(build.site) : unknown, "hash"],
  ]);
}

/** What concerns the page rather than a label: clock, network, lists that were refused, a new version. */
function noticesView({ words, notices }) {
  return notices.map((notice) => h("p", { class: `notice ${notice.name}`, role: "status", "data-notice": notice.name }, icon("warning"),
    h("span", null, sentence(words.notices[notice.name], noticeValues(notice, words)), notice.code ? [" ", h("code", null, notice.code)] : null),
    notice.name === "update" ? button("reload", words.notices.reload) : null));
}

function noticeValues(notice, words) {
  const values = Object.entries(notice.values ?? {}).map(([name, value]) => [name, value === null ? "–" : minuteText(value, words.lang)]);
  return Object.fromEntries(values);
}

function schemeOf(label, { schemes }) {
  return (label && schemes[label.scheme]) ?? null;
}

/** Rows of a name and a value; those without a value are left out. */
function list(named) {
  return h("dl", null, rows(named));
}

function rows(named) {
  return named.filter(([, value]) => value !== null && value !== undefined && value !== "").map(([name, value, kind]) => item(name, value, kind));
}

function item(name, value, kind) {
  return h("div", { class: kind ?? null }, h("dt", null, name), h("dd", null, value));
}

function button(action, text, attributes = {}, sign = null) {
  return h("button", { type: "button", "data-action": action, ...attributes }, sign, h("span", null, sentence(text)));
}

function submitButton(text) {
  return h("button", { type: "submit" }, h("span", null, sentence(text)));
}

function icon(name, kind = "icon") {
  const [shape, sign] = SHAPES[name];
  const box = shape && kind === "sign" ? "0 0 48 48" : "0 0 24 24";
  return h("svg", { class: `${kind} ${kind}-${name}`, viewBox: box, "aria-hidden": "true", focusable: "false" },
    shape ? h("path", { class: "shape", d: shape }) : null, h("path", { class: "stroke", d: sign }));
}

/** RFC 3339 in UTC as seconds since 1970. */
function seconds(time) {
  return Math.floor(Date.parse(time) / 1000);
}

/** A GTIN with the digits that stand on the box. */
export function shortGtin(gtin) {
  const digits = String(gtin).replace(/^0+/, "");
  const length = [8, 12, 13, 14].find((length) => digits.length <= length) ?? digits.length;
  return digits.padStart(length, "0");
}
