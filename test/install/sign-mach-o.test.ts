import { expect, test } from "bun:test";
import { createHash } from "node:crypto";

import { signMachO } from "../../src/release/sign-mach-o.ts";

const CODE = 10_000;

/** The least of a Mach-O of 64 bits: a segment of code, and one that holds a signature of 100 bytes, which is of nothing. */
function executable(): Buffer {
  const file = Buffer.alloc(CODE + 100, 7);
  const commands = [
    segment("__TEXT", 0, 8192),
    segment("__LINKEDIT", 8192, CODE + 100 - 8192),
    words(0x1d, 16, CODE, 100),
  ];
  Buffer.concat([words(0xfeedfacf, 0x01000007, 3, 2, commands.length, 72 + 72 + 16, 0, 0), ...commands]).copy(
    file,
  );
  return file;
}

function segment(name: string, offset: number, size: number): Buffer {
  const command = Buffer.alloc(72);
  words(0x19, 72).copy(command);
  command.write(name, 8);
  command.writeBigUInt64LE(BigInt(offset), 40);
  command.writeBigUInt64LE(BigInt(size), 48);
  return command;
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4);
  return bytes;
}

/** What macOS reads of a signature, by the numbers in XNU's cs_blobs.h. */
function readSignature(file: Buffer) {
  const blob = file.subarray(file.readUInt32LE(32 + 144 + 8));
  const directory = blob.subarray(blob.readUInt32BE(16));
  const [hashes, pages, limit] = [16, 28, 32].map((at) => directory.readUInt32BE(at));
  const digests = Array.from({ length: pages ?? 0 }, (_, page) =>
    directory.subarray((hashes ?? 0) + page * 32).toString("hex", 0, 32),
  );
  return {
    magic: [blob.readUInt32BE(0).toString(16), directory.readUInt32BE(0).toString(16)],
    lengths: [blob.readUInt32BE(4), directory.readUInt32BE(4) + 20],
    flags: directory.readUInt32BE(12),
    limit,
    identifier: directory.toString("latin1", directory.readUInt32BE(20), (hashes ?? 0) - 1),
    sha256: [...directory.subarray(36, 40)],
    code: [directory.readBigUInt64BE(64), directory.readBigUInt64BE(72), directory.readBigUInt64BE(80)],
    digests,
  };
}

test("an executable for macOS is signed ad hoc: each page by its digest, the last as far as it goes", () => {
  const signed = signMachO(executable(), "countersign");
  const { lengths, digests, ...signature } = readSignature(signed);
  expect(signature).toEqual({
    magic: ["fade0cc0", "fade0c02"],
    flags: 0x20002,
    limit: CODE,
    identifier: "countersign",
    sha256: [32, 2, 0, 12],
    code: [0n, 8192n, 1n],
  });
  expect(lengths).toEqual([signed.length - CODE, signed.length - CODE]);
  const pages = [signed.subarray(0, 4096), signed.subarray(4096, 8192), signed.subarray(8192, CODE)];
  expect(digests).toEqual(pages.map((page) => createHash("sha256").update(page).digest("hex")));
});

test("the segment that holds the signature is as long as it is now, and ends with a page", () => {
  const signed = signMachO(executable(), "countersign");
  const linkedit = 32 + 72;
  expect(signed.readBigUInt64LE(linkedit + 48)).toBe(BigInt(signed.length - 8192));
  expect(signed.readBigUInt64LE(linkedit + 32)).toBe(4096n);
  expect(signed.readUInt32LE(32 + 144 + 12)).toBe(signed.length - CODE);
});

test("what is signed already is signed as if it had not been", () => {
  const signed = signMachO(executable(), "countersign");
  expect(signMachO(signed, "countersign").equals(signed)).toBe(true);
});

test("what has no place for a signature, or something behind it, is refused", () => {
  const bare = executable();
  bare.writeUInt32LE(0x1e, 32 + 144);
  expect(() => signMachO(bare, "x")).toThrow("no place");
  expect(() => signMachO(Buffer.concat([executable(), Buffer.alloc(1)]), "x")).toThrow("not at its end");
  expect(() => signMachO(Buffer.from("\u007fELF".padEnd(64)), "x")).toThrow("no Mach-O");
});
