// Debian's Chromium, with nothing of its own on the network.

import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** Runs `use` with a page of a fresh profile; what leaves `origin` or goes wrong in the page is an error. */
export async function withPage(origin, use) {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: FLAGS });
  try {
    const page = await browser.newPage();
    const faults = [];
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    page.on("request", (request) => request.url().startsWith(`${origin}/`) || faults.push(request.url()));
    const result = await use(page);
    if (faults.length > 0) throw new Error(faults.join("\n"));
    return result;
  } finally {
    await browser.close();
  }
}
