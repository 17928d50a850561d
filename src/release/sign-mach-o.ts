import { createHash } from "node:crypto";

/**
 * A Mach-O executable with an ad hoc signature in the place of the one it has: digests of its pages and no name, which is the
 * least that macOS starts on arm64. Bun leaves in what it compiles for x64 the signature of its own executable, which is of
 * other pages, and asks to be ended where they differ; what it signs itself comes out the same but for the identifier.
 * The form is that of `cs_blobs.h` and `loader.h` of XNU. Throws an Error for a file that is none, or has no signature at its end.
 */
export function signMachO(file: Buffer, identifier: string): Buffer {
  const { code, linkedit, text } = findCommands(file);
  const end = file.readUInt32LE(code + 8);
  if (end + file.readUInt32LE(code + 12) !== file.length)
    throw new Error("the signature of the Mach-O is not at its end");
  const name = Buffer.from(`${identifier}\0`);
  const pages = Math.ceil(end / PAGE);
  const hashes = CODE_DIRECTORY + name.length;
  const size = SUPER_BLOB + hashes + pages * HASH;

  const signed = Buffer.concat([file.subarray(0, end), Buffer.alloc(size)]);
  signed.writeUInt32LE(size, code + 12);
  const held = BigInt(signed.length) - signed.readBigUInt64LE(linkedit + 40);
  signed.writeBigUInt64LE(held, linkedit + 48);
  signed.writeBigUInt64LE(BigInt(Math.ceil(Number(held) / PAGE) * PAGE), linkedit + 32);

  let at = end;
  const put = (...words: readonly number[]): void => {
    for (const word of words) at = signed.writeUInt32BE(word, at);
  };
  put(0xfade0cc0, size, 1, 0, SUPER_BLOB);
  put(0xfade0c02, size - SUPER_BLOB, 0x20400, AD_HOC | LINKER_SIGNED, hashes, CODE_DIRECTORY, 0, pages, end);
  put((HASH << 24) | (SHA256 << 16) | Math.log2(PAGE), 0, 0, 0, 0, 0, 0);
  at = signed.writeBigUInt64BE(signed.readBigUInt64LE(text + 40), at);
  at = signed.writeBigUInt64BE(signed.readBigUInt64LE(text + 48), at);
  at = signed.writeBigUInt64BE(MAIN_BINARY, at);
  at += name.copy(signed, at);
  for (let page = 0; page < end; page += PAGE) {
    const bytes = signed.subarray(page, Math.min(page + PAGE, end));
    at += createHash("sha256").update(bytes).digest().copy(signed, at);
  }
  return signed;
}

/** Where the commands that tell of the signature, of the segment that holds it, and of the code begin. */
function findCommands(file: Buffer) {
  if (file.length < HEADER || file.readUInt32LE(0) !== 0xfeedfacf)
    throw new Error("that is no Mach-O of 64 bits");
  const found = new Map<string, number>();
  let at = HEADER;
  for (let left = file.readUInt32LE(16); left > 0; left--) {
    const command = file.readUInt32LE(at);
    if (command === 0x1d) found.set("code", at);
    if (command === 0x19) found.set(file.toString("latin1", at + 8, at + 24).replaceAll("\0", ""), at);
    at += file.readUInt32LE(at + 4);
  }
  const [code, linkedit, text] = ["code", "__LINKEDIT", "__TEXT"].map((name) => found.get(name));
  if (code === undefined || linkedit === undefined || text === undefined)
    throw new Error("the Mach-O has no place for a signature");
  return { code, linkedit, text };
}

// Bytes.
const HEADER = 32;
const SUPER_BLOB = 20;
const CODE_DIRECTORY = 88;
const HASH = 32;
/** Of each there is a digest; segments end where one does. */
const PAGE = 4096;

const SHA256 = 2;
const AD_HOC = 0x2;
/** A tool that changes the file may sign it anew. */
const LINKER_SIGNED = 0x20000;
const MAIN_BINARY = 1n;
