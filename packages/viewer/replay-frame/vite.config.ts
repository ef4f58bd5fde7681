// Builds the replay frame into dist/replay-frame, served on an origin of its own (design.md §8).
import { join } from 'node:path'
import { defineConfig } from 'vite'
import { trimmedReplay } from './trim-replay.ts'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [trimmedReplay()],
  build: {
    outDir: join(import.meta.dirname, '../dist/replay-frame'),
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
