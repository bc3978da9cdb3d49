const BLOCK = 512;

/**
 * An archive in the ustar form (POSIX.1-1988) of regular files that belong to root: the same files
 * make the same bytes, whoever builds them and when.
 * @param {readonly { path: string, content: Uint8Array, mode: number }[]} files `path` is at most
 * 100 bytes of ASCII
 * @returns {Buffer}
 */
export function tarOf(files) {
  const blocks = files.flatMap(({ path, content, mode }) => [
    header(path, content.length, mode),
    content,
    Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
  ]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

/**
 * @param {string} path
 * @param {number} sizeBytes
 * @param {number} mode
 */
function header(path, sizeBytes, mode) {
  if (!/^[\x21-\x7e]{1,100}$/.test(path)) throw new Error(`${path} does not fit into a tar header`);
  const block = Buffer.alloc(BLOCK);
  /** @type {(text: string, offset: number) => void} */
  const put = (text, offset) => void block.write(text, offset, 'ascii');
  /** @type {(value: number, offset: number, digits: number) => void} */
  const octal = (value, offset, digits) =>
    put(`${value.toString(8).padStart(digits, '0')}\0`, offset);
  put(path, 0);
  octal(mode, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(sizeBytes, 124, 11);
  octal(0, 136, 11);
  put('        ', 148);
  put('0', 156);
  put('ustar\x0000', 257);
  put('root', 265);
  put('root', 297);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
