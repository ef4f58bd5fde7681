// What a viewer process is told, and how one is started and killed.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** Where the parts of a viewer lie. */
export interface ViewerProcessParts {
  /** Of the viewer's role. */
  readonly connectionString: string
  readonly objectFolder: string
  readonly keyFile: string
  readonly anchorFolder: string
  /** Public keys in base64. */
  readonly verifiers: Readonly<
    Record<'audit' | 'recordings', { readonly name: string; readonly publicKey: string }>
  >
  readonly publicOrigin: string
  readonly replayOrigin: string
  readonly webApp: string
  readonly replayFrame: string
}

export const viewerProcessVariable = 'RESEAL_TEST_VIEWER'

export interface ViewerProcess {
  readonly port: number
  readonly replayPort: number
  /** As the kernel does when memory runs out: no handler runs. */
  kill(): Promise<void>
}

const script = fileURLToPath(new URL('./viewer-process.ts', import.meta.url))

/** Starts one and waits until it listens. */
export async function startViewerProcess(parts: ViewerProcessParts): Promise<ViewerProcess> {
  const child: ChildProcess = spawn(process.execPath, [script], {
    env: { ...process.env, [viewerProcessVariable]: JSON.stringify(parts) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const { stdout } = child
  if (stdout === null) throw new Error('the process has no output')
  const lines = createInterface({ input: stdout })
  const line = await Promise.race([
    once(lines, 'line').then(([text]) => String(text)),
    exited.then(() => {
      throw new Error('the viewer did not start')
    }),
  ])
  return {
    ...(JSON.parse(line) as { port: number; replayPort: number }),
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}
