import { CliError } from "../cli-error.ts";
import { isObject } from "./approval-answer.ts";

const WHERE = "is it running? COUNTERSIGN_URL or --url says where it is";

/** A call that had no answer. */
export function explainNetwork(url: string, fault: unknown): CliError {
  const { name, code, message } = fault as { name?: string; code?: unknown; message?: string };
  const known = name === "TimeoutError" ? "no answer in time" : WORDS[String(code)];
  return new CliError("network", `cannot reach ${url}: ${known ?? message ?? "unknown fault"}`, {
    cause: fault,
    hint: WHERE,
  });
}

const WORDS: Readonly<Partial<Record<string, string>>> = {
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection was cut",
  ENOTFOUND: "there is no such host",
  ENOENT: "there is no such socket",
  EACCES: "only the server's user and root may open it",
};

/** An answer that refuses, as the server words it; or one that is not the server's, by its status. */
export function explainAnswer(url: string, status: number, answer: unknown): CliError {
  if (!isObject(answer) || typeof answer["code"] !== "string" || typeof answer["message"] !== "string") {
    return new CliError("network", `${url} answers ${status}, but not as a countersign server does`, {
      hint: WHERE,
    });
  }
  const { code, message, request_id } = answer;
  if (code === "forbidden") {
    return new CliError("auth", `${message} (${code})`, {
      hint: "on the server's machine: countersign tokens create --name NAME --scope SCOPE",
    });
  }
  if (status === 401) {
    return new CliError("auth", `the server does not take this token (${url})`, {
      hint: "COUNTERSIGN_TOKEN or --token-file needs a token in force; on the server's machine: countersign tokens list",
    });
  }
  if (status >= 500) {
    return new CliError("internal", `the server failed: ${message}`, {
      hint: `its log has more on ${String(request_id)}`,
    });
  }
  return new CliError(status === 400 ? "usage" : "general", `${message} (${code})`);
}
