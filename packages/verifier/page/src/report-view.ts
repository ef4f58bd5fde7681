// A verification's report as a page: the verdict first, then what was found, then what was read.
import {
  explainProblem,
  formatBytes,
  formatPlace,
  logNames,
  type Problem,
  unprovenReason,
  type VerifyReport,
} from '@reseal/verifier'
import { type Child, element } from './elements.ts'

const number = (value: number): string => value.toLocaleString('en-US')
const count = (value: number, one: string, many: string = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : many}`

/** The elements that show a report. */
export function renderReport(report: VerifyReport): readonly Child[] {
  return [
    renderVerdict(report),
    report.problems.length > 0
      ? element(
          'section',
          'problems',
          element('h2', '', 'What was found'),
          report.problems.map(renderProblem),
        )
      : undefined,
    renderFacts(report),
    renderTombstones(report),
  ]
}

const headlines = {
  intact: 'Intact',
  broken: 'Broken',
  unproven: 'Unproven',
} as const

function renderVerdict(report: VerifyReport): Child {
  const { verdict, problems, verifiedAt, durationMs } = report
  const sentence = {
    intact: 'Everything that was given agrees with the signed checkpoints.',
    broken: `${count(problems.length, 'problem')} found. The first is the one to look at first: others may follow from it.`,
    unproven: `Nothing disagrees, but ${unprovenReason(report)}.`,
  }[verdict]
  const took = `${verifiedAt.replace('T', ' ').slice(0, 19)} UTC, in ${(durationMs / 1000).toFixed(1)} s`
  return element(
    'div',
    `verdict ${verdict}`,
    element('h2', '', headlines[verdict]),
    element('p', '', sentence),
    element('p', 'quiet', took),
  )
}

function renderProblem(problem: Problem): Child {
  const { means, next } = explainProblem(problem.kind)
  const more = problem.count > 1 ? `, and ${number(problem.count - 1)} more like it` : ''
  return element(
    'article',
    'problem',
    element('h3', '', problem.detail, element('code', 'kind', problem.kind)),
    element(
      'dl',
      '',
      term('First bad index', element('span', 'place', formatPlace(problem)), more),
      term('What it means', means),
      term('What to do next', next),
    ),
  )
}

function term(name: string, ...value: readonly Child[]): Child {
  return [element('dt', '', name), element('dd', '', ...value)]
}

function renderFacts({ logs, recordings, evidence }: VerifyReport): Child {
  const ofLog = (log: (typeof logNames)[number]): Child => {
    const { size, anchoredSize, checkpointCount, unprovenCount } = logs[log]
    return term(
      log === 'audit' ? 'Audit log' : 'Recordings log',
      `${count(size, 'leaf', 'leaves')}, the first ${number(anchoredSize)} proven by ${count(checkpointCount, 'checkpoint')}`,
      unprovenCount > 0 ? `; ${number(unprovenCount)} newer than every checkpoint` : '',
      `; key ${evidence.keys[log] === 'given' ? 'as you gave it' : 'as leaf 0 names it'}`,
    )
  }
  const sizes = [
    count(recordings.batchCount, 'batch', 'batches'),
    count(recordings.streamCount, 'stream'),
    count(recordings.segmentCount, 'segment'),
    formatBytes(recordings.sizeBytes),
  ].join(', ')
  return element(
    'section',
    'facts',
    element('h2', '', 'What was read'),
    element(
      'dl',
      '',
      logNames.map(ofLog),
      term('Recordings', sizes),
      evidence.exportLines === undefined
        ? []
        : term(
            'Export',
            `${count(evidence.exportLines, 'event')}${evidence.exportFiltered ? ', filtered' : ''}`,
          ),
      evidence.receipts === undefined ? [] : term('Receipts', count(evidence.receipts, 'receipt')),
      recordings.unlistedCount === 0
        ? []
        : term(
            'Unlisted',
            `${count(recordings.unlistedCount, 'object')} that no batch names; no receipt was given for them`,
          ),
      term('Database', 'not looked at: this page has none'),
    ),
  )
}

function renderTombstones({ recordings: { tombstones, tombstoneCount } }: VerifyReport): Child {
  if (tombstoneCount === 0) return undefined
  const rows = tombstones.map(({ leafIndex, stream, session, at }) =>
    element(
      'tr',
      '',
      [`${leafIndex}`, at.slice(0, 19).replace('T', ' '), stream, session].map((text) =>
        element('td', '', text),
      ),
    ),
  )
  return element(
    'section',
    'facts',
    element('h2', '', `Withdrawn: ${count(tombstoneCount, 'stream')}`),
    element(
      'table',
      '',
      element(
        'thead',
        '',
        element(
          'tr',
          '',
          ['Leaf', 'When (UTC)', 'Stream', 'Session'].map((text) => element('th', '', text)),
        ),
      ),
      element('tbody', '', rows),
    ),
  )
}
