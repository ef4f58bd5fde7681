// rrweb's record as it is shipped: the published module, trimmed to the options that observer-options.ts gives it and to
// what the redactor lets through, with the holes closed that docs/decisions/0007 lists. Rules over its text, each of which
// has to match; the digest holds for all of it, so that another version fails the build until the rules are looked at.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Plugin } from 'vite'
import { closeHoles } from './rrweb/close-holes.ts'
import { foldOptions } from './rrweb/fold-options.ts'
import { modernize } from './rrweb/modernize.ts'
import { quickenSnapshot } from './rrweb/quicken-snapshot.ts'

const recordModule = '/@rrweb/record/dist/record.js'
const digestOfVersion216 = 'e8d33f050806e45c14f80595fa132f015128c0beb29e3cd204a89f6615ae6aa1'

/** The text of @rrweb/record 2.1.6 as it is bundled. */
function trimRrweb(code: string): string {
  const digest = createHash('sha256').update(code).digest('hex')
  if (digest !== digestOfVersion216)
    throw new Error('rrweb is another version: look at the rules that trim it')
  return quickenSnapshot(modernize(closeHoles(foldOptions(code))))
}

/** A Vite plugin that trims rrweb's record wherever it is bundled, and makes `#rrweb-record` of the sources that. */
export function trimmedRrweb(): Plugin {
  return {
    name: 'reseal-trimmed-rrweb',
    enforce: 'pre',
    async resolveId(id, importer) {
      return id === '#rrweb-record' ? await this.resolve('@rrweb/record', importer) : undefined
    },
    async load(id) {
      const [path = ''] = id.split('?')
      return path.endsWith(recordModule) ? trimRrweb(await readFile(path, 'utf8')) : undefined
    },
  }
}
