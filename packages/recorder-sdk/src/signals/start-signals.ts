// Entry of the chunk `reseal.signals.js`: what is watched once the page has started, and what few recordings need.

export { readValues } from '../capture/read-network-values.ts'
export { createLateTrackers } from './late-trackers.ts'
