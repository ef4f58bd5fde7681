// Entry of the chunk `reseal.signals.js`: what is watched once the page has started.
export { createLateTrackers } from './late-trackers.ts'
