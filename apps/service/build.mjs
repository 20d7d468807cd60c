// Bundles one program into dist/main.js: node dist/main.js then needs no node_modules.
import { build } from 'esbuild';

// zod's messages in 50 languages take 5 MB of memory, and nothing here asks for one but English.
const withoutLocales = {
  name: 'without-locales',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export {};' }));
  },
};

await build({
  entryPoints: ['src/main.ts'],
  outfile: 'dist/main.js',
  bundle: true,
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
