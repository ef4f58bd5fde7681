// Builds dist/rrweb-record.js, which the ES module imports as `#rrweb-record`: rrweb's record, trimmed by the same rules as
// in the script-tag recorder. Readable, with its own names: whoever bundles the ES module minifies all of it at once.
import { defineConfig } from 'vite'
import { silenceRrweb } from './silence-rrweb.ts'
import { trimmedRrweb } from './trim-rrweb.ts'

// Kept by minifiers. The licence itself is in THIRD-PARTY-NOTICES.md.
const notice = `/*! @rrweb/record 2.1.6, changed. MIT License, Copyright (c) 2018 Contributors
(https://github.com/rrweb-io/rrweb/graphs/contributors) and SmartX Inc. */`

export default defineConfig({
  plugins: [trimmedRrweb(), silenceRrweb()],
  build: {
    lib: { entry: 'rrweb/record.ts', formats: ['es'], fileName: () => 'rrweb-record.js' },
    outDir: 'dist',
    // tsc's output lives in the same folder.
    emptyOutDir: false,
    target: 'es2022',
    minify: false,
    rolldownOptions: { output: { banner: notice } },
    copyPublicDir: false,
  },
  logLevel: 'warn',
})
