// A thread that hashes what it is handed. It loads nothing else, so that it starts in milliseconds.
import { hash } from 'node:crypto'
import { parentPort } from 'node:worker_threads'

parentPort?.on('message', ({ id, bytes }: { id: number; bytes: Uint8Array }) => {
  parentPort?.postMessage({ id, sha256: hash('sha256', bytes, 'buffer') })
})
