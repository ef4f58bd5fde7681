// One configuration for the unit tests in Node, the same tests in Chromium, and the end-to-end suites. A new test file
// belongs to
//   node:    packages/*/src/**/x.test.ts, beside what it tests
//   browser: packages/*/src/**/x.browser.test.ts, which runs in Chromium itself
//   e2e:     tests/<suite>/x.test.ts, several parts together, or a browser against a server
// Files of all projects run beside one another, as many as there are processors: a file makes its own folder (mkdtemp),
// listens on port 0, asks for its own database, and waits for what it needs instead of a time. Files of a project share
// processes: a file puts back what it changes of its process.
import { availableParallelism } from 'node:os'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { trimmedRrweb } from './packages/recorder-sdk/trim-rrweb.ts'

const propertySeed = process.env['RESEAL_PROPERTY_SEED'] ?? '20260601'
const secondAttempt = 'tests/support/second-attempt.ts'
const properties = {
  setupFiles: ['tests/support/properties.ts', secondAttempt],
  provide: {
    propertySeed: propertySeed === 'random' ? undefined : Number(propertySeed),
    propertyTimes: Number(process.env['RESEAL_PROPERTY_TIMES'] ?? 1),
  },
}

// Most tests wait for a browser or a database now and then: one more than there are processors keeps them all busy.
const maxWorkers = availableParallelism() + 1

// Begun first, so that no worker is left alone with one of them at the end. The others follow by project, since a process
// takes files of one project, and by their size.
const longest =
  /\/(?:e2e\/leak-test\/leak-test|e2e\/(?:commands|withdrawal)|foreign|stories|fuzz|leaks|leaks-firefox|inference|clean-sessions|walkthroughs|tamper|loss|ingest-faults|soak|legibility)\.test\.ts$/

// Vitest takes nothing but a class.
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const rank = ({ moduleId, project }: TestSpecification): number =>
      longest.test(moduleId) ? 0 : project.name === 'e2e' ? 1 : 2
    return sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}

// What a test polls for comes at once or, on a machine with much else to do, a good deal later.
const patience = { expect: { poll: { timeout: 30_000 } } }

const chromiumPath = process.env['RESEAL_CHROMIUM'] ?? '/usr/bin/chromium'

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'node',
          isolate: false,
          include: [
            'packages/*/src/**/*.test.ts',
            'packages/viewer/{web,replay-frame}/src/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: ['**/*.browser.test.ts'],
          ...properties,
          globalSetup: ['packages/store/test/global-setup.ts'],
          ...patience,
          maxWorkers,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        // As it is bundled.
        plugins: [trimmedRrweb()],
        optimizeDeps: { exclude: ['@rrweb/record'] },
        test: {
          name: 'browser',
          include: ['packages/*/src/**/*.browser.test.ts', 'packages/protocol/src/**/*.test.ts'],
          exclude: ['**/*.node.test.ts'],
          ...properties,
          ...patience,
          maxWorkers,
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: chromiumPath, args: ['--no-sandbox'] },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'e2e',
          isolate: false,
          include: ['tests/**/*.test.ts'],
          setupFiles: [secondAttempt],
          globalSetup: ['packages/store/test/global-setup.ts', 'tests/support/shared-s3-setup.ts'],
          ...patience,
          maxWorkers,
          // Of tests that are marked as concurrent: each has a browser of its own.
          maxConcurrency: 2,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
