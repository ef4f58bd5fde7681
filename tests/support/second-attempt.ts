// A second attempt for a test that drives a browser, a process or a server and fails, once; for no other test, and for no
// failure that may be a finding (docs/decisions/0016). `npm test` names each test that needed it.
import { beforeAll, type RunnerTestSuite, type TestError } from 'vitest'

// Files that start something which takes its own time.
const driving = [
  /^tests\//,
  /^packages\/(?:ingest|store|worker|viewer)\/src\//,
  /^packages\/viewer\/web\/src\/app\//,
  /^packages\/recorder-sdk\/src\/(?:[^/]+|stub\/[^/]+|consent-banner\/[^/]+)$/,
  /^packages\/cli\/src\/(?:commands\/|reindex\/|[^/]+$)/,
  /^packages\/listener\/src\/start-/,
  /^packages\/recorder-sdk\/src\/.*\.browser\.test\.ts$/,
]

// What a failure is about that counts the first time, in the test's file, its name, or what it found.
const finding =
  /leak|canar|secret|privacy|private|redact|attack|tamper|forge|verif|audit|anchor|checkpoint|receipt|proof/i

const isFinding = (...texts: readonly unknown[]): boolean =>
  texts.some((text) => typeof text === 'string' && finding.test(text))

const mayTryAgain = ({ message, diff, actual, expected }: TestError): boolean =>
  !isFinding(message, diff, actual, expected)

// Where a test guards a promise, what it asserts counts the first time; a browser or process that broke off asserts nothing.
const brokeOff = (error: TestError): boolean => error.name !== 'AssertionError' && mayTryAgain(error)

function allowSecondAttempt({ tasks }: Readonly<RunnerTestSuite>, file: string): void {
  for (const task of tasks) {
    if (task.type === 'suite') allowSecondAttempt(task, file)
    else task.retry = { count: 1, condition: isFinding(file, task.fullName) ? brokeOff : mayTryAgain }
  }
}

// oxlint-disable-next-line no-empty-pattern -- Vitest takes the first parameter for a pattern of fixtures
beforeAll(({}, suite) => {
  const { name } = suite.file
  if (driving.some((files) => files.test(name))) allowSecondAttempt(suite, name)
})
