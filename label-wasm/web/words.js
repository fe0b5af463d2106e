// Languages, sentences and dates.

import { h, bdi } from "./node.js";

/** @import { Lang, LanguageId, Messages, PageWords, SentenceValues, VNode, Words } from "../page.d.ts" */

/**
 * The languages of the page, in the order in which they are offered, by the names that their readers know.
 * @type {{ id: LanguageId, lang: Lang, name: string }[]}
 */
export const LANGUAGES = [
  { id: "ja", lang: "ja", name: "日本語" },
  { id: "easy", lang: "ja", name: "やさしい日本語" },
  { id: "en", lang: "en", name: "English" },
];

/**
 * The language to begin with: the remembered one, or the first that the reader's browser asks for and the page has.
 * @param {string | null} remembered
 * @param {readonly string[]} wanted
 * @returns {LanguageId}
 */
export function chooseLanguage(remembered, wanted) {
  const asked = wanted.map((tag) => tag.slice(0, 2).toLowerCase());
  const known = [remembered, ...asked].map((name) => LANGUAGES.find(({ id }) => id === name));
  return known.find((language) => language !== undefined)?.id ?? "en";
}

/**
 * All words of one language: the page's own, and the sentences that the command has too.
 * @param {PageWords} page
 * @param {Messages} messages
 * @returns {Words}
 */
export function joinWords(page, messages) {
  const own = page.messages ?? {};
  const entries = Object.entries(messages.codes);
  const codes = entries.map(([code, sentences]) => [code, { ...sentences, ...plainCode(own, messages, code) }]);
  const checks = Object.entries(messages.checks).map(([name, check]) => [name, { ...check, ...own.checks?.[name] }]);
  const joined = {
    ...messages,
    words: { ...messages.words, ...own.words },
    claims: { ...messages.claims, ...own.claims },
    assessments: own.assessments ?? messages.assessments,
    supply_chain: own.supply_chain ?? messages.supply_chain,
    repairs: { ...messages.repairs, ...own.repairs },
    codes: Object.fromEntries(codes),
    checks: Object.fromEntries(checks),
  };
  return { ...page, messages: joined };
}

/**
 * @param {NonNullable<PageWords["messages"]>} own
 * @param {Messages} messages
 * @param {string} code
 */
function plainCode(own, messages, code) {
  const general = own.advice_why?.[messages.codes[code].advice];
  return own.codes?.[code] ?? (general === undefined ? {} : { why: general });
}

/**
 * A sentence as nodes. `｜漢字《かんじ》` becomes text with its reading, `{name}` the value of that name.
 * Values are set apart, as they come from elsewhere. Null if a value is missing.
 * @param {string} text
 * @param {SentenceValues} values
 * @returns {VNode[] | null}
 */
export function sentence(text, values = {}) {
  /** @type {VNode[]} */
  const nodes = [];
  for (const [, plain, base, reading, name] of text.matchAll(/([^｜{]+)|｜([^《]+)《([^》]+)》|\{(\w+)\}/gu)) {
    if (plain !== undefined) {
      nodes.push(plain);
    } else if (base !== undefined) {
      nodes.push(h("ruby", null, base, h("rp", null, "（"), h("rt", null, reading), h("rp", null, "）")));
    } else {
      const value = values[name];
      if (value === undefined || value === null) {
        return null;
      }
      nodes.push(...(typeof value === "object" ? [value].flat() : [bdi(value)]));
    }
  }
  return nodes;
}

/**
 * A sentence as plain text, for attributes and titles.
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function plainText(text, values = {}) {
  return text.replace(/｜([^《]+)《[^》]+》/gu, "$1").replace(/\{(\w+)\}/gu, (_, name) => String(values[name] ?? ""));
}

/**
 * The minute in which a time in seconds since 1970 lies: in a label's zone, or in the reader's. Either is named.
 * @param {number} seconds
 * @param {Lang} lang
 * @param {string | null} zone
 */
export function minuteText(seconds, lang, zone = null) {
  const time = new Date((seconds + (zone === null ? 0 : offsetOf(zone))) * 1000);
  if (!(seconds >= 0) || Number.isNaN(time.getTime())) {
    return `@${seconds}`;
  }
  return zone === null
    ? dateFormat(lang, "minute").format(time)
    : `${dateFormat(lang, "minuteThere").format(time)} ${zone}`;
}

/**
 * The seconds by which a zone, written +09:00 or -05:00, is ahead of UTC.
 * @param {string} zone
 */
function offsetOf(zone) {
  const [hours, minutes] = zone.slice(1).split(":").map(Number);
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60;
}

/**
 * The end of a label: the day that its report names, or the last minute where it ends within that day.
 * @param {{ expires: string, expires_day: string | null, zone: string }} label
 * @param {Lang} lang
 */
export function expiryText({ expires, expires_day: day, zone }, lang) {
  const end = Math.floor(Date.parse(expires) / 1000);
  // A day ends with its midnight; older labels end a second before it.
  const rest = (end + 1 + offsetOf(zone)) % 86_400;
  return day !== null && rest <= 1 ? dayText(day, lang) : minuteText(Math.max(end - 1, 0), lang, zone);
}

/**
 * The last minute before an end that is not included.
 * @param {number} end
 * @param {Lang} lang
 */
export function lastMinuteText(end, lang) {
  return minuteText(Math.max(end - 1, 0), lang);
}

/**
 * A day or a month, written YYYY-MM-DD or YYYY-MM; what is neither stays as it is.
 * @param {string} day
 * @param {Lang} lang
 */
export function dayText(day, lang) {
  const parts = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(day);
  if (parts === null) {
    return day;
  }
  const [, year, month, date] = parts;
  const time = new Date(Date.UTC(Number(year), Number(month) - 1, Number(date ?? 1)));
  return dateFormat(lang, date === undefined ? "month" : "day").format(time);
}

/**
 * Made once: making one takes longer than a verdict.
 * @type {Map<string, Intl.DateTimeFormat>}
 */
const dateFormats = new Map();

/**
 * @param {Lang} lang
 * @param {"minute" | "minuteThere" | "day" | "month"} kind
 */
function dateFormat(lang, kind) {
  const name = `${lang} ${kind}`;
  let format = dateFormats.get(name);
  if (format === undefined) {
    /** @type {Intl.DateTimeFormatOptions} */
    const minute = {
      month: lang === "ja" ? "long" : "short",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    };
    /** @type {Record<string, Intl.DateTimeFormatOptions>} */
    const forms = {
      minute: { ...minute, timeZoneName: "short" },
      minuteThere: { ...minute, timeZone: "UTC" },
      day: { month: "long", day: "numeric", timeZone: "UTC" },
      month: { month: "long", timeZone: "UTC" },
    };
    const options = { calendar: "gregory", year: /** @type {const} */ ("numeric"), ...forms[kind] };
    format = new Intl.DateTimeFormat(lang === "ja" ? "ja-JP" : "en-GB", options);
    dateFormats.set(name, format);
  }
  return format;
}
