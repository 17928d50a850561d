import { processIo } from "./cli/process-io.ts";
import { run } from "./cli/run.ts";
import { spareLoopback } from "./cli/spare-loopback.ts";

spareLoopback(process.env);
process.exitCode = await run(process.argv.slice(2), processIo());
