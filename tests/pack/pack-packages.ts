// Packs packages as they would be published, with all that they depend on taken from the installed node_modules, so that
// an app can install them without a registry.
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

interface Manifest {
  readonly name: string
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
}

interface Installed {
  readonly folder: string
  readonly manifest: Manifest
}

// As Node looks for it from inside `from`. Packages of this repository are links, which are followed by the file system.
function findPackage(name: string, from: string): Installed {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name)
    const file = join(folder, 'package.json')
    if (existsSync(file)) return { folder, manifest: JSON.parse(readFileSync(file, 'utf8')) as Manifest }
    if (at === dirname(at)) throw new Error(`${name} is not installed`)
  }
}

function closureOf(names: readonly string[], from: string): readonly Installed[] {
  const found = new Map<string, Installed>()
  const visit = (name: string, at: string): void => {
    const installed = findPackage(name, at)
    if (found.has(name)) return
    found.set(name, installed)
    for (const each of Object.keys(installed.manifest.dependencies ?? {})) visit(each, installed.folder)
  }
  for (const name of names) visit(name, from)
  return Array.from(found.values())
}

/** Packs `names` and what they depend on into `folder`; gives the dependencies of an app that has them all, as tarballs. */
export async function packPackages(
  names: readonly string[],
  from: string,
  folder: string,
): Promise<Readonly<Record<string, string>>> {
  const packages = closureOf(names, from)
  const folders = packages.map((each) => each.folder)
  const { stdout } = await run(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, ...folders],
    { cwd: folder, maxBuffer: 1 << 26 },
  )
  const packed = JSON.parse(stdout) as readonly { readonly name: string; readonly filename: string }[]
  return Object.fromEntries(packed.map(({ name, filename }) => [name, `file:${join(folder, filename)}`]))
}
