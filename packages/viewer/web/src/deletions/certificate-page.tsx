// The certificate of a session's deletion, to be read, printed or kept as JSON: what was destroyed, how one can prove it, from
// when on it holds everywhere, and what had left before.
import type { ReactNode } from 'react'
import type { CertifiedStream, DeletionCertificate } from '../../../src/deletions/deletions-api.ts'
import { Link } from '../address/link.tsx'
import { getCertificate } from '../api/deletions.ts'
import { useResource } from '../api/use-resource.ts'
import { formatBytes } from '../elements/byte-size.ts'
import { Copyable } from '../elements/copyable.tsx'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { formatUtc } from '../elements/moment.tsx'
import { saveFile } from '../elements/save-file.ts'
import { orderVerbs } from '../orders/order-words.ts'
import { causeWords } from './deletion-words.ts'

export function CertificatePage({ session }: { readonly session: string }) {
  const { resource, reload } = useResource(session, (signal) => getCertificate(session, signal))
  return (
    <main className="page">
      <div className="page-bar certificate-bar">
        <Link to={{ page: 'deletions' }} className="button button-plain">
          ← Deletions
        </Link>
        {resource.state === 'ready' && (
          <span className="certificate-do">
            <button
              type="button"
              className="button"
              onClick={() =>
                saveFile(
                  `reseal-deletion-${session}.json`,
                  `${JSON.stringify(resource.value, undefined, 2)}\n`,
                )
              }
            >
              Save as JSON
            </button>
            <button type="button" className="button" onClick={() => window.print()}>
              Print
            </button>
          </span>
        )}
      </div>
      <div className="sheet certificate-sheet" aria-busy={resource.state === 'loading'}>
        {resource.state === 'failed' && <FailureNotice failure={resource.failure} onRetry={reload} />}
        {resource.state === 'loading' && <h1 className="visually-hidden">Certificate of deletion</h1>}
        {resource.state === 'ready' && <Certificate certificate={resource.value} />}
      </div>
      <div className="page-foot">
        <span>Issuing a certificate is in the audit log.</span>
      </div>
    </main>
  )
}

function Certificate({ certificate }: { readonly certificate: DeletionCertificate }) {
  const { app, session, streams, order, whole, log } = certificate
  return (
    <article className="certificate">
      <h1>Certificate of deletion</h1>
      <p>
        {streams.length === 1 ? 'One stream' : `${streams.length} streams`} of the session{' '}
        <code>{session}</code> of the app <code>{app}</code> {streams.length === 1 ? 'was' : 'were'}{' '}
        destroyed.{' '}
        {whole
          ? 'Nothing of the session can be opened any more, by anyone.'
          : 'Other streams of the session are still there: what took the place of a redacted one, or was not part of it.'}
      </p>
      <dl className="certificate-facts">
        <Fact name="Issued">
          {utc(certificate.issuedAtMs)} by {certificate.issuedBy}
        </Fact>
        {order !== undefined && (
          <Fact name="Ordered">
            to {orderVerbs[order.kind]}: proposed by {order.proposedBy ?? 'somebody who was erased'},{' '}
            {utc(order.proposedAtMs)}
            {order.decidedAtMs !== undefined && (
              <>
                ; confirmed by {order.decidedBy ?? 'somebody who was erased'}, {utc(order.decidedAtMs)}
              </>
            )}
            {order.auditIndex !== undefined && <> (event {order.auditIndex} of the audit log)</>}
            {order.reason !== undefined && <div className="certificate-quote">“{order.reason}”</div>}
          </Fact>
        )}
        <Fact name="Destroyed">
          <Destroyed certificate={certificate} />
        </Fact>
        <Fact name="In effect">
          <Effect certificate={certificate} />
        </Fact>
        <Fact name="Had left before">
          <Left certificate={certificate} />
        </Fact>
        <Fact name="Still verifies">
          The sealed bytes, their chain of links and the tombstones stay, and verify without any key.
          {certificate.verification === undefined
            ? ' No verification has run on this deployment yet.'
            : ` The newest verification, ${utc(certificate.verification.atMs)}, found the deployment ${certificate.verification.intact ? 'intact' : 'broken'}.`}
        </Fact>
      </dl>
      <h2>Tombstones</h2>
      <p className="quiet">
        Each is a leaf of the log <code>{log.origin}</code>. A proof shows, with nothing but the log’s public
        key, that the leaf is under an anchored checkpoint.
      </p>
      <table className="table certificate-streams">
        <thead>
          <tr>
            <th className="certificate-when">Destroyed (UTC)</th>
            <th>Stream</th>
            <th className="certificate-why">Why</th>
            <th className="number">Leaf</th>
            <th className="certificate-proof">Proof</th>
          </tr>
        </thead>
        <tbody>
          {streams.map((stream) => (
            <Tombstone key={stream.stream} stream={stream} />
          ))}
        </tbody>
      </table>
      <p className="certificate-key">
        <span className="quiet">Public key of the log (Ed25519, base64)</span> <code>{log.publicKey}</code>
      </p>
    </article>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

const rowNames = [
  ['streamKeys', 'wrapped keys (stream_keys)'],
  ['summaries', 'summaries for search'],
  ['findings', 'findings of the sentinel'],
  ['notes', 'notes of people'],
] as const

function Destroyed({ certificate }: { readonly certificate: DeletionCertificate }) {
  const left = rowNames.filter(([name]) => certificate.remaining[name] > 0)
  return (
    <>
      {rowNames.map(([, words]) => words).join(', ')}.{' '}
      {left.length === 0
        ? 'Counted when this was issued: none of them is left.'
        : `Left when this was issued: ${left.map(([name, words]) => `${certificate.remaining[name]} ${words}`).join(', ')}.`}
    </>
  )
}

function Effect({ certificate }: { readonly certificate: DeletionCertificate }) {
  const { backups } = certificate
  return backups.declared ? (
    <>
      at once in the deployment; in backups from {utc(backups.effectiveAtMs)} on, as whoever runs it declares
      that none of a key gets older than {backups.maxAgeDays} days.
    </>
  ) : (
    <>
      at once in the deployment. In backups: undeclared. Whoever runs it has not said how old backups of keys
      get (RESEAL_BACKUP_MAX_AGE_DAYS).
    </>
  )
}

function Left({ certificate }: { readonly certificate: DeletionCertificate }) {
  const { exported, readCount } = certificate
  return (
    <>
      {exported.length === 0
        ? 'No export of the session is in the audit log. '
        : 'Exports, which this does not reach: '}
      {exported.length > 0 && (
        <ul className="certificate-left">
          {exported.map(({ auditIndex, atMs, by, bytes }) => (
            <li key={auditIndex}>
              event {auditIndex}, {utc(atMs)}
              {by === undefined ? '' : `, ${by}`}
              {bytes === undefined ? '' : `, ${formatBytes(bytes)}`}
            </li>
          ))}
        </ul>
      )}
      {readCount === 0
        ? 'Nobody had watched any of it.'
        : `Ranges of it had been watched ${readCount === 1 ? 'once' : `${readCount} times`}; the audit log has who, when and why.`}
    </>
  )
}

function Tombstone({ stream }: { readonly stream: CertifiedStream }) {
  const { tombstone } = stream
  return (
    <tr>
      <td>{formatUtc(stream.destroyedAtMs)}</td>
      <td className="mono">{stream.stream}</td>
      <td>{causeWords[stream.cause]}</td>
      <td className="number">{tombstone.index}</td>
      <td>
        <Copyable
          text={tombstone.proof}
          shown="copy"
          title="Copy the proof (C2SP tlog-proof), with the leaf in it"
        />{' '}
        <button
          type="button"
          className="copyable"
          onClick={() => saveFile(`reseal-tombstone-${stream.stream}.tlog-proof`, tombstone.proof)}
        >
          save
        </button>
      </td>
    </tr>
  )
}

function utc(atMs: number): string {
  return `${formatUtc(atMs)} UTC`
}
