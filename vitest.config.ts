// One configuration for the unit tests in Node, the same tests in Chromium, and the end-to-end suites.
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'

const propertySeed = process.env['RESEAL_PROPERTY_SEED'] ?? '20260601'
const properties = {
  setupFiles: ['tests/support/properties.ts'],
  provide: {
    propertySeed: propertySeed === 'random' ? undefined : Number(propertySeed),
    propertyTimes: Number(process.env['RESEAL_PROPERTY_TIMES'] ?? 1),
  },
}

const chromiumPath = process.env['RESEAL_CHROMIUM'] ?? '/usr/bin/chromium'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: [
            'packages/*/src/**/*.test.ts',
            'packages/viewer/{web,replay-frame}/src/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: ['**/*.browser.test.ts'],
          ...properties,
          globalSetup: ['packages/store/test/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['packages/*/src/**/*.browser.test.ts', 'packages/protocol/src/**/*.test.ts'],
          exclude: ['**/*.node.test.ts'],
          ...properties,
          testTimeout: 30_000,
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
          include: ['tests/**/*.test.ts'],
          globalSetup: ['packages/store/test/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
