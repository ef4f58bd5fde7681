// What dist/rrweb-record.js exports, which vite.module.config.ts makes: rrweb's record, trimmed (decision 0007).
export { record } from '@rrweb/record'
