import { chmodSync, lstatSync, mkdirSync, statSync, unlinkSync } from "node:fs";
import { connect } from "node:net";
import { dirname } from "node:path";

import type { App } from "./create-app.ts";
import { Farewell } from "./farewell.ts";
import { answerBy, type Listener, type ListenOptions, serveOptions } from "./listen.ts";
import { OwnSocketError } from "./own-socket-error.ts";

/**
 * Serves the app on a Unix socket that only this process's user and root can open: what comes in there needs no token. A
 * socket that a dead server left is replaced; one that somebody answers on, and whatever else lies there, is left alone.
 * Rejects with OwnSocketError.
 */
export async function listenOwn(app: App, path: string, options: ListenOptions = {}): Promise<Listener> {
  makeDirectory(dirname(path));
  await clearAway(path);
  // Bun's types know no idleTimeout of a Unix socket. Bun does.
  const bounds: Omit<ReturnType<typeof serveOptions>, "idleTimeout"> = serveOptions(options);
  const farewell = new Farewell();
  const answer = answerBy(app, options, () => undefined, true);
  const fetch: typeof answer = (request, server) => farewell.answer(answer(request, server));
  const server = withoutOthers(path, () => Bun.serve({ ...bounds, unix: path, fetch }));
  return {
    url: `unix:${path}`,
    async stop() {
      await farewell.say();
      // The socket goes with it.
      await server.stop();
    },
  };
}

/** For its owner alone; one that is there already may be so that nobody else can put another socket into it. */
function makeDirectory(directory: string): void {
  attempt(`cannot make ${directory}`, () => mkdirSync(directory, { recursive: true, mode: 0o700 }));
  const { mode, uid } = attempt(`cannot look at ${directory}`, () => statSync(directory));
  if ((mode & OTHERS_WRITE) === 0 && [0, process.getuid?.()].includes(uid)) return;
  throw new OwnSocketError(
    "socket_unsafe",
    `others may write to ${directory}: it has to be this user's alone`,
  );
}

async function clearAway(path: string): Promise<void> {
  const there = attempt(`cannot look at ${path}`, () => lstatSync(path, { throwIfNoEntry: false }));
  if (there === undefined) return;
  if (!there.isSocket()) throw new OwnSocketError("socket_unsafe", `${path} is there, and is no socket`);
  if (await answers(path)) throw new OwnSocketError("socket_in_use", `another server answers on ${path}`);
  attempt(`cannot remove ${path}, which a dead server left`, () => unlinkSync(path));
}

/** Whether anybody listens. What cannot be found out counts as yes. */
function answers(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(path, () => {
    resolve(true);
    socket.destroy();
  });
  socket.once("error", (fault) => resolve(!("code" in fault && fault.code === "ECONNREFUSED")));
  return promise;
}

/** Nobody else can open it, from the moment that it is there. */
function withoutOthers<T>(path: string, bind: () => T): T {
  const before = process.umask(0o177);
  try {
    return attempt(`cannot listen on ${path}`, () => {
      const bound = bind();
      chmodSync(path, 0o600);
      return bound;
    });
  } finally {
    process.umask(before);
  }
}

function attempt<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new OwnSocketError("socket_unusable", `${what}: ${why}`, { cause });
  }
}

const OTHERS_WRITE = 0o022;
