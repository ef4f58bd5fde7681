// The auditor's page: takes evidence, verifies it, shows the report. It opens no connection.
import './page.css'
import { decodeBase64url } from '@reseal/protocol'
import {
  createAnchorSource,
  createWebPlatform,
  formatBytes,
  type KeptReceipts,
  type LogName,
  logNames,
  logOfOrigin,
  originOfNote,
  type PinnedLog,
  type PinnedLogs,
  readJsonLines,
  type VerifyInput,
  type VerifyProgress,
  type VerifyReport,
  verifierKeysIn,
  verifyDeployment,
} from '@reseal/verifier'
import { byId, element } from './elements.ts'
import {
  type EvidenceFiles,
  type FoundFile,
  filesOfDrop,
  filesOfInput,
  sortEvidence,
} from './evidence-files.ts'
import { renderReceipt } from './receipt-view.ts'
import { renderReport } from './report-view.ts'

/** Something that whoever uses the page has to set right first. */
class Refusal extends Error {}

startPage()

function startPage(): void {
  let files: FoundFile[] = []
  const take = (more: readonly FoundFile[]): void => {
    files = [...files, ...more]
    showFound(sortEvidence(files), files.length)
  }
  for (const id of ['folder', 'files']) {
    const input = byId(id, HTMLInputElement)
    input.addEventListener('change', () => take(filesOfInput(input)))
  }
  byId('clear', HTMLButtonElement).addEventListener('click', () => {
    files = []
    for (const id of ['folder', 'files']) byId(id, HTMLInputElement).value = ''
    take([])
  })
  startDrop(take)
  byId('keys', HTMLTextAreaElement).addEventListener('input', showKeys)
  byId('evidence', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault()
    void run(sortEvidence(files))
  })
}

function startDrop(take: (files: readonly FoundFile[]) => void): void {
  const area = byId('drop', HTMLDivElement)
  // Dropped beside the area, the browser would leave the page for the file.
  document.addEventListener('dragover', (event) => {
    event.preventDefault()
    area.classList.toggle('over', event.target instanceof Node && area.contains(event.target))
  })
  document.addEventListener('dragleave', () => area.classList.remove('over'))
  document.addEventListener('drop', (event) => {
    event.preventDefault()
    area.classList.remove('over')
    if (event.dataTransfer) void filesOfDrop(event.dataTransfer).then(take)
  })
}

function showFound({ counts }: EvidenceFiles, fileCount: number): void {
  const { checkpoints, tiles, batches, batchBytes } = counts
  const others = fileCount - checkpoints - tiles - batches
  const lines = [
    `${checkpoints} ${checkpoints === 1 ? 'checkpoint' : 'checkpoints'}`,
    `${tiles} tiles and bundles of leaves`,
    `${batches} ${batches === 1 ? 'batch' : 'batches'}, ${formatBytes(batchBytes)}`,
    ...(others > 0 ? [`${others} other files, which are not read`] : []),
  ]
  byId('found', HTMLUListElement).replaceChildren(
    ...(fileCount === 0 ? [] : lines.map((line) => element('li', '', line))),
  )
  byId('clear', HTMLButtonElement).hidden = fileCount === 0
}

function pinnedByPage(): PinnedLogs {
  const pinned: Partial<Record<LogName, PinnedLog>> = {}
  for (const key of verifierKeysIn(byId('keys', HTMLTextAreaElement).value)) {
    const log = logOfOrigin(key.origin)
    if (log) pinned[log] = key
  }
  return pinned
}

function showKeys(): void {
  const pinned = pinnedByPage()
  const text = byId('keys', HTMLTextAreaElement).value.trim()
  const found = logNames.filter((log) => pinned[log])
  byId('keys-found', HTMLParagraphElement).textContent =
    found.length > 0
      ? `Key of the ${found.join(' log and the ')} log.`
      : text === ''
        ? ''
        : 'No verifier key in this text.'
}

async function run(evidence: EvidenceFiles): Promise<void> {
  const refusal = byId('refusal', HTMLSpanElement)
  const button = byId('verify', HTMLButtonElement)
  const progress = byId('progress', HTMLElement)
  refusal.textContent = ''
  button.disabled = true
  progress.hidden = false
  try {
    await verifyAndShow(evidence)
  } catch (error) {
    refusal.textContent =
      error instanceof Refusal
        ? error.message
        : 'A file could not be read to its end. Choose the files again; they may have changed meanwhile.'
  } finally {
    button.disabled = false
    progress.hidden = true
  }
}

async function verifyAndShow(evidence: EvidenceFiles): Promise<void> {
  const pinned = pinnedByPage()
  const proof = byId('proof', HTMLInputElement).files?.[0]
  const hasAnchors = evidence.counts.checkpoints + evidence.counts.tiles > 0
  if (!hasAnchors && !proof)
    throw new Refusal('There are no anchors among the files: choose the folder that holds them.')
  const shown = proof ? [await renderReceipt(proof, pinned)] : []
  const report = hasAnchors ? await verifyDeployment(await inputOf(evidence, pinned)) : undefined
  const section = byId('report', HTMLElement)
  const parts = [...shown, ...(report ? [...renderReport(report), buttonsOf(report)] : [])]
  section.replaceChildren(element('div', '', ...parts))
  section.hidden = false
  section.focus()
}

async function inputOf({ anchors, objects }: EvidenceFiles, pinned: PinnedLogs): Promise<VerifyInput> {
  const auditExport = byId('export', HTMLInputElement).files?.[0]
  const receipts = await keptReceipts()
  return {
    platform: createWebPlatform(),
    objects,
    anchor: createAnchorSource(anchors),
    pinned,
    kept: await keptCheckpoints(),
    ...(auditExport ? { auditExport: () => piecesOf(auditExport) } : {}),
    ...(receipts ? { receipts } : {}),
    onProgress: showProgress,
  }
}

async function keptCheckpoints(): Promise<Partial<Record<LogName, string>>> {
  const kept: Partial<Record<LogName, string>> = {}
  for (const { file } of filesOfInput(byId('kept', HTMLInputElement))) {
    const note = await file.text()
    const log = logOfOrigin(originOfNote(note))
    if (!log) throw new Refusal(`${file.name} is no signed checkpoint of a log.`)
    kept[log] = note
  }
  return kept
}

async function keptReceipts(): Promise<KeptReceipts | undefined> {
  const file = byId('receipts', HTMLInputElement).files?.[0]
  if (!file) return undefined
  try {
    const publicKey = decodeBase64url(byId('receipt-key', HTMLInputElement).value.trim())
    if (publicKey.length === 65) return { receipts: readJsonLines(piecesOf(file)), publicKey }
  } catch {
    // Said below, as for a key of another length.
  }
  throw new Refusal('Receipts need the receipt key: receiptKey of init.json.')
}

async function* piecesOf(file: File): AsyncGenerator<Uint8Array> {
  const pieceBytes = 1024 * 1024
  for (let start = 0; start < file.size; start += pieceBytes) {
    yield new Uint8Array(await file.slice(start, start + pieceBytes).arrayBuffer())
  }
}

const sentences: Readonly<Record<VerifyProgress['step'], string>> = {
  checkpoints: 'Checking signatures of checkpoints',
  tree: 'Holding tiles against checkpoints',
  log: 'Holding leaves and batches against the tree',
  objects: 'Hashing batches',
  streams: 'Following the chains of streams',
}

function showProgress({ step, log, done, total }: VerifyProgress): void {
  const bar = byId('bar', HTMLProgressElement)
  const of = log === undefined ? '' : ` of the ${log} log`
  const amount =
    step === 'objects' ? `${formatBytes(done)} of ${formatBytes(total)}` : done.toLocaleString('en-US')
  byId('step', HTMLParagraphElement).textContent = `${sentences[step]}${of}: ${amount}`
  if (total > 0) bar.value = done / total
  else bar.removeAttribute('value')
}

function buttonsOf(report: VerifyReport): HTMLElement {
  const save = element('button', 'button', 'Save the report (JSON)')
  save.type = 'button'
  save.addEventListener('click', () => {
    const link = element('a', '')
    link.href = URL.createObjectURL(
      new Blob([`${JSON.stringify(report, undefined, 2)}\n`], { type: 'application/json' }),
    )
    link.download = 'reseal-verify.json'
    link.click()
    URL.revokeObjectURL(link.href)
  })
  const print = element('button', 'button', 'Print')
  print.type = 'button'
  print.addEventListener('click', () => window.print())
  return element('p', 'buttons', save, print)
}
