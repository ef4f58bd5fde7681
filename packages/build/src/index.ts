// Entry of @reseal/build: what stands in templates, and the manifest it is reviewed in. Bundlers have entries of their own.
export { BuildError, type BuildErrorCode } from './build-error.ts'
export { type CollectOptions, collectTexts } from './collect/collect-texts.ts'
export type { CollectedText } from './collected-text.ts'
export { judgeText, type TextContext } from './judge/judge-text.ts'
export { checkManifest, type ManifestCheck } from './manifest/check-manifest.ts'
export { diffManifests, type ManifestChange, type ManifestDiff } from './manifest/diff-manifests.ts'
export { formatManifest } from './manifest/format-manifest.ts'
export {
  type Decision,
  emptyManifest,
  type Manifest,
  type ManifestEntry,
  reasonKind,
} from './manifest/manifest.ts'
export { ManifestError, type ManifestErrorCode } from './manifest/manifest-error.ts'
export { allowedTexts, type MergeOptions, mergeManifest } from './manifest/merge-manifest.ts'
export { parseManifest } from './manifest/parse-manifest.ts'
