import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = 'http://localhost:5000';

export default defineConfig({
  plugins: [react()],
  build: {
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // The page is served with default-src 'self': nothing may be inlined as data: URL or script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  worker: { format: 'es' },
  server: {
    proxy: {
      '/api': server,
      '/auth': server,
      '/users': server,
      '/admin': server,
      '/settings': server,
      '/hubs': { target: server, ws: true },
      '/ws': { target: server, ws: true },
    },
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    environment: 'node',
    pool: 'threads',
    // Every test puts back what it replaced, so that the files can share a worker.
    isolate: false,
    restoreMocks: true,
  },
});
