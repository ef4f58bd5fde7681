// With which detectors and thresholds a stream was scanned: after a change those scanned before are scanned again. Made by
// `node packages/worker/scripts/write-sentinel-version.mjs`; a test says when it is out of date.

/** SHA-256 (hex) over the sources of the sentinel and of the full detectors. */
export const sentinelVersion = '5c1a67593f51b9d6ad25bd6993a89866b685640e490ddab108fe847da4cc832f'
