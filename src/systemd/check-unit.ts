import { UnitError } from "./unit-error.ts";

/** Throws UnitError "invalid_path" on what is not one place, whatever directory one is in. */
export function requireAbsolute(path: string): void {
  if (path.startsWith("/") && !path.split("/").includes("..")) return;
  throw new UnitError("invalid_path", `${JSON.stringify(path)} is not an absolute path`);
}

/** Throws UnitError "hidden_path" on what a hardened system unit does not see. */
export function requireVisible(path: string): void {
  const hidden = ["/home/", "/root/", "/run/user/", "/tmp/", "/var/tmp/"].find((dir) =>
    `${path}/`.startsWith(dir),
  );
  if (hidden === undefined) return;
  throw new UnitError(
    "hidden_path",
    `the unit hides ${hidden} from the service: use /usr/local/bin and /var/lib, not ${path}`,
  );
}

/** Throws UnitError "privileged_port" on a port that only a privileged process can open. */
export function requireOpenPort(listen: string | undefined): void {
  const port = Number(listen?.slice(listen.lastIndexOf(":") + 1));
  if (port > 0 && port < 1024) {
    throw new UnitError(
      "privileged_port",
      `port ${port} needs a privilege: listen above 1023, behind a proxy`,
    );
  }
}
