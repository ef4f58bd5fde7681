// The viewer's server: what the command line starts, and the types of the API's JSON.
export type * from './api-types.ts'
export type { ViewerConfig, ViewerConfigInput } from './config.ts'
export { parseViewerConfig } from './config.ts'
export type { DenyReason, ViewerErrorCode } from './viewer-error.ts'
export { ViewerError } from './viewer-error.ts'
