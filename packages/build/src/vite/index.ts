// Entry of @reseal/build/vite.
export type { ResealManifestOptions } from './options.ts'
export { resealManifest } from './reseal-manifest.ts'
