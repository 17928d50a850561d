/** In the data directory: each line that a server writes by default is written, or its cost would not be in the figures. */
export const LOG_FILE = "bench.log";
