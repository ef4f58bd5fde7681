// Entry of dist/rrweb-record.js.
export { record } from '@rrweb/record'
