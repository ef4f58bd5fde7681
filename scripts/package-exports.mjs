// Checks what each package would publish: exports that resolve (publint) and types that match (are the types wrong).
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { highestStatus, program, root, runQuietly } from './steps.mjs'

async function checkPackage(name) {
  const folder = join(root, 'packages', name)
  if (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).private) return 0
  const published = await runQuietly(program('publint'), ['--strict', folder])
  if (published !== 0) return published
  return runQuietly(program('attw'), ['--pack', folder, '--profile', 'esm-only'])
}

/** Resolves with 0 when every public package passes. */
export const checkPackageExports = () => highestStatus(readdirSync(join(root, 'packages')), checkPackage)
