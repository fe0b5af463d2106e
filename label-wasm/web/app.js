// Starts the page and listens to people.

import { Page } from "./page.js";
import { Wedge, takeTransfers } from "./input.js";

function listen(page) {
  const wedge = new Wedge((text) => page.takeTyped(text));
  document.addEventListener("keydown", (event) => wedge.key(event) && event.preventDefault(), true);
  takeTransfers(
    document,
    (text) => page.checkText(text),
    (file) => page.checkPicture(file),
  );
  document.addEventListener("click", (event) => {
    if (event.target.closest(".skip")) {
      // Not followed: the page's address need not be its base.
      event.preventDefault();
      document.getElementById("main").focus();
    }
    const button = event.target.closest("button[data-action]");
    if (button) {
      page.act(button.dataset.action, button);
    }
  });
  document.addEventListener("change", ({ target }) => {
    if (target.id === "picture" && target.files.length > 0) {
      page.checkPicture(target.files[0]);
    } else if (target.id === "cameras") {
      page.act("choose-camera", target);
    }
  });
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(page, event.target);
  });
  document.addEventListener("visibilitychange", () => page.viewChanged());
  globalThis.addEventListener("online", () => page.refresh());
  globalThis.addEventListener("hashchange", () => page.readdress());
  globalThis.addEventListener("popstate", (event) => page.revisit(event.state));
}

function submit(page, form) {
  const { value } = form.querySelector("input");
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
