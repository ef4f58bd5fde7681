// What a release's manifest of static texts adds and takes away (docs/provenance.md): texts of the app's own source code, that a
// recording shows where they stand in its templates.
import type { ReleaseManifest } from '@reseal/store'
import { recordEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { ViewerError } from '../viewer-error.ts'
import type { Reader } from './rules.service.ts'
import type { ManifestChangesReply } from './rules-api.ts'

const shownTexts = 500

/**
 * Compares the newest manifest of a release with that of the release published before it.
 * @throws ViewerError `not_found`, `rules_unreadable`
 */
export async function manifestChanges(
  deps: ViewerDeps,
  reader: Reader,
  asked: { readonly app: string; readonly release: string; readonly search?: string },
): Promise<ManifestChangesReply> {
  const { app, release, search = '' } = asked
  await recordEvent(deps, { action: 'rules.view', outcome: 'success', ...reader })
  const manifests = await deps.releaseManifests.list(app)
  const at = manifests.findIndex((manifest) => manifest.release === release)
  const before = at < 0 ? undefined : manifests.slice(at + 1).find(isOther(release))
  const [texts, earlier] = await Promise.all([
    textsOf(deps, app, release),
    before === undefined ? undefined : textsOf(deps, app, before.release),
  ])
  if (texts === undefined) throw new ViewerError('not_found')
  const known = earlier ?? new Set<string>()
  const added = [...texts].filter((text) => !known.has(text))
  const removed = [...known].filter((text) => !texts.has(text))
  const wanted = search.toLocaleLowerCase('en')
  const found = (list: readonly string[]): string[] =>
    list.filter((text) => text.toLocaleLowerCase('en').includes(wanted)).slice(0, shownTexts)
  return {
    release,
    ...(before === undefined ? {} : { comparedTo: before.release }),
    addedCount: added.length,
    removedCount: removed.length,
    added: found(added),
    removed: found(removed),
  }
}

function isOther(release: string): (manifest: ReleaseManifest) => boolean {
  return (manifest) => manifest.release !== release
}

async function textsOf(
  deps: ViewerDeps,
  app: string,
  release: string,
): Promise<ReadonlySet<string> | undefined> {
  const body = await deps.releaseManifests.findBody(app, release)
  if (body === undefined) return undefined
  try {
    const { texts } = JSON.parse(Buffer.from(body).toString('utf8')) as { texts?: unknown }
    const entries: readonly unknown[] = Array.isArray(texts) ? texts : []
    return new Set(entries.flatMap(allowedText))
  } catch (cause) {
    throw new ViewerError('rules_unreadable', { cause })
  }
}

function allowedText(entry: unknown): string[] {
  if (typeof entry === 'string') return [entry]
  const { text, decision } = (entry ?? {}) as { readonly text?: unknown; readonly decision?: unknown }
  return typeof text === 'string' && decision === 'allow' ? [text] : []
}
