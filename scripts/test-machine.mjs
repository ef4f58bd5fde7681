// Brings what the tests drive and no npm package holds: Chromium, Firefox, WebKitGTK with an X server without a
// screen, Python, in which the second verifier of the logs is written, and a Ceph RADOS gateway as the real S3.
import { existsSync } from 'node:fs'
import { run } from './steps.mjs'

const needs = [
  {
    path: process.env.RESEAL_CHROMIUM ?? '/usr/bin/chromium',
    packages: ['chromium'],
    otherwise: 'install Chromium and set RESEAL_CHROMIUM to its program',
  },
  {
    path: process.env.RESEAL_FIREFOX ?? '/usr/bin/firefox-esr',
    packages: ['firefox-esr'],
    otherwise: 'install Firefox ESR and set RESEAL_FIREFOX to its program',
  },
  {
    path: process.env.RESEAL_WEBKIT_DRIVER ?? '/usr/bin/WebKitWebDriver',
    packages: ['webkit2gtk-driver'],
    otherwise: "install WebKitGTK's WebDriver and set RESEAL_WEBKIT_DRIVER to its program",
  },
  {
    path: '/usr/bin/Xvfb',
    packages: ['xvfb'],
    otherwise: 'install Xvfb, on whose screen the tests show WebKit',
  },
  {
    path: process.env.RESEAL_PYTHON ?? '/usr/bin/python3',
    packages: ['python3'],
    otherwise: 'install Python 3 and set RESEAL_PYTHON to its program',
  },
  {
    path: '/usr/bin/radosgw',
    packages: ['radosgw', 'ceph-mon', 'ceph-osd'],
    satisfiedBy: 'RESEAL_TEST_S3_ENDPOINT',
    otherwise: 'install a Ceph RADOS gateway, or set RESEAL_TEST_S3_ENDPOINT to an S3 server for tests',
  },
]

/** Installs what is missing where it may; otherwise says what to install. Resolves with an exit status. */
export async function ensureTestMachine() {
  const missing = needs.filter((need) => !existsSync(need.path) && !process.env[need.satisfiedBy ?? ''])
  if (missing.length === 0) return 0
  const packages = missing.flatMap((need) => need.packages)
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) {
    for (const need of missing)
      process.stderr.write(`reseal: the tests need ${need.path}: ${need.otherwise}\n`)
    if (existsSync('/usr/bin/apt-get')) {
      process.stderr.write(`reseal: sudo apt-get install -y --no-install-recommends ${packages.join(' ')}\n`)
    }
    return 1
  }
  process.stderr.write(`reseal: installing for the tests: ${packages.join(', ')} (apt-get)\n`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const updated = await run('apt-get', ['update', '-qq'], { env })
  if (updated !== 0) return updated
  return run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env })
}
