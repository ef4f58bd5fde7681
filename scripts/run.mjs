// First step of every npm command of this repository: brings a recent enough Node and the dependencies, says
// so, and hands over to scripts/tasks/<task>.mjs. Must itself run on Node 20.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [task = 'help', ...taskArguments] = process.argv.slice(2)

// Vitest 5 and Kysely 0.29 need it; below it one is fetched into the project, never into the machine.
const minimumNode = [22, 12]
const fetchedNodeVersion = '24.21.0'

const say = (text) => process.stderr.write(`reseal: ${text}\n`)

function isRecentEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > minimumNode[0] || (major === minimumNode[0] && minor >= minimumNode[1])
}

function stop(message, status = 1) {
  say(message)
  process.exit(status)
}

/** Runs a program in the repository and ends this process with its status when it fails. */
function runOrStop(command, commandArguments, options) {
  const result = spawnSync(command, commandArguments, { cwd: root, stdio: 'inherit', ...options })
  if (result.error) stop(`${command} could not be started`)
  if (result.status !== 0) process.exit(result.status ?? 1)
}

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

/** The folder of a fetched Node's programs, or undefined when the running Node is recent enough. */
function ensureNode() {
  if (isRecentEnough(process.versions.node)) return undefined
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const packageName = `node-${platform}-${process.arch}`
  const toolchain = join(root, '.toolchain')
  const bin = join(toolchain, 'node_modules', packageName, 'bin')
  if (!existsSync(bin)) {
    say(
      `Node ${process.versions.node} is older than 22.12; fetching Node ${fetchedNodeVersion} into .toolchain/`,
    )
    mkdirSync(toolchain, { recursive: true })
    writeFileSync(join(toolchain, 'package.json'), '{ "private": true }\n')
    runOrStop(
      npm,
      [
        'install',
        '--ignore-scripts',
        '--no-save',
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
        '--prefix',
        toolchain,
        `${packageName}@${fetchedNodeVersion}`,
      ],
      { cwd: toolchain },
    )
  }
  return bin
}

function environmentWith(bin) {
  if (!bin) return process.env
  return {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
    // A native addon that is built must be built for the Node that will load it.
    npm_config_nodedir: dirname(bin),
  }
}

/** Installs what the lockfile says unless that very lockfile was installed already. */
function ensureDependencies(env) {
  const lockfileHash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const marker = join(root, 'node_modules', '.reseal-lockfile')
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lockfileHash) return
  say('installing dependencies (npm ci)')
  runOrStop(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { env })
  writeFileSync(marker, lockfileHash)
}

const bin = ensureNode()
const env = environmentWith(bin)
ensureDependencies(env)

const taskFile = join(root, 'scripts', 'tasks', `${task}.mjs`)
if (!existsSync(taskFile)) stop(`there is no task of that name; look into scripts/tasks/`, 2)
const node = bin ? join(bin, process.platform === 'win32' ? 'node.exe' : 'node') : process.execPath

const { spawn } = await import('node:child_process')
const child = spawn(
  node,
  ['--experimental-strip-types', '--disable-warning=ExperimentalWarning', taskFile, ...taskArguments],
  {
    cwd: root,
    env,
    stdio: 'inherit',
  },
)
// The terminal sends Ctrl-C to the whole group; a signal sent to this process alone is passed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  })
}
// npm runs this through a shell, which dies of a signal without passing it on: then nobody is left to wait for.
const parent = process.ppid
const watch = setInterval(() => {
  if (process.ppid === parent) return
  clearInterval(watch)
  child.kill('SIGTERM')
}, 500)
watch.unref()
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
