// Brings what the tests drive and no npm package holds: Chromium and a font, Firefox, WebKitGTK with an X server without a
// screen, Python, in which the second verifier of the logs is written, SoftHSM as a PKCS#11 token, and a Ceph RADOS gateway as
// the real S3.
import { existsSync } from 'node:fs'
import { run } from './steps.mjs'

/** The whole Chromium, for tests of what its headless shell cannot do. */
export const wholeChromiumPath = process.env.RESEAL_CHROMIUM ?? '/usr/bin/chromium'

// The same engine without the windows of a browser, which take three quarters of what a page costs. Not every system has a
// package of it.
const headlessShell = {
  // Not the script of that name in /usr/bin: it would stay between the tests and the browser.
  path: '/usr/lib/chromium/chromium-headless-shell',
  packages: ['chromium-headless-shell'],
  satisfiedBy: 'RESEAL_CHROMIUM',
}

const needs = [
  {
    path: wholeChromiumPath,
    packages: ['chromium'],
    otherwise: 'install Chromium and set RESEAL_CHROMIUM to its program',
  },
  {
    // The widths that masks are made with are this font's; with another, texts and masks break elsewhere.
    path: '/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf',
    packages: ['fonts-liberation'],
    otherwise: 'install the Liberation fonts',
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
    path: process.env.RESEAL_SOFTHSM ?? '/usr/lib/softhsm/libsofthsm2.so',
    packages: ['softhsm2'],
    otherwise: 'install SoftHSM 2, a PKCS#11 token without hardware, and set RESEAL_SOFTHSM to its module',
  },
  {
    path: '/usr/bin/radosgw',
    packages: ['radosgw', 'ceph-mon', 'ceph-osd'],
    satisfiedBy: 'RESEAL_TEST_S3_ENDPOINT',
    otherwise: 'install a Ceph RADOS gateway, or set RESEAL_TEST_S3_ENDPOINT to an S3 server for tests',
  },
]

const isMissing = ({ path, satisfiedBy = '' }) => !existsSync(path) && !process.env[satisfiedBy]
const packagesOf = (missing) => missing.flatMap((need) => need.packages)

/** The Chromium that tests drive: its headless shell where that is there and no other was asked for. */
export function chromiumPath() {
  return !process.env.RESEAL_CHROMIUM && existsSync(headlessShell.path)
    ? headlessShell.path
    : wholeChromiumPath
}

function install(missing) {
  const packages = packagesOf(missing)
  process.stderr.write(`reseal: installing for the tests: ${packages.join(', ')} (apt-get)\n`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env })
}

/** Installs what is missing where it may; otherwise says what to install. Resolves with an exit status. */
export async function ensureTestMachine() {
  const missing = needs.filter(isMissing)
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    const wanted = isMissing(headlessShell) ? [headlessShell, ...missing] : missing
    if (wanted.length === 0) return 0
    await run('apt-get', ['update', '-qq', '-o', 'Acquire::http::Timeout=20'])
    if ((await install(wanted)) === 0) return 0
    return missing.length === 0 ? 0 : install(missing)
  }
  for (const need of missing) process.stderr.write(`reseal: the tests need ${need.path}: ${need.otherwise}\n`)
  if (missing.length > 0 && existsSync('/usr/bin/apt-get')) {
    process.stderr.write(
      `reseal: sudo apt-get install -y --no-install-recommends ${packagesOf(missing).join(' ')}\n`,
    )
  }
  return missing.length === 0 ? 0 : 1
}
