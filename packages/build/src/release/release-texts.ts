// The static texts of one release: what its modules hold, merged into the manifest file, and the set for the page (issue 5, Build 1, 2).
import { readFileSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import { encodeStaticTexts } from '@reseal/redaction-rules/static-texts'
import { globSync } from 'tinyglobby'
import { BuildError } from '../build-error.ts'
import { collectTexts } from '../collect/collect-texts.ts'
import type { CollectedText } from '../collected-text.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { allowedTexts, mergeManifest } from '../manifest/merge-manifest.ts'
import { readManifestFile, writeManifestFile } from './manifest-file.ts'
import { createModuleOrigin } from './module-origin.ts'

/** What a bundler's plugin knows of the app. */
export interface ReleaseTextsOptions {
  /** The app's root: an absolute path. */
  readonly root: string
  /** The manifest file: an absolute path. */
  readonly manifestPath: string
  readonly newTexts: 'pending' | 'allow'
  /** Globs of message catalogues, relative to the root. */
  readonly catalogues: readonly string[]
}

/** A release's manifest. */
export interface Release {
  readonly manifest: Manifest
  /** The static-text set of the texts that are allowed and in this release. */
  readonly encoded: string
  /** As the file was when the release was made. */
  readonly before: Manifest
}

/** The static texts of an app while it is built. Knows nothing of any bundler. */
export interface ReleaseTexts {
  /**
   * Collects the texts of a module; of a module that is seen again, the new ones. Says `unreadable` where it could not be parsed.
   *
   * @throws BuildError `vue_missing`
   */
  addModule(path: string, source: string): 'read' | 'unreadable'
  /**
   * The release that is made of these modules: what was collected from others is in no page.
   *
   * @throws BuildError `bad_catalogue`, `manifest_unavailable`
   * @throws ManifestError
   */
  release(isPresent: (path: string) => boolean): Release
  /**
   * Writes the manifest file where the release changes it. Says whether it does, written or not.
   *
   * @throws BuildError `manifest_unavailable`
   */
  keep(release: Release, options: { readonly canWrite: boolean }): boolean
  /**
   * The set of everything that the file allows: in development nobody knows which modules there will be.
   *
   * @throws BuildError `manifest_unavailable`
   * @throws ManifestError
   */
  encodeFile(): string
}

/** Collects static texts for one app. Touches the manifest file only when asked. */
export function createReleaseTexts(options: ReleaseTextsOptions): ReleaseTexts {
  const { root, manifestPath, newTexts, catalogues } = options
  const originOf = createModuleOrigin(root)
  const textsByModule = new Map<string, readonly CollectedText[]>()

  return {
    addModule(path, source) {
      const from = originOf(path)
      try {
        const file = relative(root, path).split(sep).join('/')
        const texts = collectTexts(source, { file })
        textsByModule.set(
          path,
          texts.map((text) => ({ ...text, from })),
        )
        return 'read'
      } catch (error) {
        textsByModule.delete(path)
        if (error instanceof BuildError && error.code === 'unreadable_source') return 'unreadable'
        throw error
      }
    },

    release(isPresent) {
      const before = readManifestFile(manifestPath)
      const modules = [...textsByModule].filter(([path]) => isPresent(path)).flatMap(([, texts]) => texts)
      const collected = [...modules, ...textsOfCatalogues(root, catalogues)]
      const manifest = mergeManifest(before, collected, { newTexts })
      const present = collected.map(({ text }) => text)
      return { manifest, before, encoded: encodeStaticTexts(allowedTexts(manifest, present)) }
    },

    keep({ manifest, before }, { canWrite }) {
      return writeManifestFile(manifestPath, manifest, { before, canWrite })
    },

    encodeFile() {
      const { texts } = readManifestFile(manifestPath)
      return encodeStaticTexts(texts.filter(({ decision }) => decision === 'allow').map(({ text }) => text))
    },
  }
}

function textsOfCatalogues(root: string, globs: readonly string[]): CollectedText[] {
  if (globs.length === 0) return []
  const files = globSync([...globs], { cwd: root, ignore: ['**/node_modules/**'] }).sort()
  return files.flatMap((file) => {
    if (!file.endsWith('.json'))
      throw new BuildError('bad_catalogue', 'a message catalogue is a .json file', { file })
    return collectTexts(readFileSync(resolve(root, file), 'utf8'), { file })
  })
}
