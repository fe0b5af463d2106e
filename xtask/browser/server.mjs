// Serves a built site on loopback with its own headers, as the server of a scheme owner would, and does what tests
// ask of it.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

export const HOST = "label.example.jp";
/** A host that is not the scheme owner's. */
export const STRANGER = "label.example.net";
const TYPES = {
  ".cbor": "application/cbor",
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** One running server. `changed` replaces files; null means that they are not there. */
export class Site {
  changed = new Map();
  /** Files that are asked for and not answered, until they are let go. */
  held = new Set();
  requests = [];
  /** What the server's clock shows, in milliseconds. */
  now = Date.now();
  #directory;
  #rules;
  #server;
  #sockets = new Set();
  #compressed = new Map();
  #waiting = [];

  static async start(directory, certificate) {
    const site = new Site();
    site.#directory = directory;
    site.#rules = readHeaders(readFileSync(join(directory, "_headers"), "utf8"));
    site.#server = createServer(certificate, (request, response) => site.#answer(request, response));
    site.#server.on("connection", (socket) => {
      site.#sockets.add(socket);
      socket.on("close", () => site.#sockets.delete(socket));
    });
    await site.#listen(0);
    return site;
  }

  get port() {
    return this.#port;
  }

  #port = 0;

  /** Forgets what a test changed; `now` is the server's clock. */
  reset(now) {
    this.changed.clear();
    this.held.clear();
    this.#waiting.length = 0;
    this.requests.length = 0;
    this.now = now;
  }

  /** Answers what was held. */
  letGo() {
    this.held.clear();
    for (const answer of this.#waiting.splice(0)) {
      answer();
    }
  }

  /** The paths of all files of the site. */
  get paths() {
    const { files, others } = JSON.parse(this.file("build.json"));
    return ["build.json", ...Object.keys(files), ...Object.keys(others)];
  }

  /** The network is cut: nobody answers. */
  async cut() {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await closed;
  }

  /** The network is back, if it was cut. */
  async restore() {
    if (!this.#server.listening) {
      await this.#listen(this.#port);
    }
  }

  async stop() {
    await this.cut();
  }

  /** The bytes of a file as they are served. */
  file(path) {
    if (this.changed.has(path)) {
      return this.changed.get(path);
    }
    const full = join(this.#directory, normalize(path));
    return full.startsWith(this.#directory) && statSync(full, { throwIfNoEntry: false })?.isFile()
      ? readFileSync(full)
      : null;
  }

  #listen(port) {
    return new Promise((resolve) =>
      this.#server.listen(port, "127.0.0.1", () => {
        this.#port = this.#server.address().port;
        resolve();
      }),
    );
  }

  #answer(request, response) {
    const url = new URL(request.url, "https://host");
    this.requests.push({
      method: request.method,
      url: request.url,
      headers: request.headers,
      host: request.headers.host,
    });
    const path = decodeURIComponent(url.pathname.slice(1));
    if (this.held.has(path)) {
      this.#waiting.push(() => this.#respond(path, url, request, response));
    } else {
      this.#respond(path, url, request, response);
    }
  }

  #respond(path, url, request, response) {
    const hidden = path.startsWith("_");
    const own = hidden ? null : this.file(path);
    // As the files say that the build makes for servers.
    const isPage = own === null && !hidden && !path.startsWith(".well-known/") && TYPES[extname(path)] === undefined;
    const bytes = own ?? (isPage ? this.file("index.html") : null);
    if (bytes === null || bytes === undefined) {
      response.writeHead(404).end();
      return;
    }
    const tag = `"${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}"`;
    response.sendDate = false;
    const headers = {
      Date: new Date(this.now).toUTCString(),
      ...headersOf(this.#rules, url.pathname),
      ETag: tag,
      "Content-Type": TYPES[isPage ? ".html" : extname(path)] ?? "application/octet-stream",
    };
    if (request.headers["if-none-match"] === tag) {
      response.writeHead(304, headers).end();
      return;
    }
    const body = this.#quickly(bytes, tag);
    response.writeHead(200, { ...headers, "Content-Encoding": "br", "Content-Length": body.length }).end(body);
  }

  /** In Brotli, less small than it could be: the test waits for it. */
  #quickly(bytes, tag) {
    if (!this.#compressed.has(tag)) {
      this.#compressed.set(tag, brotli(bytes, 2));
    }
    return this.#compressed.get(tag);
  }
}

/** As a server keeps it ready for browsers: in Brotli at its smallest. */
export function compressed(bytes) {
  return brotli(bytes, 11);
}

function brotli(bytes, quality) {
  return brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_LGWIN]: 22 },
  });
}

/** A certificate for the hosts of the tests, made now and gone with its directory. */
export function makeCertificate() {
  const directory = mkdtempSync(join(tmpdir(), "label-browser-"));
  try {
    const [key, cert] = [join(directory, "key.pem"), join(directory, "cert.pem")];
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "30",
        "-keyout",
        key,
        "-out",
        cert,
        "-subj",
        `/CN=${HOST}`,
        "-addext",
        `subjectAltName=DNS:${HOST},DNS:${STRANGER}`,
      ],
      { stdio: "ignore" },
    );
    const spki = execFileSync("openssl", ["x509", "-in", cert, "-pubkey", "-noout"]);
    const der = execFileSync("openssl", ["pkey", "-pubin", "-outform", "DER"], { input: spki });
    return {
      key: readFileSync(key),
      cert: readFileSync(cert),
      spki: createHash("sha256").update(der).digest("base64"),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The rules of a `_headers` file: a path, or the start of paths, and its headers. */
function readHeaders(text) {
  const rules = [];
  for (const line of text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"))) {
    if (/^\s/.test(line)) {
      const [, name, value] = /^\s+([^:]+):\s*(.*)$/.exec(line);
      rules.at(-1).headers[name] = value;
    } else {
      rules.push({ path: line.trim(), headers: {} });
    }
  }
  return rules;
}

function headersOf(rules, path) {
  const applies = (rule) => (rule.path.endsWith("*") ? path.startsWith(rule.path.slice(0, -1)) : path === rule.path);
  return Object.assign({}, ...rules.filter(applies).map((rule) => rule.headers));
}
