// npm test, npm run check and CI: format, lint, types, unused exports, package exports, size, tests.
// With arguments only the tests run, with those arguments handed to Vitest.
import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { buildWorkspaces } from '../build-workspaces.mjs'
import { reportDocs } from '../check-docs.mjs'
import { reportSpec } from '../check-spec.mjs'
import { checkPackageExports } from '../package-exports.mjs'
import { program, root, run, runQuietly, runSteps, together } from '../steps.mjs'
import { chromiumPath, ensureTestMachine, wholeChromiumPath } from '../test-machine.mjs'

const vitestArguments = process.argv.slice(2)

/** Tests that passed at their second attempt, each with what the first one said. */
function unsteadyTests({ testResults }) {
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
      .map(({ fullName, failureMessages: [first] }) => {
        const [said] = first.split('\n')
        return `${relative(root, name)} > ${fullName}: ${said}`
      }),
  )
}

// Each of hundreds of files has a database of its own, a thousand files each: made in memory in a twentieth of the time
// (measured), and half of that of the tests that ask for them.
const inMemory = '/dev/shm'
const leastFreeBytes = 4 * 1024 ** 3

function temporaryParent() {
  try {
    const { bavail, bsize } = statfsSync(inMemory)
    return process.env.TMPDIR === undefined && bavail * bsize >= leastFreeBytes ? inMemory : tmpdir()
  } catch {
    return tmpdir()
  }
}

async function runTests() {
  const folder = mkdtempSync(join(temporaryParent(), 'reseal-tests-'))
  // PostgreSQL's server has an account of its own, which must pass.
  chmodSync(folder, 0o711)
  const reportFile = join(folder, 'report.json')
  try {
    const status = await run(
      program('vitest'),
      ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`, ...vitestArguments],
      // What the step before has built need not be built again.
      {
        env: {
          ...process.env,
          TMPDIR: folder,
          RESEAL_BUILT: 'true',
          RESEAL_CHROMIUM: chromiumPath(),
          RESEAL_WHOLE_CHROMIUM: wholeChromiumPath,
        },
      },
    )
    const report = JSON.parse(readFileSync(reportFile, 'utf8'))
    const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = report
    for (const line of unsteadyTests(report)) process.stdout.write(`unsteady: ${line}\n`)
    process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`)
    return status === 0 && passed === 0 ? 1 : status
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const build = ['compile and bundle', buildWorkspaces]
const tests = [
  ['what the tests drive', ensureTestMachine],
  ['tests', runTests],
]
const checks = together('checks', [
  ['package exports', checkPackageExports],
  ['lint', () => runQuietly(program('oxlint'), ['--type-aware', '--deny-warnings', '.'])],
  ['types of the tests', () => runQuietly(program('tsc'), ['-p', 'tsconfig.tests.json'])],
  ['unused files, exports and dependencies', () => runQuietly(program('knip'), [])],
  ['format', () => runQuietly(program('biome'), ['ci', '--reporter=summary', '.'])],
  ['a test for each rule of the specification', async () => reportSpec()],
  ['what the documents name', reportDocs],
])
const size = ['bundle size', () => run(process.execPath, [join(root, 'scripts', 'tasks', 'size.mjs')])]

process.exitCode = await runSteps(
  vitestArguments.length > 0 ? [build, ...tests] : [build, checks, size, ...tests],
)
