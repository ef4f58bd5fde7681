// Checks what each package would publish: exports that resolve (publint) and types that match (are the types wrong).
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { program, root, runQuietly } from './steps.mjs'

/** Resolves with 0 when every public package passes. */
export async function checkPackageExports() {
  for (const name of readdirSync(join(root, 'packages'))) {
    const folder = join(root, 'packages', name)
    if (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).private) continue
    const published = await runQuietly(program('publint'), ['--strict', folder])
    if (published !== 0) return published
    const typed = await runQuietly(program('attw'), ['--pack', folder, '--profile', 'esm-only'])
    if (typed !== 0) return typed
  }
  return 0
}
