// A certificate authority made for one test, and certificates by it, as PEM.
import { generateKeyPairSync } from 'node:crypto'
import { isIP } from 'node:net'
import forge from 'node-forge'

/** PEM of a certificate and its key. */
export interface TestCertificate {
  readonly cert: string
  readonly key: string
}

/** An authority that nobody trusts unless told to. */
export interface TestAuthority {
  /** PEM, to be trusted. */
  readonly cert: string
  /** Issues a certificate for host names and addresses. */
  issue(...names: readonly string[]): TestCertificate
}

interface KeyPair {
  readonly pem: string
  readonly publicKey: forge.pki.rsa.PublicKey
  readonly privateKey: forge.pki.rsa.PrivateKey
}

function makeKey(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return {
    pem: privateKey,
    publicKey: forge.pki.publicKeyFromPem(publicKey),
    privateKey: forge.pki.privateKeyFromPem(privateKey),
  }
}

const dayMs = 24 * 60 * 60_000
const names = (commonName: string) => [{ name: 'commonName', value: commonName }]

/** Makes an authority with a key of its own. */
export function createTestAuthority(): TestAuthority {
  const authority = makeKey()
  let serial = 0

  function sign(subject: string, key: KeyPair, extensions: object[]): string {
    const certificate = forge.pki.createCertificate()
    certificate.publicKey = key.publicKey
    certificate.serialNumber = `0${(serial += 1)}`
    certificate.validity.notBefore = new Date(Date.now() - dayMs)
    certificate.validity.notAfter = new Date(Date.now() + dayMs)
    certificate.setSubject(names(subject))
    certificate.setIssuer(names('test authority'))
    certificate.setExtensions(extensions)
    certificate.sign(authority.privateKey, forge.md.sha256.create())
    return forge.pki.certificateToPem(certificate)
  }

  return {
    cert: sign('test authority', authority, [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ]),
    issue(...hosts) {
      const key = makeKey()
      const altNames = hosts.map((host) =>
        isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host },
      )
      const cert = sign('test server', key, [
        { name: 'basicConstraints', cA: false, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames },
      ])
      return { cert, key: key.pem }
    },
  }
}
