import { gzipSync } from 'node:zlib';
import { ChatbotError } from '../values';
import { byCodePoint } from '../values/code-points';

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
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]), { level: 6 });
}

// Readers that look for Chart.yaml find it at once.
function chartFirst(a: string, b: string): number {
  if (a === 'Chart.yaml') return -1;
  return b === 'Chart.yaml' ? 1 : byCodePoint(a, b);
}

// The format keeps a long path in two fields, of 155 and 100 bytes, that are cut at a slash.
function halvesOf(path: string): [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= 100) return ['', path];
  for (let slash = path.indexOf('/'); slash > 0 && slash <= 155; slash = path.indexOf('/', slash + 1)) {
    const name = path.slice(slash + 1);
    if (Buffer.byteLength(name) <= 100) return [path.slice(0, slash), name];
  }
  throw new ChatbotError(`the path ${path} is too long for a package; give its construct a shorter id`);
}

function header(path: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const [prefix, name] = halvesOf(path);
  block.write(name, 0);
  block.write(prefix, 345);
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
