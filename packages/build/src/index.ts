// Entry of @reseal/build: what stands in templates, and the manifest it is reviewed in. Bundlers have entries of their own.
export { BuildError, type BuildErrorCode } from './build-error.ts'
export type { CollectedText } from './collected-text.ts'
