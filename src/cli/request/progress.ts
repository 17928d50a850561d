import type { Output } from "../io.ts";

/** A line at the bottom of a terminal that says how long it has been. Nowhere else is anything drawn. */
export interface Progress {
  show(state: string): void;
  /** Writes above the line. */
  say(text: string): void;
  stop(): void;
}

const CLEAR = "\r\u001b[2K";

export function startProgress({ isTerminal, columns = 80, write }: Output, first: string): Progress {
  if (!isTerminal) return { show: () => {}, say: write, stop: () => {} };
  const began = performance.now();
  let state = first;
  let stopped = false;
  const draw = (): void => {
    const line = `  ${elapsed(performance.now() - began)}  ${state}`;
    write(`${CLEAR}${line.slice(0, columns - 1)}`);
  };
  const timer = setInterval(draw, 1_000);
  draw();
  return {
    show(next) {
      state = next;
      if (!stopped) draw();
    },
    say: (text) => write(`${CLEAR}${text}`),
    stop() {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      write(CLEAR);
    },
  };
}

/** Such as `0:07`, `12:30` or `1:02:03`. */
function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [first = 0, ...rest] = parts[0] === 0 ? parts.slice(1) : parts;
  return [String(first), ...rest.map((part) => String(part).padStart(2, "0"))].join(":");
}
