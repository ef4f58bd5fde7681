import { expect, test } from 'vitest'
import { parseConfig } from './config.ts'
import { IngestError } from './errors.ts'

const complete = {
  RESEAL_INGEST_DATABASE_URL: 'postgresql://reseal_ingest:secret-word@127.0.0.1/reseal',
  RESEAL_OBJECTS_DIR: '/var/lib/reseal/objects',
  RESEAL_RECEIPT_KEY_FILE: '/etc/reseal/receipt.json',
}

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    parseConfig(environment)
  } catch (error) {
    if (error instanceof IngestError && error.code === 'bad_configuration') return error.problems
    throw error
  }
  throw new Error('accepted')
}

test('reads a folder configuration with defaults and freezes it', () => {
  const config = parseConfig(complete)
  expect(config.objects).toEqual({ kind: 'folder', root: '/var/lib/reseal/objects' })
  expect(config.trustedProxyHops).toBe(0)
  expect(Object.isFrozen(config) && Object.isFrozen(config.limits)).toBe(true)
})

test('reads a bucket configuration', () => {
  const { RESEAL_OBJECTS_DIR: _, ...rest } = complete
  const config = parseConfig({ ...rest, RESEAL_S3_BUCKET: 'batches', RESEAL_S3_FORCE_PATH_STYLE: 'true' })
  expect(config.objects).toMatchObject({ kind: 's3', bucket: 'batches', forcePathStyle: true })
})

test('names each variable that is wrong and never its value', () => {
  const problems = problemsOf({
    ...complete,
    RESEAL_INGEST_PORT: '99999',
    RESEAL_INGEST_DATABASE_URL: 'secret-word',
  })
  expect(problems.map((problem) => problem.split(':')[0])).toEqual([
    'RESEAL_INGEST_PORT',
    'RESEAL_INGEST_DATABASE_URL',
  ])
  expect(problems.join('\n')).not.toContain('secret-word')
  expect(problems.join('\n')).not.toContain('99999')
})

test('refuses both or neither place for batches', () => {
  expect(problemsOf({ ...complete, RESEAL_S3_BUCKET: 'batches' })).toHaveLength(1)
  const { RESEAL_OBJECTS_DIR: _, ...rest } = complete
  expect(problemsOf(rest)).toHaveLength(1)
})
