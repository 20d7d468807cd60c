import type { NextConfig } from 'next';
import { fixedSecurityHeaders } from './server/security-headers.ts';

const here = import.meta.dirname;

const config: NextConfig = {
  output: 'standalone',
  // The repository has lockfiles above this folder: without these two, Next would take one of them for its root.
  outputFileTracingRoot: here,
  turbopack: { root: here },
  // Images are small SVGs; the optimizer would bring sharp (20 MB) and a cache that must be writable.
  images: { unoptimized: true },
  outputFileTracingExcludes: { '*': ['node_modules/sharp/**', 'node_modules/@img/**', 'node_modules/typescript/**'] },
  // For the coverage of the tests in the browser; scripts/assemble.ts leaves the maps out of what is shipped.
  productionBrowserSourceMaps: true,
  experimental: { serverSourceMaps: true },
  poweredByHeader: false,
  reactStrictMode: true,
  headers: () => Promise.resolve([{ source: '/:path*', headers: fixedSecurityHeaders }]),
};

export default config;
