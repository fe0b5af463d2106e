// What the page shows in each state: pure functions from state and words to descriptions. Nothing here passes by
// default.

import { h, textOf } from "./node.js";
import { LANGUAGES, sentence, plainText, minuteText } from "./words.js";
import { judge } from "./judge.js";
import { panel, codeLine, headOf, button, submitButton, icon, adviceView, buildView } from "./parts.js";
import { isSpecimen, reasonNodes } from "./answer.js";
import { assessmentNodes } from "./label-view.js";
import { verdictView } from "./verdict-view.js";

/** @import { BrokenState, BusyState, CameraState, Context, HomeState, LanguageId } from "../page.d.ts" */
/** @import { Notice, State, StoppedState, VNode, Words } from "../page.d.ts" */

/**
 * The whole content of the page below its header, in the state that it is in.
 * @param {State} state
 * @param {Context} context
 * @returns {VNode[]}
 */
export function viewOf(state, context) {
  const [first, ...rest] = contentOf(state, context);
  return [first, noticesView(context), ...rest];
}

/**
 * @param {State} state
 * @param {Context} context
 * @returns {VNode[]}
 */
function contentOf(state, context) {
  switch (state.kind) {
    case "home":
      return homeView(state, context);
    case "camera":
      return cameraView(state, context);
    case "busy":
      return busyView(state, context);
    case "verdict":
      return verdictView(state, context);
    case "broken":
      return brokenView(state, context);
    case "stopped":
      return stoppedView(state, context);
  }
}

/**
 * Outcome and reason in one sentence, for those who hear the page.
 * @param {State} state
 * @param {Context} context
 */
export function announcement(state, context) {
  const { words } = context;
  if (state.kind !== "verdict") {
    return "";
  }
  const verdict = judge(state.report, context.checks);
  const reason = textOf(reasonNodes(verdict, { ...context, report: state.report, state }));
  const spoken = plainText(words.outcome.announce, { outcome: plainText(words.outcome[verdict.outcome]), reason });
  const specimen = isSpecimen(state, context) ? `${plainText(words.specimen)}: ${plainText(words.specimen_note)} ` : "";
  const nature =
    verdict.outcome === "accepted" && verdict.label ? ` ${textOf(assessmentNodes(verdict.label, words))}` : "";
  const open = verdict.isStatusOpen ? ` ${plainText(words.status_open)}` : "";
  return specimen + spoken + open + nature;
}

/**
 * The title of the page: the outcome first.
 * @param {State} state
 * @param {Context} context
 */
export function titleOf(state, context) {
  const { words } = context;
  const parts = [plainText(words.title)];
  if (state.kind === "verdict") {
    const { outcome, isStatusOpen } = judge(state.report, context.checks);
    parts.unshift(
      ...[words.outcome[outcome], ...(isStatusOpen ? [words.status_open] : [])].map((text) => plainText(text)),
    );
  }
  if (isSpecimen(state, context)) {
    parts.unshift(`[${plainText(words.specimen)}]`);
  }
  return parts.join(" – ");
}

/**
 * The head of the page: specimen, name and languages.
 * @param {Context} context
 * @param {LanguageId} language
 * @param {boolean} specimen
 */
export function headView({ words, config }, language, specimen) {
  const offered = LANGUAGES.filter(({ lang }) => (config.languages ?? [lang]).includes(lang));
  return headOf({ words, name: config.title?.[words.lang] ?? sentence(words.title), offered, language, specimen });
}

/**
 * The foot of the page: what is told about the visitor, and the build.
 * @param {State} state
 * @param {Context} context
 */
export function footView(state, { words, build, isOffline }) {
  return [
    h("p", null, sentence(words.privacy)),
    isOffline ? h("p", { class: "offline-ready" }, sentence(words.offline_ready)) : null,
    state.kind === "verdict"
      ? null
      : h("details", null, h("summary", null, sentence(words.build_title)), buildView(words, build)),
  ].filter((view) => view !== null);
}

/**
 * @param {HomeState} state
 * @param {Context} context
 */
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

/** @param {Words} words */
function captureView({ home }) {
  return h(
    "div",
    { class: "actions" },
    button("camera", home.camera, { class: "primary" }, icon("camera")),
    h("label", { class: "button", for: "picture" }, icon("picture"), h("span", null, sentence(home.picture))),
    h("input", { id: "picture", class: "visually-hidden", type: "file", accept: "image/*", "data-action": "picture" }),
  );
}

/**
 * @param {CameraState} state
 * @param {Context} context
 */
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

/**
 * @param {BusyState} state
 * @param {Context} context
 */
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

/**
 * @param {BrokenState} state
 * @param {Context} context
 */
function brokenView(state, { words }) {
  const { broken } = words;
  return [
    panel("cannot_decide", broken.title, [h("p", { class: "lead" }, sentence(broken.note)), codeLine(state.code)]),
    adviceView(words, sentence(broken.advice), [button("restart", words.again, { class: "primary" })]),
  ];
}

/**
 * @param {StoppedState} _state
 * @param {Context} context
 */
function stoppedView(_state, { words }) {
  const { stopped } = words;
  return [
    panel("cannot_decide", stopped.title, [h("p", { class: "lead" }, sentence(stopped.note)), codeLine("stopped")]),
    adviceView(words, sentence(stopped.advice), []),
  ];
}

/**
 * What concerns the page rather than a label: clock, network, lists that were refused, a new version. It is always
 * there, so that what comes late is heard.
 * @param {Context} context
 */
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

/**
 * @param {Notice} notice
 * @param {Words} words
 */
function noticeValues(notice, words) {
  /** @param {string | number | null} value */
  const form = (value) => (typeof value === "number" ? minuteText(value, words.lang) : (value ?? "–"));
  const values = Object.entries(notice.values ?? {}).map(([name, value]) => [name, form(value)]);
  return Object.fromEntries(values);
}
