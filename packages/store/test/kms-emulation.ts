// Exactly the two calls of AWS KMS that Reseal makes, on loopback, for keys whose scalars only this process has. It answers
// nothing that KMS would refuse: target, form of the body and the signature of each request (AWS Signature Version 4) are checked.
import { createECDH, createHash, createHmac, type ECDH, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How the next requests go wrong. */
export type KmsFault =
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'answer'; readonly status: number; readonly type: string }

/** A KMS on loopback. */
export interface KmsEmulation {
  readonly url: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Names of the calls that came, faults included, in order. */
  readonly calls: string[]
  /** Adds a key and gives its ARN; a P-256 key for key agreement where nothing else is said. */
  addKey(key: KmsKeyOptions): string
  /** The next requests fail so, one each. */
  failNext(...faults: readonly KmsFault[]): void
  /** Every request fails so from now on, until undefined is given. */
  failAlways(fault: KmsFault | undefined): void
  stop(): Promise<void>
}

/** A key. */
export interface KmsKeyOptions {
  readonly scalar: Uint8Array
  readonly alias?: string
  readonly spec?: string
  readonly usage?: string
  readonly isDisabled?: boolean
}

const spkiHead = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex')
/** The body with exactly these fields, all of them text. */
function fieldsOf<Name extends string>(
  body: unknown,
  names: readonly Name[],
): Readonly<Record<Name, string>> {
  const given = body as Readonly<Record<Name, unknown>>
  const isExact =
    Object.keys(given).toSorted().join() === names.toSorted().join() &&
    names.every((name) => typeof given[name] === 'string')
  if (!isExact) throw new Refusal('ValidationException')
  return given as Readonly<Record<Name, string>>
}

class Refusal extends Error {
  readonly type: string
  constructor(type: string) {
    super(type)
    this.type = type
  }
}

interface HeldKey extends KmsKeyOptions {
  readonly arn: string
  readonly pair: ECDH
}

/** Starts one. */
export async function startKmsEmulation(): Promise<KmsEmulation> {
  const login = {
    region: 'eu-central-1',
    accessKeyId: 'AKIDEMULATION',
    secretAccessKey: 'secret-of-emulation',
  }
  const keys: HeldKey[] = []
  const faults: KmsFault[] = []
  const calls: string[] = []
  let lasting: KmsFault | undefined

  function answer(target: string, body: unknown): object {
    const isDerivation = target === 'TrentService.DeriveSharedSecret'
    if (!isDerivation && target !== 'TrentService.GetPublicKey')
      throw new Refusal('UnknownOperationException')
    const derivation = isDerivation
      ? fieldsOf(body, ['KeyId', 'KeyAgreementAlgorithm', 'PublicKey'])
      : undefined
    const named = (derivation ?? fieldsOf(body, ['KeyId'])).KeyId
    const key = keys.find(({ arn, alias }) => named === arn || (alias !== undefined && named === alias))
    if (key === undefined) throw new Refusal('NotFoundException')
    if (key.isDisabled) throw new Refusal('DisabledException')
    const { arn: KeyId, pair, spec = 'ECC_NIST_P256', usage = 'KEY_AGREEMENT' } = key
    if (derivation === undefined) {
      const PublicKey = Buffer.concat([spkiHead, pair.getPublicKey()]).toString('base64')
      return { KeyId, PublicKey, KeySpec: spec, KeyUsage: usage, KeyAgreementAlgorithms: ['ECDH'] }
    }
    if (usage !== 'KEY_AGREEMENT') throw new Refusal('InvalidKeyUsageException')
    if (derivation.KeyAgreementAlgorithm !== 'ECDH') throw new Refusal('ValidationException')
    const spki = Buffer.from(derivation.PublicKey, 'base64')
    if (spki.length !== 91 || !spki.subarray(0, 26).equals(spkiHead)) throw new Refusal('ValidationException')
    const SharedSecret = pair.computeSecret(spki.subarray(26)).toString('base64')
    return { KeyId, SharedSecret, KeyAgreementAlgorithm: 'ECDH', KeyOrigin: 'AWS_KMS' }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const target = String(request.headers['x-amz-target'])
    calls.push(target.replace('TrentService.', ''))
    const fault = faults.shift() ?? lasting
    if (fault?.kind === 'hang') return
    if (fault?.kind === 'reset') {
      request.socket.destroy()
      return
    }
    if (fault !== undefined) return refuse(response, fault.status, fault.type)
    try {
      assertSigned(request, body, login)
      const reply = answer(target, JSON.parse(body.toString('utf8')))
      response.setHeader('content-type', 'application/x-amz-json-1.1')
      response.end(JSON.stringify(reply))
    } catch (error) {
      refuse(response, 400, error instanceof Refusal ? error.type : 'ValidationException')
    }
  }

  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    ...login,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    addKey(key) {
      const pair = createECDH('prime256v1')
      pair.setPrivateKey(key.scalar)
      const arn = `arn:aws:kms:${login.region}:111122223333:key/${keys.length}`
      keys.push({ ...key, arn, pair })
      return arn
    },
    failNext: (...next) => void faults.push(...next),
    failAlways(fault) {
      lasting = fault
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function refuse(response: ServerResponse, status: number, type: string): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
  response.end(JSON.stringify({ __type: type, message: 'no' }))
}

/** "Create a signed AWS API request", IAM User Guide. */
function assertSigned(
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  login: { readonly region: string; readonly accessKeyId: string; readonly secretAccessKey: string },
): void {
  if (method !== 'POST' || url !== '/') throw new Refusal('UnknownOperationException')
  if (headers['content-type'] !== 'application/x-amz-json-1.1') throw new Refusal('SerializationException')
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/kms\/aws4_request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/
  const parts = form.exec(headers.authorization ?? '')
  if (parts === null) throw new Refusal('MissingAuthenticationToken')
  const [, id, day = '', region = '', signed = '', signature = ''] = parts
  if (id !== login.accessKeyId) throw new Refusal('UnrecognizedClientException')
  const names = signed.split(';')
  for (const needed of ['host', 'x-amz-date', 'x-amz-target']) {
    if (!names.includes(needed)) throw new Refusal('IncompleteSignature')
  }
  const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex')
  const values = names.map((name) => `${name}:${String(headers[name]).trim()}\n`).join('')
  const request = `POST\n/\n\n${values}\n${signed}\n${sha256(body)}`
  const scope = `${day}/${region}/kms/aws4_request`
  const text = `AWS4-HMAC-SHA256\n${String(headers['x-amz-date'])}\n${scope}\n${sha256(request)}`
  const key = [day, region, 'kms', 'aws4_request'].reduce<Buffer | string>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${login.secretAccessKey}`,
  )
  const expected = createHmac('sha256', key).update(text).digest()
  const isRight = timingSafeEqual(expected, Buffer.from(signature, 'hex')) && region === login.region
  if (!isRight) throw new Refusal('InvalidSignatureException')
}
