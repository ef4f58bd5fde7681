// What a manifest says of where a module comes from.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createModuleOrigin } from './module-origin.ts'

let workspace: string

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'reseal-origin-'))
  await mkdir(join(workspace, 'kit/src'), { recursive: true })
  await writeFile(join(workspace, 'kit/package.json'), '{ "name": "@clinic/kit" }')
  await writeFile(join(workspace, 'kit/src/package.json'), '{ "type": "module" }')
})

afterAll(() => rm(workspace, { recursive: true }))

it.each([
  ['a file of the app by its path', 'app/src/intake.tsx', 'src/intake.tsx'],
  ['a dependency by its name', 'app/node_modules/cards/dist/index.js', 'cards'],
  ['a dependency of a dependency', 'node_modules/cards/node_modules/@clinic/icons/a.js', '@clinic/icons'],
  ['a package beside the app by its name', 'kit/src/button.tsx', '@clinic/kit'],
])('names %s', (_, path, from) => {
  const originOf = createModuleOrigin(join(workspace, 'app'))
  expect(originOf(join(workspace, path))).toBe(from)
})

it('names a file beside the app by its path where no package holds it', () => {
  expect(createModuleOrigin('/nowhere/app')('/nowhere/shared/a.tsx')).toBe('../shared/a.tsx')
})
