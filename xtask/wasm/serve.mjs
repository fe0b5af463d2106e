// A server on the loopback interface for as long as a check runs.

import { createServer } from "node:http";
import { extname } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
  ".json": "application/json",
};

/** Serves what `find` gives for a path; `headers` go with every answer. */
export async function serve(find, headers = {}) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    const body = find(path);
    const type = TYPES[extname(path)] ?? (extname(path) ? "application/octet-stream" : TYPES[".html"]);
    response.writeHead(body === undefined ? 404 : 200, {
      "content-type": type,
      "cache-control": "no-store",
      ...headers,
    });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
