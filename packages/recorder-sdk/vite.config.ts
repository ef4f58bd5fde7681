// Builds dist/reseal.iife.js, the script-tag recorder: one minified file, global `Reseal`; beside it its chunks.
import { defineConfig } from 'vite'
import { chunksBeside } from './chunks.ts'
import { leaveOutUnused } from './leave-out-unused.ts'
import { scriptBuild } from './script-build.ts'
import { silenceRrweb } from './silence-rrweb.ts'

export default defineConfig({
  plugins: [chunksBeside(), leaveOutUnused(), silenceRrweb()],
  build: scriptBuild('src/script-tag.ts', 'reseal.iife.js', 'Reseal'),
  logLevel: 'warn',
})
