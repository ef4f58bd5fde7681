// Builds dist/reseal.iife.js, the script-tag recorder: one minified file, global `Reseal`.
import { defineConfig } from 'vite'
import { leaveOutUnused } from './leave-out-unused.ts'
import { silenceRrweb } from './silence-rrweb.ts'

export default defineConfig({
  plugins: [leaveOutUnused(), silenceRrweb()],
  build: {
    lib: { entry: 'src/script-tag.ts', formats: ['iife'], name: 'Reseal', fileName: () => 'reseal.iife.js' },
    outDir: 'dist',
    // tsc's output lives in the same folder.
    emptyOutDir: false,
    target: 'es2022',
    // 3 % smaller after gzip than what vite's own minifier makes of it.
    minify: 'terser',
    terserOptions: { ecma: 2020, compress: { passes: 3 } },
    sourcemap: false,
    copyPublicDir: false,
  },
  logLevel: 'warn',
})
