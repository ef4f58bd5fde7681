// The Vite plugin: reads modules as they are written, and gives the page the set of what its own release holds (issue 5, Build 1 to 3).
import { relative, resolve, sep } from 'node:path'
import MagicString from 'magic-string'
import { createFilter, normalizePath, type Plugin } from 'vite'
import { createReleaseTexts, type Release, type ReleaseTexts } from '../release/release-texts.ts'
import { outdatedWarning, summarise } from '../release/summary.ts'
import { parseOptions, type ResealManifestOptions } from './options.ts'

const virtualId = 'virtual:reseal/manifest'
const resolvedId = `\0${virtualId}`
const assetName = 'reseal.manifest.txt'
// Stands in the code until all modules are known. It is replaced before Rolldown hashes the chunks, so that file names follow the set.
const placeholder = '__RESEAL_STATIC_TEXTS_5b0e4c1d9f72__'
// Not JSON: a message catalogue is opted in, and need not be a module.
const sources = /\.(?:[cm]?[jt]s|[jt]sx|vue|html?)(?:\?|$)/
// Files that come in as something else than a module's code, and what Vue's plugin cuts a component into.
const otherQueries = /[?&](?:raw|url|inline|no-inline|worker|sharedworker|vue)(?:[&=]|$)/

/**
 * Collects the text that stands literally in the app's templates, keeps `reseal.manifest.json`, and gives the app the set of what the
 * file allows and this build holds, as `manifest` of `virtual:reseal/manifest`.
 *
 * @throws BuildError `bad_option`
 */
export function resealManifest(options: ResealManifestOptions = {}): Plugin {
  const parsed = parseOptions(options, process.env)
  let isIncluded: (path: string) => boolean
  let texts: ReleaseTexts
  let manifestPath: string
  let file: string
  let isBuild: boolean
  let release: Release | undefined

  return {
    name: 'reseal-manifest',
    enforce: 'pre',

    configResolved(config) {
      manifestPath = resolve(config.root, parsed.manifest)
      file = relative(config.root, manifestPath).split(sep).join('/')
      isBuild = config.command === 'build'
      isIncluded = createFilter([...parsed.include], [...parsed.exclude], { resolve: config.root })
      texts = createReleaseTexts({ ...parsed, root: config.root, manifestPath })
    },

    configureServer({ watcher }) {
      watcher.add(manifestPath)
    },

    resolveId: {
      filter: { id: /^virtual:reseal\/manifest$/ },
      handler: () => resolvedId,
    },

    load: {
      // oxlint-disable-next-line eslint/no-control-regex -- Rolldown's mark of a virtual module.
      filter: { id: /^\0virtual:reseal\/manifest$/ },
      handler() {
        if (this.environment.config.consumer !== 'client' || !isBuild) return moduleOf(texts.encodeFile())
        if (this.meta.watchMode) this.addWatchFile(manifestPath)
        return moduleOf(placeholder)
      },
    },

    transform: {
      order: 'pre',
      filter: { id: { include: sources, exclude: otherQueries } },
      handler(code, id) {
        if (!isBuild || this.environment.config.consumer !== 'client') return
        const [path = ''] = id.split('?', 1)
        if (path.startsWith('\0') || !isIncluded(path)) return
        if (texts.addModule(path, code) === 'unreadable' && !path.includes('/node_modules/')) {
          this.warn('reseal: a module could not be parsed, its text stays masked')
        }
      },
    },

    renderStart() {
      if (this.environment.config.consumer === 'client') release = undefined
    },

    renderChunk(code, _chunk, _options, { chunks }) {
      if (this.environment.config.consumer !== 'client') return
      release ??= texts.release(presentIn(Object.values(chunks)))
      if (!code.includes(placeholder)) return
      const replaced = new MagicString(code).replaceAll(placeholder, release.encoded)
      return { code: replaced.toString(), map: replaced.generateMap({ hires: 'boundary' }) }
    },

    generateBundle() {
      if (release === undefined || this.environment.config.consumer !== 'client') return
      if (parsed.emit) this.emitFile({ type: 'asset', fileName: assetName, source: release.encoded })
      const isChanged = texts.keep(release, { canWrite: parsed.update })
      const lines = summarise(release.manifest, { file, isChanged, canWrite: parsed.update })
      for (const line of lines) this.environment.logger.info(line)
      if (isChanged && !parsed.update) this.warn(outdatedWarning(file))
    },

    hotUpdate({ file: changed }) {
      if (normalizePath(changed) !== normalizePath(manifestPath)) return
      // Nothing accepts the module, so that the page reloads: a stream keeps one set for all its life.
      const module = this.environment.moduleGraph.getModuleById(resolvedId)
      return module === undefined ? [] : [module]
    },
  }
}

function moduleOf(encoded: string): string {
  return `export const manifest = ${JSON.stringify(encoded)}\n`
}

interface RenderedChunk {
  readonly modules: Readonly<Record<string, { readonly renderedLength: number }>>
}

// What tree shaking left nothing of is in no page. HTML itself becomes no code.
function presentIn(chunks: readonly RenderedChunk[]): (path: string) => boolean {
  const rendered = new Set<string>()
  for (const { modules } of chunks) {
    for (const [id, { renderedLength }] of Object.entries(modules)) {
      if (renderedLength > 0) rendered.add(id.split('?', 1)[0] ?? id)
    }
  }
  return (path) => /\.html?$/.test(path) || rendered.has(path)
}
