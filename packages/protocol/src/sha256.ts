// Synchronous SHA-256 by the platform's best implementation, chosen by the package's `imports` conditions.
export { sha256 } from '#sha256'
