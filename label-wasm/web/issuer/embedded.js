// Content of the single file: every file that the page would fetch, as base64 in an element of its own.

const files = document.getElementById("files")?.textContent ?? "{}";

// The compiled modules are in the worker's script.
globalThis.labelEmbedded = { assets: JSON.parse(files), modules: null };
