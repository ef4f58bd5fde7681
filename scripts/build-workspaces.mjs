// Compiles every package, says what they are made of, and makes the bundles that browsers load; skips a bundle whose inputs are older.
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { program, root, run, runQuietly } from './steps.mjs'
import { writeSbom } from './write-sbom.mjs'

// A bundle is remade when a file below `inputs` is newer than its stamp. This one is part of the recorder's ES module, which
// others bundle.
const recorderModule = {
  workspace: 'packages/recorder-sdk',
  script: 'bundle:module',
  inputs: ['packages/recorder-sdk'],
}
const bundles = [
  {
    workspace: 'packages/recorder-sdk',
    inputs: ['packages/recorder-sdk', 'packages/redaction-rules', 'packages/protocol'],
  },
  { workspace: 'packages/verifier', inputs: ['packages/verifier', 'packages/protocol'] },
  { workspace: 'packages/viewer', inputs: ['packages/viewer', 'packages/redaction-rules'] },
  {
    workspace: 'examples/clinic-intake',
    inputs: [
      'examples/clinic-intake',
      'packages/build',
      'packages/react',
      'packages/recorder-sdk',
      'packages/redaction-rules',
      'packages/protocol',
    ],
  },
]

const skippedFolders = new Set(['node_modules', 'dist', 'test', 'bench', 'vectors', 'corpora'])

function newestChangeMs(folder) {
  let newest = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!skippedFolders.has(entry.name)) newest = Math.max(newest, newestChangeMs(path))
    } else if (!entry.name.includes('.test.')) {
      newest = Math.max(newest, statSync(path).mtimeMs)
    }
  }
  return newest
}

async function bundle({ workspace, inputs, script = 'bundle' }) {
  const stamp = join(root, workspace, 'dist', `.${script.replace(':', '-')}-done`)
  const newestInputMs = Math.max(...inputs.map((folder) => newestChangeMs(join(root, folder))))
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= newestInputMs) return 0
  const status = await runQuietly('npm', ['run', script], { cwd: join(root, workspace) })
  if (status === 0) {
    writeFileSync(stamp, '')
    // The newest input as it was before bundling: an edit made meanwhile is seen next time.
    utimesSync(stamp, new Date(), new Date(Math.ceil(newestInputMs)))
  }
  return status
}

/** Compiles and bundles; resolves with an exit status. */
export async function buildWorkspaces() {
  const compiled = await run(program('tsc'), ['-b'])
  if (compiled !== 0) return compiled
  writeSbom()
  const module = await bundle(recorderModule)
  if (module !== 0) return module
  const statuses = await Promise.all(bundles.map((each) => bundle(each)))
  return Math.max(...statuses)
}
