// Placeholder until the embedded cluster of the test run is wired.
export function setup(): void {}
