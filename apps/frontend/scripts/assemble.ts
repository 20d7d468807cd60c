import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

// `next build` leaves the browser's files out of the standalone folder, for people who serve them elsewhere, and the
// packages of the start program, which it does not know.
const root = join(import.meta.dirname, '..');
const standalone = join(root, '.next/standalone');
const packages = join(root, 'node_modules');
const startPrograms = ['prom-client', '@opentelemetry/exporter-trace-otlp-http', '@opentelemetry/sdk-trace-base'];

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A package's names and those of all that it needs; npm puts them side by side. */
function closure(names: Iterable<string>, known = new Set<string>()): Set<string> {
  for (const name of names) {
    if (known.has(name)) continue;
    known.add(name);
    const manifest = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8')) as Manifest;
    closure([...Object.keys(manifest.dependencies ?? {}), ...Object.keys(manifest.peerDependencies ?? {})], known);
  }
  return known;
}

/** Node runs none of these. */
function isNeeded(path: string): boolean {
  return !/\.(map|d\.ts|md)$|[\\/]build[\\/](esm|esnext)$/.test(path);
}

/** Takes away what says where a file's map is, and returns the rest. */
function withoutMap(path: string): string {
  const content = readFileSync(path, 'utf8').replace(/\n+(\/\/|\/\*)# sourceMappingURL=\S+( \*\/)?\s*$/, '\n');
  writeFileSync(path, content);
  return content;
}

// The maps stay behind: they are for the tests' coverage.
const notMap = (path: string) => !path.endsWith('.map');
cpSync(join(root, '.next/static'), join(standalone, '.next/static'), { recursive: true, filter: notMap });
cpSync(join(root, '.next/start'), standalone, { recursive: true, filter: notMap });
for (const file of globSync('{server,.next/server}/**/*.{js,map}', { cwd: standalone })) {
  if (notMap(file)) withoutMap(join(standalone, file));
  else rmSync(join(standalone, file));
}
for (const file of globSync('**/*.{js,css}', { cwd: join(standalone, '.next/static') })) {
  const path = join(standalone, '.next/static', file);
  const content = withoutMap(path);
  // At the highest quality, which is what zlib takes when it is not told.
  writeFileSync(`${path}.br`, brotliCompressSync(content));
}
for (const name of closure(startPrograms)) {
  cpSync(join(packages, name), join(standalone, 'node_modules', name), { recursive: true, filter: isNeeded });
}
rmSync(join(standalone, 'package-lock.json'), { force: true });
