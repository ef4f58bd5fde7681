import { afterEach, describe, expect, test, vi } from 'vitest'
import { createDatabase } from './database/database.ts'
import { createS3ObjectStore } from './objects/s3-object-store.ts'
import { assertSafeDatabase } from './secure-transport.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

const login = 'postgresql://reseal_ingest:secret'
const insecure = expect.objectContaining({ code: 'insecure_database' })

describe('a database', () => {
  test.each([
    `${login}@127.0.0.1:5432/reseal`,
    `${login}@localhost/reseal`,
    `${login}@[::1]:5432/reseal`,
    `${login}@/reseal?host=/var/run/postgresql`,
    `${login}@%2Fvar%2Frun%2Fpostgresql/reseal`,
    `${login}@db.example/reseal?sslmode=verify-full`,
    `${login}@db.example/reseal?sslmode=verify-full&uselibpqcompat=true`,
  ])('is taken at %s', (url) => {
    expect(() => assertSafeDatabase(url)).not.toThrow()
  })

  test.each([
    `${login}@db.example/reseal`,
    `${login}@10.0.0.7/reseal`,
    `${login}@db.example/reseal?sslmode=disable`,
    `${login}@db.example/reseal?sslmode=require`,
    `${login}@db.example/reseal?sslmode=verify-ca`,
    `${login}@db.example/reseal?sslmode=no-verify`,
    `${login}@db.example/reseal?ssl=true`,
    // What the parameter names is where the driver goes.
    `${login}@127.0.0.1/reseal?host=db.example`,
    `${login}@localhost.example/reseal`,
  ])('is refused at %s', (url) => {
    expect(() => createDatabase({ connectionString: url })).toThrow(insecure)
  })

  test('is refused where the environment names another host or has switched the proof off', () => {
    vi.stubEnv('PGHOST', 'db.example')
    expect(() => assertSafeDatabase(`${login}@/reseal`)).toThrow(insecure)
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    expect(() => assertSafeDatabase(`${login}@db.example/reseal?sslmode=verify-full`)).toThrow(insecure)
  })

  test('whose certificates cannot be read is refused without a word of its address', () => {
    const url = `${login}@db.example/reseal?sslmode=verify-full&sslrootcert=/absent/ca.pem`
    try {
      assertSafeDatabase(url)
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ code: 'bad_database_url' })
      expect((error as Error).message).not.toMatch(/secret|db\.example|absent/)
    }
  })
})

describe('an object store', () => {
  const options = { bucket: 'batches', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } }
  const refused = expect.objectContaining({ code: 'insecure_object_store' })

  test('off loopback is spoken to over HTTPS only', () => {
    for (const endpoint of ['http://s3.example', 'http://10.0.0.7:9000', 'http://localhost.example']) {
      expect(() => createS3ObjectStore({ ...options, endpoint }), endpoint).toThrow(refused)
    }
    for (const endpoint of ['https://s3.example', 'http://127.0.0.1:9000', 'http://localhost:9000']) {
      createS3ObjectStore({ ...options, endpoint }).close()
    }
  })

  test('that the environment names is held to the same', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_S3', 'http://s3.example')
    const store = createS3ObjectStore(options)
    await expect(store.put('batches/a', new Uint8Array())).rejects.toEqual(refused)
    store.close()
  })
})
