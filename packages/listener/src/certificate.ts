// A certificate that is read again when its files change, so that a renewed one is served without a restart.
import { readFile, stat } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { ListenerError, type ListenerErrorCode } from './listener-error.ts'
import type { TlsFiles } from './transport.ts'

/** PEM of both files. */
export interface CertificatePair {
  readonly cert: string
  readonly key: string
}

/** Who is told of new certificates. */
export interface CertificateWatcher {
  onPair(pair: CertificatePair): void
  /** The files hold no usable pair; the last usable one goes on being served. Called once for each content. */
  onRefused(code: ListenerErrorCode): void
}

/** A certificate that is being watched. */
export interface WatchedCertificate {
  /** Looks at the files now. */
  reload(): Promise<void>
  stop(): void
}

const readableByEveryone = 0o004

/**
 * Reads both files.
 * @throws ListenerError certificate_unreadable, unsafe_key_file, certificate_refused
 */
export async function readCertificate({ certFile, keyFile }: TlsFiles): Promise<CertificatePair> {
  const pair = await readPair(certFile, keyFile)
  try {
    createSecureContext({ ...pair })
  } catch (cause) {
    throw new ListenerError('certificate_refused', cause)
  }
  return pair
}

async function readPair(certFile: string, keyFile: string): Promise<CertificatePair> {
  try {
    const [cert, key, { mode }] = await Promise.all([
      readFile(certFile, 'utf8'),
      readFile(keyFile, 'utf8'),
      stat(keyFile),
    ])
    if (process.platform !== 'win32' && (mode & readableByEveryone) !== 0)
      throw new ListenerError('unsafe_key_file')
    return { cert, key }
  } catch (cause) {
    if (cause instanceof ListenerError) throw cause
    throw new ListenerError('certificate_unreadable', cause)
  }
}

/**
 * Watches the files of a pair that is being served, by looking at them: what renews certificates moves links, which
 * notifications of the file system miss. SIGHUP looks at once.
 */
export function watchCertificate(
  files: TlsFiles,
  served: CertificatePair,
  watcher: CertificateWatcher,
  everyMs: number,
): WatchedCertificate {
  let known = served
  let refusedAs: string | undefined
  let looking: Promise<void> = Promise.resolve()

  async function look(): Promise<void> {
    try {
      const pair = await readCertificate(files)
      refusedAs = undefined
      if (pair.cert === known.cert && pair.key === known.key) return
      known = pair
      watcher.onPair(pair)
    } catch (error) {
      // A pair that is being replaced is none for a moment: the next look finds it whole.
      const code = error instanceof ListenerError ? error.code : 'certificate_refused'
      if (refusedAs !== code) watcher.onRefused(code)
      refusedAs = code
    }
  }

  function reload(): Promise<void> {
    looking = looking.then(look)
    return looking
  }

  const timer = setInterval(() => void reload(), everyMs)
  timer.unref()
  const onHangUp = (): void => void reload()
  process.on('SIGHUP', onHangUp)
  return {
    reload,
    stop() {
      clearInterval(timer)
      process.off('SIGHUP', onHangUp)
    },
  }
}
