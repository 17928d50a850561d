import { createCipher } from "../../src/protocol/encryption.ts";
import { BENCH } from "./bench-secrets.ts";

/** Forges callbacks until it is told to end, in a process of its own: `flood-client.ts URL CONNECTIONS`. */
const [target = "", connections = ""] = process.argv.slice(2);
const { host, hostname, port } = new URL(target);
const forged = forgedClick(host);
let answered = 0;
let refused = 0;

await Promise.all(
  Array.from({ length: Number(connections) }, () =>
    Bun.connect({
      hostname,
      port: Number(port),
      socket: {
        open: (socket) => void socket.write(forged),
        data(socket, bytes) {
          answered += 1;
          if (/^HTTP\/1\.1 4(01|29)/.test(bytes.toString("latin1", 0, 12))) refused += 1;
          socket.write(forged);
        },
      },
    }),
  ),
);
const started = performance.now();
process.on("message", () => {
  process.send?.({ perSecond: (answered / (performance.now() - started)) * 1000, answered, refused });
  process.exit(0);
});
process.send?.("ready");

/** As large as a click, well formed, of this very second, and signed with a key that is not Lark's. */
function forgedClick(to: string): Buffer {
  const encrypt = createCipher("a key of somebody else").encrypt("x".repeat(700), new Uint8Array(16));
  const body = JSON.stringify({ encrypt });
  return Buffer.from(
    `POST /lark/callback HTTP/1.1\r\nhost: ${to}\r\ncontent-type: application/json;charset=utf-8\r\n` +
      `x-lark-request-timestamp: ${Math.floor(Date.now() / 1000)}\r\nx-lark-request-nonce: ${BENCH.appId}\r\n` +
      `x-lark-signature: ${"0".repeat(64)}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
}
