import { dlopen, ptr } from "bun:ffi";

/** A way to tell systemd how the service is, by the protocol of sd_notify(3). */
export interface Notifier {
  /** Sends lines such as `READY=1`. Answers whether they went out; it never waits and never throws. */
  send(...lines: readonly string[]): boolean;
  close(): void;
}

/**
 * Opens the way to `socketPath`, which systemd gives in NOTIFY_SOCKET: a path, or `@` and a name in the abstract
 * namespace. Neither Bun nor Node speaks datagrams over Unix sockets, so it goes through the C library: the alternative,
 * starting systemd-notify each time, would need a right to start programs, which the unit does not give.
 *
 * Throws where there is no way: in a process that may not make executable memory (MemoryDenyWriteExecute), which Bun needs
 * to call into C, or on a path too long for a socket.
 */
export function openNotifier(socketPath: string): Notifier {
  const address = socketAddress(socketPath);
  const libc = openLibc();
  const { symbols } = libc;
  const fd = symbols.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) {
    libc.close();
    throw new Error("no Unix socket could be made");
  }
  return {
    send(...lines) {
      const text = Buffer.from(lines.join("\n"));
      const sent = symbols.sendto(
        fd,
        ptr(text),
        text.length,
        MSG_DONTWAIT | MSG_NOSIGNAL,
        ptr(address),
        address.length,
      );
      return Number(sent) === text.length;
    },
    close() {
      symbols.close(fd);
      libc.close();
    },
  };
}

// As Linux has them, on x86-64 and arm64 alike.
const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
/** Bytes of a path in a socket's address, with the NUL that ends it. */
const LONGEST_PATH = 108;

/** glibc, and musl by its two names. */
const LIBC = ["libc.so.6", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1"];

function openLibc() {
  let reason: unknown;
  for (const name of LIBC) {
    try {
      return dlopen(name, {
        socket: { args: ["i32", "i32", "i32"], returns: "i32" },
        sendto: { args: ["i32", "ptr", "usize", "i32", "ptr", "u32"], returns: "i64" },
        close: { args: ["i32"], returns: "i32" },
      });
    } catch (fault) {
      reason ??= fault;
    }
  }
  throw reason;
}

/** A `struct sockaddr_un`: the family, then the path; of an abstract name, the first byte is NUL and there is no end. */
function socketAddress(socketPath: string): Buffer {
  const path = Buffer.from(socketPath);
  const abstract = socketPath.startsWith("@");
  if (!abstract && !socketPath.startsWith("/")) throw new Error(`${socketPath} is no Unix socket`);
  if (path.length >= LONGEST_PATH) throw new Error("the path of NOTIFY_SOCKET is too long for a socket");
  const family = Buffer.alloc(2);
  // x86-64 and arm64 are both little-endian.
  family.writeUInt16LE(AF_UNIX);
  if (abstract) path[0] = 0;
  return Buffer.concat([family, path, Buffer.alloc(abstract ? 0 : 1)]);
}
