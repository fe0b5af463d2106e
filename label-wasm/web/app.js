// Starts the page and listens to people.

import { Page } from "./page.js";
import { Wedge, takeTransfers } from "./input.js";

/** @param {Page} page */
function listen(page) {
  const wedge = new Wedge((text) => page.takeTyped(text));
  document.addEventListener("keydown", (event) => wedge.key(event) && event.preventDefault(), true);
  takeTransfers(
    document,
    (text) => page.checkText(text),
    (file) => page.checkPicture(file),
  );
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.closest(".skip")) {
      // Not followed: the page's address need not be its base.
      event.preventDefault();
      document.getElementById("main")?.focus();
    }
    /** @type {HTMLButtonElement | null} */
    const button = target.closest("button[data-action]");
    if (button) {
      page.act(button.dataset.action ?? "", button);
    }
  });
  document.addEventListener("change", (event) => {
    const target = /** @type {HTMLInputElement} */ (event.target);
    if (target.id === "picture" && target.files?.[0]) {
      page.checkPicture(target.files[0]);
    } else if (target.id === "cameras") {
      page.act("choose-camera", target);
    }
  });
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(page, /** @type {HTMLFormElement} */ (event.target));
  });
  document.addEventListener("visibilitychange", () => page.viewChanged());
  globalThis.addEventListener("online", () => page.refresh());
  globalThis.addEventListener("hashchange", () => page.readdress());
  globalThis.addEventListener("popstate", (event) => page.revisit(event.state));
}

/**
 * @param {Page} page
 * @param {HTMLFormElement} form
 */
function submit(page, form) {
  const value = form.querySelector("input")?.value ?? "";
  if (value.trim() === "") {
    return;
  }
  if (form.dataset.action === "jan") {
    page.compareJan(value);
  } else {
    page.checkText(value);
  }
}

const page = new Page();
listen(page);
page.start();
