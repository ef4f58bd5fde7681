import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseArguments } from '../../packages/cli/src/command-line/parse-arguments.ts'
import { resolveCommand } from '../../packages/cli/src/commands/resolve-command.ts'
import { checkNpmLines, checkResealLines, shellWords } from './command-lines.mjs'
import { checkLinks } from './links.mjs'
import { readMarkdown } from './markdown.mjs'
import { createPathCheck } from './paths.mjs'
import { checkVariables, undocumentedSettings, variablesRead } from './settings.mjs'
import { checkShownBy } from './shown-by.mjs'

interface Problem {
  readonly line: number
  readonly text: string
}

const page = (text: string, path = 'docs/page.md') => ({ path, markdown: readMarkdown(text) })
const said = (problems: readonly Problem[]): string[] => problems.map(({ line, text }) => `${line}: ${text}`)

let root: string

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'reseal-docs-'))
  const files = {
    'docs/page.md': '',
    'docs/other.md': '# One & two\n\n```\n# no heading\n```\n\n## `code` and a [link](x)\n\n## One & two\n',
    'packages/a/src/main.ts': '',
    'packages/a/src/main.test.ts': "test('opens', () => {})",
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('links', () => {
  test('lead to files and headings, with GitHub’s anchors', () => {
    const text =
      '[a](other.md) [b](other.md#one--two) [c](other.md#code-and-a-link) [d](../packages/a) ' +
      '[e](other.md#one--two-1) [f](https://example.org/x#y) `[g](none.md)`\n\n```\n[h](none.md)\n```\n'
    expect(checkLinks(page(text), root)).toEqual([])
  })

  test('that lead nowhere are named by line', () => {
    const text = '[a](none.md)\n[b](other.md#no-heading)\n[c](#here)\n![d](images/none.png)\n\n[e]: gone.md\n'
    expect(said(checkLinks(page(text), root))).toEqual([
      '1: link to none.md: no such file',
      '2: link to other.md#no-heading: no such heading',
      '3: link to #here: no such heading',
      '4: link to images/none.png: no such file',
      '6: link to gone.md: no such file',
    ])
  })

  test('out of the repository are none', () => {
    expect(said(checkLinks(page('[a](../../etc/passwd)'), root))).toHaveLength(1)
  })
})

describe('paths in backticks', () => {
  test('are those of the repository, the package or the folder; others are not looked at', () => {
    const check = createPathCheck(root, new Set(['main.test.ts']))
    const text =
      '`packages/a/src/main.ts` `packages/*/src` `main.test.ts` `text/html` `src/main.ts:12` `a/b.ts`'
    expect(check(page(text))).toEqual([])
    expect(check(page('`src/main.ts`', 'packages/a/README.md'))).toEqual([])
  })

  test('that are not there are named', () => {
    const check = createPathCheck(root, new Set(['main.test.ts']))
    const text = '`packages/b/src` and `docs/gone.md`\n`packages/*/lib` `gone.test.ts`'
    expect(said(check(page(text)))).toEqual([
      '1: `packages/b/src` is no path of the repository',
      '1: `docs/gone.md` is no path of the repository',
      '2: `packages/*/lib` is no path of the repository',
      '2: `gone.test.ts` is no path of the repository',
    ])
  })
})

test('a script that no package has is named', () => {
  const text = 'run `npm run build`\n\n```sh\nnpm run docs:chek\n```\n'
  expect(said(checkNpmLines(page(text), new Set(['build', 'docs:check'])))).toEqual([
    '4: npm run docs:chek: no package here has such a script',
  ])
})

describe('command lines of reseal', () => {
  const cli = { resolveCommand, parseArguments }
  const problems = async (text: string): Promise<string[]> => said(await checkResealLines(page(text), cli))

  test('words end at comments, pipes and redirections', () => {
    expect(shellWords(`reseal app add --id "a b" --origin='x|y' # why`)).toEqual([
      'reseal',
      'app',
      'add',
      '--id',
      'a b',
      '--origin=x|y',
    ])
    expect(shellWords('reseal verify --json | jq . > x')).toEqual(['reseal', 'verify', '--json'])
  })

  test('parse by the command’s own parser, in a block as a whole and in a sentence as far as they go', async () => {
    const text =
      '`reseal verify --since`, `reseal rules accept registered --app APP`, `RESEAL_DATA=x reseal serve SERVICE --check`, `reseal --help`\n' +
      '```sh\n$ npx reseal app limit --id portal \\\n    --bytes-per-day 50GiB   # or none\nnode reseal bogus\n```\n'
    expect(await problems(text)).toEqual([])
  })

  test.each([
    ['`reseal verfy`', '1: reseal verfy: "verfy" is not a command. Did you mean "reseal verify"?'],
    [
      '`reseal verify --sinse x`',
      '1: reseal verify --sinse x: --sinse is not an option here. Did you mean --since?',
    ],
    [
      '```\nreseal serve\n```',
      '2: reseal serve: SERVICE is needed: which service (ingest, viewer, worker, all).',
    ],
    [
      '`reseal serve wrker`',
      '1: reseal serve wrker: SERVICE takes one of ingest, viewer, worker, all. Did you mean worker?',
    ],
    ['`reseal verify one`', '1: reseal verify one: "one" is one word too many.'],
  ])('that do not parse are named: %s', async (text, problem) => {
    expect(await problems(text)).toEqual([problem])
  })
})

describe('settings', () => {
  test('a variable that means nothing is named, and so is a setting that no document names', () => {
    const known = new Set(['RESEAL_HOST', 'RESEAL_S3_BUCKET', 'RESEAL_BENCH_PAIRS'])
    const text = 'Set `RESEAL_HOST`, `RESEAL_S3_*` or RESEAL_HOSTS\n```sh\nRESEAL_PORT=1 x\n```\n'
    expect(said(checkVariables(page(text), known))).toEqual([
      '1: RESEAL_HOSTS is no setting',
      '3: RESEAL_PORT is no setting',
    ])
    expect(undocumentedSettings([page(text)], ['RESEAL_HOST', 'RESEAL_PORT', 'RESEAL_S3_BUCKET'])).toEqual([
      'RESEAL_S3_BUCKET',
    ])
  })

  test('a file’s variable is said with its own, where a document says so', () => {
    const settings = ['RESEAL_URL', 'RESEAL_URL_FILE']
    expect(undocumentedSettings([page('`RESEAL_URL`')], settings)).toEqual(['RESEAL_URL_FILE'])
    expect(undocumentedSettings([page('`RESEAL_URL`, or with `_FILE` behind it')], settings)).toEqual([])
  })

  test('what tests and benches read counts as known', () => {
    expect(variablesRead("process.env['RESEAL_A'] ?? env.RESEAL_B_2")).toEqual(['RESEAL_A', 'RESEAL_B_2'])
  })
})

describe('rows with a column "shown by"', () => {
  const read = (path: string): string | undefined =>
    path === 'packages/a/src/main.test.ts' ? "test('opens it', …); test(\"don't\", …)" : undefined
  const table = (cell: string): string => `| what | shown by |\n| --- | --- |\n| x | ${cell} |\n`

  test.each([
    '`packages/a/src/main.test.ts` "opens it"',
    '`packages/a/src/main.test.ts`: "opens it", "don\'t"',
    '`reseal verify`',
    '`npm run size`',
  ])('are fine with %s', (cell) => {
    expect(checkShownBy(page(table(cell)), read)).toEqual([])
  })

  test.each([
    ['we promise', '3: the row names neither a test nor a command'],
    ['`packages/a/src/gone.test.ts` "opens it"', '3: packages/a/src/gone.test.ts is not there'],
    ['`packages/a/src/main.test.ts` "closes it"', '3: packages/a/src/main.test.ts has no test "closes it"'],
    ['`packages/a/src/main.test.ts`', "3: packages/a/src/main.test.ts is named without a test's title"],
  ])('dangle with %s', (cell, problem) => {
    expect(said(checkShownBy(page(table(cell)), read))).toEqual([problem])
  })
})
