// With which detectors and thresholds a stream was scanned: after a change those scanned before are scanned again. Made by
// `node packages/worker/scripts/write-sentinel-version.mjs`; a test says when it is out of date.

/** SHA-256 (hex) over the sources of the sentinel and of the full detectors. */
export const sentinelVersion = '09c626a8f8aaea0d2a29463e6785a7759b41aaa273a7ef6e696d4ae02a03b9be'
