// Builds dist/reseal.inspector.js, which `Reseal.inspect()` of the script-tag recorder loads from beside itself.
import { defineConfig } from 'vite'

export default defineConfig({
  build: {
    lib: {
      entry: 'src/inspector/start-inspector.ts',
      formats: ['es'],
      fileName: () => 'reseal.inspector.js',
    },
    outDir: 'dist',
    // tsc's output and the recorder lie in the same folder.
    emptyOutDir: false,
    target: 'es2022',
    minify: true,
    sourcemap: false,
    copyPublicDir: false,
  },
  logLevel: 'warn',
})
