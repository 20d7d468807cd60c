import { gzipSync } from 'node:zlib';

const BLOCK = 512;

/**
 * A chart's files as `helm package` packs them: a gzipped tar with the chart's name as its only folder. The same files give
 * the same bytes, because no time and no user stands in it. The format is POSIX ustar (IEEE Std 1003.1, pax, "ustar
 * Interchange Format").
 */
export function packageOf(name: string, files: ReadonlyMap<string, string>): Buffer {
  const blocks: Buffer[] = [];
  for (const path of [...files.keys()].sort(chartFirst)) {
    const content = Buffer.from(files.get(path)!);
    blocks.push(header(`${name}/${path}`, content.length), content, Buffer.alloc(-content.length & (BLOCK - 1)));
  }
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]), { level: 9 });
}

// Readers that look for Chart.yaml find it at once.
function chartFirst(a: string, b: string): number {
  if (a === 'Chart.yaml') return -1;
  return b === 'Chart.yaml' ? 1 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function header(path: string, size: number): Buffer {
  if (Buffer.byteLength(path) > 100) throw new Error(`the path ${path} is too long for a package`);
  const block = Buffer.alloc(BLOCK);
  block.write(path, 0);
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write(' '.repeat(8), 148);
  block.write('0', 156);
  block.write('ustar\u000000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
