// The only way out of a browser: a proxy that leads the page's hosts to the site on this machine, and nothing else
// anywhere.

import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";

import { HOST, STRANGER } from "../server.mjs";

const OWN = [`${HOST}:443`, `${STRANGER}:443`];

/** One running gate. */
export class Gate {
  #server;

  static async start(site) {
    const gate = new Gate();
    gate.#server = createServer((_, response) => response.writeHead(403).end());
    gate.#server.on("connect", (request, client, head) => lead(site, request.url, client, head));
    gate.#server.listen(0, "127.0.0.1");
    await once(gate.#server, "listening");
    return gate;
  }

  get port() {
    return this.#server.address().port;
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

function lead(site, place, client, head) {
  client.on("error", () => client.destroy());
  if (!OWN.includes(place)) {
    client.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    return;
  }
  const server = connect(site.port, "127.0.0.1", () => {
    client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    server.write(head);
    server.pipe(client).pipe(server);
  });
  server.on("error", () => client.destroy());
  client.on("close", () => server.destroy());
}
