// Languages, sentences and dates.

import { h, bdi } from "./node.js";

/** The languages of the page, in the order in which they are offered, by the names that their readers know. */
export const LANGUAGES = [
  { id: "ja", lang: "ja", name: "日本語" },
  { id: "easy", lang: "ja", name: "やさしい日本語" },
  { id: "en", lang: "en", name: "English" },
];

/** The language to begin with: the remembered one, or the first that the reader's browser asks for and the page has. */
export function chooseLanguage(remembered, wanted) {
  const known = LANGUAGES.map((language) => language.id);
  if (known.includes(remembered)) {
    return remembered;
  }
  const asked = wanted.map((tag) => tag.slice(0, 2).toLowerCase());
  return asked.find((tag) => known.includes(tag)) ?? "en";
}

/** All words of one language: the page's own, and the sentences that the command has too. */
export function joinWords(page, messages) {
  const own = page.messages ?? {};
  const joined = {};
  for (const part of Object.keys(messages)) {
    joined[part] = Array.isArray(messages[part]) ? (own[part] ?? messages[part]) : { ...messages[part], ...own[part] };
  }
  for (const code of Object.keys(messages.codes)) {
    joined.codes[code] = { ...messages.codes[code], ...plainCode(own, messages, code) };
  }
  for (const name of Object.keys(messages.checks)) {
    joined.checks[name] = { ...messages.checks[name], ...own.checks?.[name] };
  }
  return { ...page, messages: joined };
}

function plainCode(own, messages, code) {
  const general = own.advice_why?.[messages.codes[code].advice];
  return own.codes?.[code] ?? (general === undefined ? {} : { why: general });
}

/**
 * A sentence as nodes. `｜漢字《かんじ》` becomes text with its reading, `{name}` the value of that name.
 * Values are set apart, as they come from elsewhere. Null if a value is missing.
 */
export function sentence(text, values = {}) {
  const nodes = [];
  for (const [, plain, base, reading, name] of text.matchAll(/([^｜{]+)|｜([^《]+)《([^》]+)》|\{(\w+)\}/gu)) {
    if (plain !== undefined) {
      nodes.push(plain);
    } else if (base !== undefined) {
      nodes.push(h("ruby", null, base, h("rp", null, "（"), h("rt", null, reading), h("rp", null, "）")));
    } else if (values[name] === undefined || values[name] === null) {
      return null;
    } else {
      nodes.push(typeof values[name] === "object" ? values[name] : bdi(values[name]));
    }
  }
  return nodes;
}

/** A sentence as plain text, for attributes and titles. */
export function plainText(text, values = {}) {
  return text.replace(/｜([^《]+)《[^》]+》/gu, "$1").replace(/\{(\w+)\}/gu, (_, name) => values[name] ?? "");
}

/** The minute in which a time in seconds since 1970 lies, in the reader's zone, which is named. */
export function minuteText(seconds, lang) {
  const time = new Date(seconds * 1000);
  if (!(seconds >= 0) || Number.isNaN(time.getTime())) {
    return `@${seconds}`;
  }
  return dateFormat(lang, "minute").format(time);
}

/** The last minute before an end that is not included. */
export function lastMinuteText(end, lang) {
  return minuteText(Math.max(end - 1, 0), lang);
}

/** A day or a month, written YYYY-MM-DD or YYYY-MM; what is neither stays as it is. */
export function dayText(day, lang) {
  const parts = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(day);
  if (parts === null) {
    return day;
  }
  const [, year, month, date] = parts;
  const time = new Date(Date.UTC(Number(year), Number(month) - 1, Number(date ?? 1)));
  return dateFormat(lang, date === undefined ? "month" : "day").format(time);
}

/** Made once: making one takes longer than a verdict. */
const dateFormats = new Map();

function dateFormat(lang, kind) {
  const name = `${lang} ${kind}`;
  if (!dateFormats.has(name)) {
    const forms = {
      minute: {
        month: lang === "ja" ? "long" : "short",
        day: "numeric",
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
        timeZoneName: "short",
      },
      day: { month: "long", day: "numeric", timeZone: "UTC" },
      month: { month: "long", timeZone: "UTC" },
    };
    dateFormats.set(
      name,
      new Intl.DateTimeFormat(lang === "ja" ? "ja-JP" : "en-GB", {
        calendar: "gregory",
        year: "numeric",
        ...forms[kind],
      }),
    );
  }
  return dateFormats.get(name);
}
