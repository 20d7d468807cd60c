import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

// `next build` leaves the browser's files out of the standalone folder, for people who serve them elsewhere.
const root = join(import.meta.dirname, '..');
const standalone = join(root, '.next/standalone');
cpSync(join(root, '.next/static'), join(standalone, '.next/static'), { recursive: true });
rmSync(join(standalone, 'package-lock.json'), { force: true });
