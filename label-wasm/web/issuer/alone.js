// One tab at a time: two would write over each other's work.

import { placeOf } from "../place.js";

/** The time that another tab with this page may take to end, in milliseconds: the page before a reload is one. */
const LEFT = 2000;

/** Tells whether this is the only tab with the page; it stays so until it is closed. */
export async function isAlone() {
  const { locks } = navigator;
  if (!locks) {
    return true;
  }
  const options = { signal: AbortSignal.timeout(LEFT) };
  return new Promise((resolve) => {
    const held = locks.request(`${placeOf()}issuer`, options, () => {
      resolve(true);
      return new Promise(() => {});
    });
    held.catch(() => resolve(false));
  });
}
