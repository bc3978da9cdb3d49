import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const config: NextConfig = {
  agentRules: false,
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // CI checks the types of everything; who starts the program should not wait for that.
  typescript: { ignoreBuildErrors: true },
  // A checkout may lie inside another project; its lock file is no business of ours.
  turbopack: { root: fileURLToPath(new URL('.', import.meta.url)) },
  // Images are drawn as SVG or not at all: no optimizer, no route of it.
  images: { unoptimized: true },
};

export default config;
