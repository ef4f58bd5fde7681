// Runs what deploy/Dockerfile says, without Docker, in a clean folder: each stage is a folder, COPY copies, RUN runs its words
// in their folder. Then the entry point is asked for its help, from what the last stage holds. Needs a registry and minutes:
//   node --experimental-strip-types tests/deploy/replay-image.ts FOLDER
// What it does not show: the base image itself, users and rights in it, layers, the health check's clock.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { copyOf, execForm, flagOf, readStages, root, type Stage, type Step } from './dockerfile.ts'

const target = resolve(process.argv[2] ?? 'image')
const say = (text: string): void => void process.stdout.write(`${text}\n`)

/** What .dockerignore names: paths from the root, or a name or ending anywhere behind `**`. */
function isIgnored(path: string): boolean {
  const patterns = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n')
  return patterns
    .filter((pattern) => pattern !== '' && !pattern.startsWith('#'))
    .some((pattern) => {
      if (!pattern.startsWith('**/')) return path === pattern || path.startsWith(`${pattern}/`)
      const name = pattern.slice(3)
      return path
        .split('/')
        .some((part) => (name.startsWith('*') ? part.endsWith(name.slice(1)) : part === name))
    })
}

const folderOf = ({ name = 'final' }: Stage): string => join(target, name)

function replay(stage: Stage): void {
  let workdir = '/'
  const inStage = (path: string): string => join(folderOf(stage), resolve(workdir, path))
  for (const step of stage.steps) {
    say(`${stage.name ?? 'final'}: ${step.keyword} ${step.words.join(' ')}`)
    if (step.keyword === 'WORKDIR') {
      workdir = resolve(workdir, step.words[0] ?? '')
      mkdirSync(inStage('.'), { recursive: true })
    } else if (step.keyword === 'COPY') copy(step, inStage)
    else if (step.keyword === 'RUN') run(step, inStage)
  }
}

function copy(step: Step, inStage: (path: string) => string): void {
  const { sources, target: to } = copyOf(step)
  const from = flagOf(step, 'from')
  for (const source of sources) {
    const path = from === undefined ? join(root, source) : join(target, from, source)
    const isFolderTarget = to.endsWith('/') || sources.length > 1
    const destination = isFolderTarget ? join(inStage(to), basename(source)) : inStage(to)
    const filter = (file: string): boolean => from !== undefined || !isIgnored(relative(root, file))
    cpSync(path, destination, { recursive: true, verbatimSymlinks: true, filter })
  }
}

function run(step: Step, inStage: (path: string) => string): void {
  const [command = '', ...rest] = execForm(step)
  const words = rest
    // The account is the image's.
    .filter((word) => !/^--(owner|group)=/u.test(word))
    .map((word) => (word.startsWith('/') ? inStage(word) : word))
  const { status } = spawnSync(command, words, { cwd: inStage('.'), stdio: 'inherit' })
  if (status !== 0) throw new Error('an instruction failed')
}

mkdirSync(target)
const stages = await readStages()
for (const stage of stages) replay(stage)
const last = stages.at(-1) as Stage
const [entry = []] = last.steps.filter(({ keyword }) => keyword === 'ENTRYPOINT').map(execForm)
const cwd = join(folderOf(last), 'app')
for (const words of [['--help'], ['serve', '--help'], ['--version']]) {
  say(
    execFileSync(process.execPath, [...entry.slice(1), ...words], { cwd, encoding: 'utf8' }).split('\n')[0] ??
      '',
  )
}
say('ok')
