// Starts the issuing page and listens to people.

import { Page } from "./page.js";

/** Fields that the page follows as soon as they change, by their names. */
const FOLLOWED = ["certificates", "key-kind", "keep-key", "way", "scheme", "level"];

/** @param {Page} page */
function listen(page) {
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
      page.act(button.dataset.action ?? "", button.value);
    }
  });
  document.addEventListener("change", (event) => {
    const { name, value } = /** @type {HTMLInputElement} */ (event.target);
    if (FOLLOWED.includes(name)) {
      page.act(name, value);
    }
  });
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    page.act(`send-${form.dataset.action}`, "");
  });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) {
      page.drop(file);
    }
  });
}

const page = new Page();
listen(page);
page.start();
