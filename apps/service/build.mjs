// Bundles one program into dist/: node dist/main.js then needs no node_modules. What is imported on demand is a file of
// its own beside main.js, so that it takes no memory until then.
import { rmSync } from 'node:fs';

import { build } from 'esbuild';

// zod's messages in 50 languages take 5 MB of memory, and nothing here asks for one but English.
const withoutLocales = {
  name: 'without-locales',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export {};' }));
  },
};

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  sourcemap: false,
  plugins: [withoutLocales],
  // CommonJS dependencies inside the bundle call require().
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});
