// Whether the logs can be believed: how far they are anchored, what the last verification found, and a verification of one's
// own that runs in this page.
import { type DragEvent, useEffect, useRef, useState } from 'react'
import type { IntegrityReply, LogIntegrity } from '../../../src/api-types.ts'
import { type ApiFailure, isAbort, toFailure } from '../api/api-failure.ts'
import { getCheckpoints, getIntegrity, readAuditLog } from '../api/integrity.ts'
import { useResource } from '../api/use-resource.ts'
import { Copyable } from '../elements/copyable.tsx'
import { FailureBar, FailureNotice } from '../elements/failure-notice.tsx'
import { formatUtc } from '../elements/moment.tsx'
import { saveFile } from '../elements/save-file.ts'
import { anchorItem, formatAge, verificationItem } from './integrity.ts'
import './integrity.css'
import { problemWords } from './problem-words.ts'
import { type PageReceipt, type PageVerdict, verifyLog, verifyReceiptText } from './verify-in-page.ts'

const askEveryMs = 5_000

export function IntegrityPage() {
  const { resource, reload } = useResource('integrity-page', getIntegrity)
  useEffect(() => {
    const timer = window.setInterval(() => {
      if (!document.hidden) reload()
    }, askEveryMs)
    return () => window.clearInterval(timer)
  }, [reload])
  return (
    <main className="page integrity-page">
      <div className="page-bar">
        <h1 className="page-title">Integrity</h1>
        <span className="quiet">
          Every event and every recording is a leaf of a log that only grows, anchored where this server
          cannot rewrite it.
        </span>
      </div>
      <div className="integrity-scroll">
        {resource.state === 'failed' && <FailureNotice failure={resource.failure} onRetry={reload} />}
        {resource.state === 'loading' && <div className="integrity-state" aria-busy="true" />}
        {resource.state === 'ready' && <State integrity={resource.value} />}
        <VerifyLog />
        <VerifyReceipts />
      </div>
    </main>
  )
}

function State({ integrity }: { readonly integrity: IntegrityReply }) {
  const anchored = anchorItem(integrity, 0)
  const verified = verificationItem(integrity)
  const { logs, anchoring, lastVerification } = integrity
  return (
    <section className="integrity-state" aria-label="State">
      <div className="integrity-said">
        <p>
          <span className={`dot dot-${anchored.tone}`} aria-hidden="true" /> <strong>{anchored.text}</strong>
        </p>
        <p className="quiet">{anchored.explanation}</p>
        {anchoring.places.length > 0 && (
          <p className="quiet">
            Further places:{' '}
            {anchoring.places
              .map(
                ({ place, missingCount }) =>
                  `${place} ${missingCount === 0 ? 'has all' : `lacks ${missingCount}`}`,
              )
              .join(', ')}
            .
          </p>
        )}
      </div>
      <div className="integrity-said">
        <p>
          <span className={`dot dot-${verified.tone}`} aria-hidden="true" />{' '}
          <strong>
            {lastVerification === undefined
              ? 'nobody ran reseal verify yet'
              : `${verified.text}, ${formatUtc(lastVerification.atMs)} UTC`}
          </strong>
        </p>
        <p className="quiet">
          {lastVerification?.ok === false
            ? 'Damage was found. Run “reseal verify” again for the first bad leaf; until it is explained, trust no answer of this log.'
            : '“reseal verify” checks both logs, every stream and every object from the anchors alone, on a machine of your own.'}
        </p>
      </div>
      <table className="table integrity-logs">
        <thead>
          <tr>
            <th>Log</th>
            <th className="number">Leaves</th>
            <th className="number">Anchored</th>
            <th className="integrity-age">Newest anchor</th>
            <th className="integrity-age">Oldest that waits</th>
          </tr>
        </thead>
        <tbody>
          <LogRow name="audit" log={logs.audit} />
          <LogRow name="recordings" log={logs.recordings} />
        </tbody>
      </table>
    </section>
  )
}

function LogRow({ name, log }: { readonly name: string; readonly log: LogIntegrity }) {
  const { size, anchoredSize, anchorAgeMs, unanchoredForMs } = log
  return (
    <tr>
      <td>{name}</td>
      <td className="number">{size.toLocaleString('en')}</td>
      <td className="number">{anchoredSize.toLocaleString('en')}</td>
      <td>{anchorAgeMs === null ? 'none yet' : `${formatAge(anchorAgeMs)} ago`}</td>
      <td>
        {size === anchoredSize ? <span className="quiet">none</span> : `for ${formatAge(unanchoredForMs)}`}
      </td>
    </tr>
  )
}

const keptKey = 'reseal:audit-key'
const keptCheckpoint = 'reseal:audit-checkpoint'

function VerifyLog() {
  const [key, setKey] = useState(() => window.localStorage.getItem(keptKey) ?? '')
  const [kept, setKept] = useState(() => window.localStorage.getItem(keptCheckpoint) ?? '')
  const [progress, setProgress] = useState<string>()
  const [verdict, setVerdict] = useState<PageVerdict>()
  const [failure, setFailure] = useState<ApiFailure>()
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])
  const verify = async () => {
    const abort = new AbortController()
    running.current = abort
    setVerdict(undefined)
    setFailure(undefined)
    setProgress('Asking for the newest checkpoint…')
    try {
      const { audit } = await getCheckpoints(abort.signal)
      const evidence = {
        ...audit,
        ...(key.trim() !== '' && { verifierKey: key }),
        ...(kept.trim() !== '' && { kept: `${kept.trim()}\n` }),
      }
      const found = await verifyLog(evidence, readAuditLog(abort.signal), (done, size) =>
        setProgress(`${done.toLocaleString('en')} of ${size.toLocaleString('en')} leaves hashed`),
      )
      setVerdict(found)
      // A key that it was verified with may be kept; one that the server gave was not.
      if (found.ok && key.trim() !== '') window.localStorage.setItem(keptKey, key.trim())
    } catch (error) {
      if (!isAbort(error)) setFailure(toFailure(error))
    } finally {
      setProgress(undefined)
    }
  }
  return (
    <section className="integrity-part" aria-labelledby="verify-log">
      <h2 id="verify-log">Verify the audit log in this page</h2>
      <p className="quiet integrity-words">
        The page reads every leaf, hashes them, and compares with the signed checkpoint. With a key and a
        checkpoint that you kept yourself, nothing of this server has to be believed. Reading the whole log is
        an event of it.
      </p>
      <div className="integrity-fields">
        <label>
          <span>
            The audit log’s key, as <code>reseal init</code> printed it
          </span>
          <input
            className="control mono"
            value={key}
            placeholder="Left empty, the key that this server names is used"
            spellCheck={false}
            onChange={({ target }) => setKey(target.value)}
          />
        </label>
        <label>
          A checkpoint that you kept
          <textarea
            className="control mono"
            rows={3}
            value={kept}
            placeholder="Left empty, only the newest is checked"
            spellCheck={false}
            onChange={({ target }) => setKept(target.value)}
          />
        </label>
      </div>
      <div className="integrity-actions">
        <button
          type="button"
          className="button button-main"
          disabled={progress !== undefined}
          onClick={() => void verify()}
        >
          Verify now
        </button>
        <span role="status" className="quiet">
          {progress}
        </span>
      </div>
      {failure !== undefined && <FailureBar failure={failure} onRetry={() => void verify()} />}
      {verdict !== undefined && (
        <Verdict
          verdict={verdict}
          isOwnKey={key.trim() !== ''}
          onKeep={(note) => {
            window.localStorage.setItem(keptCheckpoint, note)
            setKept(note)
          }}
        />
      )}
    </section>
  )
}

function Verdict(props: {
  readonly verdict: PageVerdict
  readonly isOwnKey: boolean
  readonly onKeep: (note: string) => void
}) {
  const { verdict, isOwnKey } = props
  const [isKept, setKept] = useState(false)
  if (!verdict.ok) {
    const { what, advice } = problemWords(verdict.problem)
    return (
      <div className="integrity-verdict integrity-broken" role="alert">
        <p>
          <strong>
            {what}
            {verdict.index !== undefined && ` First at leaf ${verdict.index.toLocaleString('en')}.`}
          </strong>
        </p>
        <p>{advice}</p>
      </div>
    )
  }
  return (
    <div className="integrity-verdict integrity-intact" role="status">
      <p>
        <strong>All {verdict.size.toLocaleString('en')} leaves are those that were signed.</strong> Root{' '}
        <Copyable text={verdict.root} shown={`${verdict.root.slice(0, 16)}…`} />
      </p>
      <p>
        {verdict.keptSize === undefined
          ? 'Keep this checkpoint: the next verification then proves that nothing before it was rewritten.'
          : `It continues your checkpoint of ${verdict.keptSize.toLocaleString('en')} leaves: nothing before it was rewritten.`}{' '}
        {!isOwnKey &&
          'The key was this server’s own; with the one that “reseal init” printed the proof stands by itself.'}
      </p>
      <div className="integrity-actions">
        <button
          type="button"
          className="button"
          onClick={() => {
            props.onKeep(verdict.note)
            setKept(true)
          }}
        >
          {isKept ? 'Kept in this browser' : 'Keep the checkpoint here'}
        </button>
        <button
          type="button"
          className="button"
          onClick={() => saveFile(`reseal-audit-checkpoint-${verdict.size}.txt`, verdict.note)}
        >
          Save it as a file
        </button>
      </div>
    </div>
  )
}

interface CheckedReceipt {
  readonly name: string
  readonly result: PageReceipt
}

function VerifyReceipts() {
  const [checked, setChecked] = useState<readonly CheckedReceipt[]>([])
  const [text, setText] = useState('')
  const [isOver, setOver] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  const check = async (given: readonly (readonly [name: string, text: string])[]) => {
    setFailure(undefined)
    try {
      const { audit, recordings } = await getCheckpoints()
      const own = window.localStorage.getItem(keptKey)
      const keys = [own ?? audit.verifierKey, recordings.verifierKey]
      const results = await Promise.all(
        given.map(async ([name, content]) => ({ name, result: await verifyReceiptText(content, keys) })),
      )
      setChecked((before) => [...results, ...before])
    } catch (error) {
      setFailure(toFailure(error))
    }
  }
  const checkFiles = async (files: Iterable<File>) =>
    check(await Promise.all([...files].map(async (file) => [file.name, await file.text()] as const)))
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void checkFiles(event.dataTransfer.files)
  }
  return (
    <section className="integrity-part" aria-labelledby="verify-receipts">
      <h2 id="verify-receipts">Check receipts</h2>
      <p className="quiet integrity-words">
        A receipt proves by itself that its event is in the anchored log. They are checked here and sent
        nowhere; offline the same does <code>reseal verify --receipt FILE --key KEY</code>.
      </p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the field and the button inside do the same by keyboard */}
      <div
        className={isOver ? 'receipt-drop receipt-over' : 'receipt-drop'}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <textarea
          className="control mono"
          rows={3}
          aria-label="A receipt"
          placeholder="Paste a receipt, or drop .tlog-proof files here"
          spellCheck={false}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <div className="integrity-actions">
          <button
            type="button"
            className="button"
            disabled={text.trim() === ''}
            onClick={() => {
              void check([['pasted', `${text.trim()}\n`]])
              setText('')
            }}
          >
            Check
          </button>
          <label className="button">
            Choose files
            <input
              type="file"
              multiple
              className="visually-hidden"
              accept=".tlog-proof,text/plain"
              onChange={({ target }) => void checkFiles(target.files ?? [])}
            />
          </label>
        </div>
      </div>
      {failure !== undefined && <FailureBar failure={failure} />}
      <ul className="receipt-list">
        {checked.map(({ name, result }, place) => (
          <li
            key={`${checked.length - place}`}
            className={`integrity-verdict ${result.ok ? 'integrity-intact' : 'integrity-broken'}`}
          >
            <ReceiptResult name={name} result={result} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function ReceiptResult({ name, result }: CheckedReceipt) {
  if (!result.ok) {
    const { what, advice } = problemWords(result.problem)
    return (
      <p>
        <span className="mono">{name}</span> <strong>{what}</strong> {advice}
      </p>
    )
  }
  const { leaf, index, size } = result
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  const what =
    text(leaf['action']) ?? (text(leaf['type']) === 'close' ? 'the end of a stream' : text(leaf['type']))
  const timeMs = leaf['time_ms']
  return (
    <>
      <p>
        <span className="mono">{name}</span> <strong>holds:</strong> leaf {index.toLocaleString('en')} of{' '}
        {size.toLocaleString('en')} is {what ?? 'in the log'}
        {text(leaf['outcome']) !== undefined && `, ${text(leaf['outcome'])}`}
        {typeof timeMs === 'number' && `, ${formatUtc(timeMs)} UTC`}.
      </p>
      <details>
        <summary>The leaf</summary>
        <pre className="mono receipt-leaf">{JSON.stringify(leaf, null, 2)}</pre>
      </details>
    </>
  )
}
