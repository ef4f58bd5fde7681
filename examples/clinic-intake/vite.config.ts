// Builds the example into dist/, which server.mjs serves.
import { resealManifest } from '@reseal/build/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [resealManifest(), react()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, sourcemap: 'hidden' },
})
