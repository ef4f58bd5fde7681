// Entry of the ES module.
import { init } from './boot/init.ts'

export type { ConsentMode, RecorderOptions } from './boot/config.ts'
export { init, type Recorder } from './boot/init.ts'
export type { ConsentGrant } from './domain/consent.ts'
export { RecorderError, type RecorderErrorCode } from './recorder-error.ts'

/** The recorder under the name it has as a script tag's global. */
export const Reseal: { readonly init: typeof init } = { init }
