// One place for all settings: what it takes, and what it says of what it does not take.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultLimits } from '@reseal/ingest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CliError } from '../cli-error.ts'
import { describeConfiguration } from '../evidence/describe-configuration.ts'
import { findProblems } from './check-settings.ts'
import { loadConfig } from './config.ts'
import { createDeployment } from './create-deployment.ts'
import { knownVariables, limitSettings, settings, unknownVariables } from './settings.ts'
import { hashSettings } from './watch-settings.ts'

let data: string
let original: string
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-config-'))
  data = join(folder, 'data')
  const ports = { ingest: 1, viewer: 2, replay: 3, postgres: 4 }
  await createDeployment({ data, host: '127.0.0.1', ports, externalDatabase: false })
  original = await readFile(join(data, 'config.json'), 'utf8')
})
afterAll(() => rm(join(data, '..'), { recursive: true, force: true }))

/** The lines that a load is refused with. */
function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(data, env)
  } catch (error) {
    if (error instanceof CliError && error.code === 'invalid_configuration') {
      return error.advice
        .split('\n')
        .slice(1)
        .map((line) => line.trim())
    }
    throw error
  }
  throw new Error('accepted')
}

async function withFile<T>(change: Record<string, unknown>, work: () => T): Promise<T> {
  await writeFile(join(data, 'config.json'), JSON.stringify({ ...JSON.parse(original), ...change }))
  try {
    return work()
  } finally {
    await writeFile(join(data, 'config.json'), original)
  }
}

describe('settings', () => {
  test('of the environment win over the file, and the result is frozen', () => {
    const config = loadConfig(data, {
      RESEAL_INGEST_PORT: '8080',
      RESEAL_VIEWER_ORIGIN: 'https://viewer.example',
      RESEAL_S3_BUCKET: 'batches',
      RESEAL_S3_FORCE_PATH_STYLE: 'false',
      RESEAL_OPERATOR_HOST: '0.0.0.0',
      RESEAL_WORKER_OPERATOR_PORT: '9000',
    })
    expect(config.ingest.port).toBe(8080)
    expect(config.viewer).toEqual({ port: 2, publicOrigin: 'https://viewer.example' })
    expect(config.objects).toEqual({ kind: 's3', bucket: 'batches', forcePathStyle: false })
    expect(config.operator).toMatchObject({ host: '0.0.0.0', worker: 9000 })
    expect(Object.isFrozen(config) && Object.isFrozen(config.limits)).toBe(true)
  })

  test('have limits as by default unless one is given, by file or by environment', async () => {
    expect(loadConfig(data, {}).limits).toEqual(defaultLimits)
    const limits = await withFile({ limits: { maxChains: 200, appQuota: { burstBytes: 2 ** 21 } } }, () =>
      loadConfig(data, { RESEAL_INGEST_COMMIT_WINDOW_MS: '50' }),
    )
    expect(limits.limits).toEqual({
      ...defaultLimits,
      maxChains: 200,
      commitWindowMs: 50,
      appQuota: { ...defaultLimits.appQuota, burstBytes: 2 ** 21 },
    })
  })

  test('name each limit of ingest once', () => {
    const leaves = (value: object, path: string): string[] =>
      Object.entries(value).flatMap(([name, inner]) =>
        typeof inner === 'object' && inner !== null ? leaves(inner, `${path}.${name}`) : [`${path}.${name}`],
      )
    expect(limitSettings.map(({ field }) => field).toSorted()).toEqual(
      leaves(defaultLimits, 'limits').toSorted(),
    )
    expect(new Set(knownVariables)).toHaveLength(knownVariables.length)
  })

  test('are each in docs/operations.md', async () => {
    const text = await readFile(join(import.meta.dirname, '../../../../docs/operations.md'), 'utf8')
    expect(settings.filter(({ variable }) => !text.includes(`\`${variable}\``))).toEqual([])
  })
})

describe('sealing keys', () => {
  test.each([
    [{ RESEAL_SEALING_KEYS: 'aws-kms' }, ['RESEAL_KMS_KEYS']],
    [{ RESEAL_KMS_KEYS: 'alias/reseal' }, ['RESEAL_KMS_…']],
    [{ RESEAL_PKCS11_TOKEN: 'reseal' }, ['RESEAL_PKCS11_…']],
    [
      { RESEAL_SEALING_KEYS: 'pkcs11', RESEAL_PKCS11_TOKEN: 'reseal' },
      ['RESEAL_PKCS11_MODULE', 'RESEAL_PKCS11_PIN_FILE'],
    ],
  ])('of %o lack what is named, for viewer and worker but not for ingest', async (env, variables) => {
    const config = loadConfig(data, env)
    const names = async (services: readonly ('ingest' | 'viewer' | 'worker')[]) =>
      (await findProblems(config, services)).map((problem) => problem.split(':')[0])
    expect(await names(['viewer', 'worker'])).toEqual(variables)
    expect(await names(['ingest'])).toEqual([])
  })

  test('are refused where a value is none, and a PIN is said nowhere', async () => {
    expect(problemsOf({ RESEAL_SEALING_KEYS: 'hsm', RESEAL_KMS_KEYS: 'a b' })).toEqual([
      'RESEAL_SEALING_KEYS: expected file or aws-kms or pkcs11',
      'RESEAL_KMS_KEYS: expected ids, ARNs or aliases of KMS keys between commas, such as alias/reseal-2026',
    ])
    const pinFile = join(data, 'pin')
    await writeFile(pinFile, 'pin-of-the-token\n')
    const token = {
      RESEAL_SEALING_KEYS: 'pkcs11',
      RESEAL_PKCS11_MODULE: '/nowhere.so',
      RESEAL_PKCS11_TOKEN: 't',
    }
    const config = loadConfig(data, { ...token, RESEAL_PKCS11_PIN_FILE: pinFile })
    expect(config.keySecrets.pkcs11Pin).toBe('pin-of-the-token')
    const said = JSON.stringify([await findProblems(config, ['viewer']), describeConfiguration(config)])
    expect(said).toContain('PKCS#11')
    expect(said).not.toContain('pin-of-the-token')
    const withoutPin = loadConfig(data, token)
    expect(hashSettings(config)).toBe(hashSettings(withoutPin))
    expect(problemsOf({ RESEAL_PKCS11_PIN: 'a', RESEAL_PKCS11_PIN_FILE: pinFile })).toEqual([
      'RESEAL_PKCS11_PIN: set it or RESEAL_PKCS11_PIN_FILE, not both',
    ])
  })
})

describe('logins', () => {
  test('come from a variable or from a file that one names', async () => {
    const path = join(data, 'worker-url')
    await writeFile(path, 'postgresql://reseal_worker:pw@db.example/reseal\n')
    const config = loadConfig(data, {
      RESEAL_INGEST_DATABASE_URL: 'postgresql://reseal_ingest:pw@db.example/reseal',
      RESEAL_WORKER_DATABASE_URL_FILE: path,
    })
    expect(config.database).toEqual({ kind: 'external' })
    expect(config.databaseUrls.worker).toBe('postgresql://reseal_worker:pw@db.example/reseal')
    expect(config.databaseUrls.viewer).toBeUndefined()
  })

  test('that are not there, or there twice, are named', () => {
    const problems = problemsOf({
      RESEAL_INGEST_DATABASE_URL_FILE: join(data, 'no-such-file'),
      RESEAL_VIEWER_DATABASE_URL: 'postgresql://a',
      RESEAL_VIEWER_DATABASE_URL_FILE: 'x',
    })
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'RESEAL_INGEST_DATABASE_URL_FILE',
      'RESEAL_VIEWER_DATABASE_URL',
    ])
  })
})

describe('anchor places', () => {
  test('are given together, by the environment and by the file', async () => {
    const config = await withFile({ anchoring: { folder: '/mnt/worm', required: ['folder'] } }, () =>
      loadConfig(data, {
        RESEAL_ANCHOR_COPY_S3_BUCKET: 'copies',
        RESEAL_ANCHOR_COPY_S3_PROFILE: 'anchors',
        RESEAL_ANCHOR_SINK_URL: 'https://siem.example.org/reseal',
        RESEAL_ANCHOR_SINK_SECRET: 'a-secret-of-sixteen',
        RESEAL_ANCHOR_REQUIRED: 'sink, s3',
        RESEAL_ANCHOR_STRICT: 'true',
      }),
    )
    expect(config.anchoring).toEqual({
      folder: '/mnt/worm',
      s3: { bucket: 'copies', profile: 'anchors' },
      sink: { url: 'https://siem.example.org/reseal' },
      required: ['sink', 's3'],
      strict: true,
    })
    expect(config.anchorSinkSecret).toBe('a-secret-of-sixteen')
  })

  test('that are required have to be there, and a secret is 16 characters at least', () => {
    expect(problemsOf({ RESEAL_ANCHOR_REQUIRED: 's3,sink', RESEAL_ANCHOR_SINK_SECRET: 'short' })).toEqual([
      expect.stringMatching(/^RESEAL_ANCHOR_SINK_SECRET: expected 16 to 512/u),
      expect.stringMatching(/^RESEAL_ANCHOR_REQUIRED: there is no place "s3"/u),
      expect.stringMatching(/^RESEAL_ANCHOR_REQUIRED: there is no place "sink"/u),
    ])
  })
})

describe('the identity provider', () => {
  const given = { RESEAL_OIDC_ISSUER: 'https://id.example.org', RESEAL_OIDC_CLIENT_ID: 'reseal' }

  test('is given by the environment, its mapping of groups as pairs or as JSON', () => {
    const { identity, oidcClientSecret } = loadConfig(data, {
      ...given,
      RESEAL_OIDC_CLIENT_SECRET: 'client-secret',
      RESEAL_OIDC_GROUP_ROLES: 'engineers=engineer, leads=engineer,leads=privacy-officer',
      RESEAL_OIDC_GROUP_APPS: '{"cn=portal,ou=teams": ["portal"]}',
      RESEAL_OIDC_REQUIRED_AMR: 'mfa, hwk',
      RESEAL_SIGN_IN_LINKS: 'false',
    })
    expect(identity).toEqual({
      links: false,
      oidc: {
        issuer: 'https://id.example.org',
        clientId: 'reseal',
        groupRoles: { engineers: ['engineer'], leads: ['engineer', 'privacy-officer'] },
        groupApps: { 'cn=portal,ou=teams': ['portal'] },
        requiredAmr: ['mfa', 'hwk'],
      },
    })
    expect(oidcClientSecret).toBe('client-secret')
  })

  test('lacks what is named: its client, its secret, a role that there is', async () => {
    expect(
      problemsOf({ RESEAL_OIDC_ISSUER: given.RESEAL_OIDC_ISSUER, RESEAL_OIDC_GROUP_ROLES: 'staff=root' }),
    ).toEqual([
      'RESEAL_OIDC_CLIENT_ID: expected some text',
      expect.stringMatching(/^RESEAL_OIDC_GROUP_ROLES: expected group=role between commas/u),
    ])
    const overHttp = { ...given, RESEAL_OIDC_ISSUER: 'http://id.example.org' }
    expect(await findProblems(loadConfig(data, overHttp), ['viewer'])).toEqual([
      expect.stringMatching(/^RESEAL_OIDC_CLIENT_SECRET: expected the secret/u),
      expect.stringMatching(/^RESEAL_OIDC_ISSUER: expected https/u),
    ])
  })
})

describe('a refusal', () => {
  test('lists everything that is wrong, by variable, with what is expected and never the value', () => {
    const secret = 'seCr3t-value'
    const wrong = settings
      .map(({ variable }) => variable)
      .filter(
        (name) =>
          !/_HOST$|_REGION$|_TLS_|_PROFILE$|_FOLDER$|_AUTHORIZATION_FILE$|_LABEL$|_CLAIM$|_AMR$|_ACR$/u.test(
            name,
          ),
      )
    const env = Object.fromEntries(wrong.map((name) => [name, secret.repeat(2)]))
    // A bucket, a client, a key or a token may be called so.
    const named = wrong.filter(
      (name) => !/_BUCKET$|_CLIENT_ID$|_KMS_KEYS$|_PKCS11_(?:MODULE|TOKEN)$/u.test(name),
    )
    const problems = problemsOf({ ...env, RESEAL_DATABASE_URL: secret })
    expect(problems.map((problem) => problem.split(':')[0]).toSorted()).toEqual(
      [...named, 'RESEAL_DATABASE_URL'].toSorted(),
    )
    for (const problem of problems) expect(problem).toMatch(/: expected /u)
    expect(problems.join('\n')).not.toContain(secret)
    expect(problems).toContain('RESEAL_INGEST_PORT: expected a whole number from 0 to 65535')
  })

  test('names the field of the file, and what a mistyped one may mean', async () => {
    const problems = await withFile({ trustedProxies: 'two', limits: { maxChans: 9 } }, () => problemsOf({}))
    expect(problems).toEqual([
      expect.stringMatching(/config\.json, field trustedProxies: expected a whole number from 0 to 8$/u),
      expect.stringMatching(
        /config\.json, field limits\.maxChans: is no setting; is limits\.maxChains meant\?$/u,
      ),
    ])
  })

  test('names the variable that is missing beside another', () => {
    expect(problemsOf({ RESEAL_TLS_CERT_FILE: '/etc/tls/cert.pem' })).toEqual([
      'RESEAL_TLS_KEY_FILE: expected the path of a file',
    ])
  })

  test('is given where a setting of a bucket comes without its bucket', () => {
    expect(problemsOf({ RESEAL_S3_REGION: 'eu-central-1' })).toEqual([
      'RESEAL_S3_REGION: means nothing without RESEAL_S3_BUCKET; set that too',
    ])
  })
})

test('variables that are no settings are named, with the one that may be meant', () => {
  expect(
    unknownVariables({ RESEAL_INGST_PORT: '1', RESEAL_QQQQQ: '2', PATH: '3', RESEAL_HOST: 'x' }),
  ).toEqual(['RESEAL_INGST_PORT is no setting; is RESEAL_INGEST_PORT meant?', 'RESEAL_QQQQQ is no setting'])
})
