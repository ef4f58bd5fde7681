// Builds dist/rrweb-record.js and dist/web-vitals.js, which the ES module imports as `#rrweb-record` and `#web-vitals`: made
// by the same rules as in the script-tag recorder. rrweb is readable, with its own names: whoever bundles the ES module minifies all of it at once.
import { defineConfig } from 'vite'
import { scopedWebVitals } from './scope-web-vitals.ts'
import { silenceRrweb } from './silence-rrweb.ts'
import { trimmedRrweb } from './trim-rrweb.ts'

// Kept by minifiers. The licence itself is in THIRD-PARTY-NOTICES.md.
const notices: Readonly<Record<string, string>> = {
  'rrweb-record': `/*! @rrweb/record 2.1.6, changed. MIT License, Copyright (c) 2018 Contributors
(https://github.com/rrweb-io/rrweb/graphs/contributors) and SmartX Inc. */`,
  'web-vitals': `/*! web-vitals 6.2.3, inside a function of Reseal. Apache License, Version 2.0, Copyright Google LLC */`,
}

export default defineConfig({
  plugins: [trimmedRrweb(), silenceRrweb(), scopedWebVitals()],
  build: {
    lib: {
      entry: { 'rrweb-record': 'rrweb/record.ts', 'web-vitals': 'web-vitals/scoped.ts' },
      formats: ['es'],
      fileName: (_format, name) => `${name}.js`,
    },
    outDir: 'dist',
    // tsc's output lives in the same folder.
    emptyOutDir: false,
    target: 'es2022',
    minify: false,
    rolldownOptions: { output: { banner: ({ name }) => notices[name] ?? '' } },
    copyPublicDir: false,
  },
  logLevel: 'warn',
})
