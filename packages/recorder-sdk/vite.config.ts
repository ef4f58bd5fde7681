// Builds dist/reseal.iife.js, the script-tag recorder: one minified file, global `Reseal`; beside it its chunks.
import { defineConfig } from 'vite'
import { chunksBeside } from './chunks.ts'
import { checkInternalNames, internalNames } from './internal-names.ts'
import { scriptBuild } from './script-build.ts'
import { silenceRrweb } from './silence-rrweb.ts'
import { trimmedRrweb } from './trim-rrweb.ts'

export default defineConfig({
  plugins: [chunksBeside(), trimmedRrweb(), silenceRrweb(), checkInternalNames()],
  build: scriptBuild('src/script-tag.ts', 'reseal.iife.js', { name: 'Reseal', shorten: internalNames }),
  logLevel: 'warn',
})
