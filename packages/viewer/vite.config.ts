// Builds the web app into dist/web; replay-frame/vite.config.ts builds what the replay origin serves.
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: join(import.meta.dirname, 'web'),
  plugins: [react()],
  build: {
    outDir: join(import.meta.dirname, 'dist/web'),
    emptyOutDir: true,
    target: 'es2023',
    // The content security policy takes no data: URL for fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
