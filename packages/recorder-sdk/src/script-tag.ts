// Entry of dist/reseal.iife.js: its exports are what the global `Reseal` holds.
export { init } from './boot/init.ts'
