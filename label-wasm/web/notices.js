// What is said about the page rather than a label: a clock that is wrong, lists that were refused, a newer version.

/** @import { Config, Notice } from "../page.d.ts" */

/** Notices in the order in which they came up, at most one of each name. */
export class Notices {
  /** @type {Notice[]} */
  #list = [];

  get list() {
    return this.#list;
  }

  /**
   * Adds a notice in place of an earlier one of its name.
   * @param {Notice["name"]} name
   * @param {Omit<Notice, "name">} rest
   */
  add(name, rest = {}) {
    this.drop(name);
    this.#list = [...this.#list, { name, ...rest }];
  }

  /** @param {Notice["name"]} name */
  drop(name) {
    this.#list = this.#list.filter((notice) => notice.name !== name);
  }

  clear() {
    this.#list = [];
  }
}

/**
 * The page's own host and the one that it is on, if these differ; on this machine somebody tries it.
 * @param {Config} config
 * @param {string} hostname
 */
export function elsewhere({ host }, hostname) {
  const isTried = hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
  return host && hostname !== host && !isTried ? { host, address: hostname } : null;
}
