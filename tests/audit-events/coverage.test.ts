// Nothing can be done that the catalogue does not know: every route, command and step says what it leaves in the log.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type AuditAppender, auditActions, auditCatalogue } from '@reseal/store'
import { describe, expect, test } from 'vitest'
import { commandRegistry } from '../../packages/cli/src/commands/registry.ts'
import { auditFields } from '../../packages/store/src/logs/audit-fields.ts'
import { createApp } from '../../packages/viewer/src/app.ts'
import type { ViewerDeps } from '../../packages/viewer/src/deps.ts'
import { purposes } from '../../packages/viewer/src/replays/purpose.ts'
import { viewerRoutes } from '../../packages/viewer/src/routes.ts'
import { type Coverage, commandCoverage, routeCoverage, stepCoverage } from './coverage.ts'
import { coveredBy, describeEvents } from './describe-events.ts'

const sorted = (names: Iterable<string>): string[] => [...names].sort()
const read = (path: string): Promise<string> => readFile(join(import.meta.dirname, '../..', path), 'utf8')

describe('the table of what is audited', () => {
  test('has every route that the viewer’s app answers, and no other', () => {
    const app = createApp({ replayOrigin: 'http://localhost:1' } as ViewerDeps)
    const answered = app.routes.filter(({ method }) => method !== 'ALL')
    const names = new Set(answered.map(({ method, path }) => `${method.toLowerCase()} ${path}`))
    expect(sorted(Object.keys(routeCoverage))).toEqual(sorted(names))
  })

  test('says of a route what the route itself declares', () => {
    for (const { method, path, audit } of viewerRoutes) {
      const covered = routeCoverage[`${method} ${path}`]
      if (audit === 'none') expect(covered, path).toBeTypeOf('string')
      else expect(covered, path).toContain(audit)
    }
  })

  test('has every command, and no other', () => {
    expect(sorted(Object.keys(commandCoverage))).toEqual(sorted(commandRegistry.map(({ name }) => name)))
  })

  test('has every step of the worker, and no other', async () => {
    const [, union = ''] =
      /export type StepName =([^/]*)/u.exec(await read('packages/worker/src/steps.ts')) ?? []
    const names = [...union.matchAll(/'([a-z0-9-]+)'/gu)].map(([, name = '']) => name)
    expect(names.length).toBeGreaterThan(5)
    expect(sorted(Object.keys(stepCoverage))).toEqual(sorted(names))
  })

  test('gives a reason where there is no event', () => {
    for (const covered of [routeCoverage, commandCoverage, stepCoverage].flatMap((table) =>
      Object.values(table),
    ))
      expect(covered.length).toBeGreaterThan(typeof covered === 'string' ? 10 : 0)
  })

  test('knows where each action of the catalogue comes from', () => {
    // What happens beside any route: a session that is over, a request that is nobody's, settings at start.
    const beside: Readonly<Record<AuditAppender, readonly string[]>> = {
      viewer: ['access.denied', 'configuration.change'],
      command: [],
      worker: ['configuration.change'],
    }
    const tables: Readonly<Record<AuditAppender, Readonly<Record<string, Coverage>>>> = {
      viewer: routeCoverage,
      command: commandCoverage,
      worker: stepCoverage,
    }
    for (const part of ['viewer', 'command', 'worker'] as const) {
      const catalogued = auditActions.filter((action) => auditCatalogue[action].by.includes(part))
      expect(sorted(new Set([...coveredBy(tables[part]), ...beside[part]])), part).toEqual(sorted(catalogued))
    }
  })
})

describe('docs/audit-events.md', () => {
  test('is what the catalogue says', async () => {
    // Out of date? Run `node tests/audit-events/write-document.ts`.
    expect(await read('docs/audit-events.md')).toBe(describeEvents())
  })
})

test('the catalogue knows the purposes of use that people choose from', () => {
  const { format } = auditFields['purpose']
  expect(format.kind === 'word' ? sorted(format.words) : []).toEqual(
    sorted([...purposes, 'withdrawal', 'redaction', 'officer', 'retention']),
  )
})
