// The time of what is recorded. The device's clock may be set back while a page is open: a recording goes on from where
// it was.

/** Milliseconds since the Unix epoch that never run backwards. */
export interface Clock {
  now(): number
  /** What a time of the device's clock, read just now, is on this clock. */
  at(deviceMs: number): number
}

/**
 * Builds a clock on the device's (`deviceNow`) and on one that nobody sets (`elapsed`). A jump ahead is taken as time that
 * passed: a device that slept looks the same.
 */
export function createClock(
  deviceNow: () => number = Date.now,
  elapsed: () => number = () => performance.now(),
): Clock {
  let lastDeviceMs = deviceNow()
  let lastElapsedMs = elapsed()
  let correctionMs = 0

  function correct(): number {
    const deviceMs = deviceNow()
    const elapsedMs = elapsed()
    if (deviceMs < lastDeviceMs) {
      correctionMs += Math.round(lastDeviceMs + elapsedMs - lastElapsedMs - deviceMs)
    }
    lastDeviceMs = deviceMs
    lastElapsedMs = elapsedMs
    return deviceMs
  }

  return {
    now: () => correct() + correctionMs,
    at(deviceMs) {
      correct()
      return deviceMs + correctionMs
    },
  }
}
