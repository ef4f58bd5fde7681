// What is pasted into a page so that it records: a test pastes exactly this.

/** What `Reseal.init` is given. All of it is public. */
export interface SnippetValues {
  readonly endpoint: string
  readonly appKey: string
  readonly sealingKey: string
  readonly receiptKey: string
  readonly viewerUrl: string
}

/** How a page takes the recorder. */
export type SnippetKind = 'module' | 'script'

/** One text to copy, and where it goes. */
export interface SnippetPart {
  readonly where: string
  readonly text: string
}

const calls = ({ endpoint, appKey, sealingKey, receiptKey, viewerUrl }: SnippetValues): string =>
  `Reseal.init({
  endpoint: '${endpoint}',
  appKey: '${appKey}',
  sealingKey: '${sealingKey}',
  receiptKey: '${receiptKey}',
  viewerUrl: '${viewerUrl}',
})
Reseal.consentBanner({
  text: 'May we record how you use this page, with what you type left out?',
  accept: 'Allow',
  decline: 'No',
  noticeVersion: '1',
})
`

/** Everything that one kind of page needs, in order. */
export function snippetParts(kind: SnippetKind, values: SnippetValues): readonly SnippetPart[] {
  const policy = { where: 'Content-Security-Policy, where the page has one', text: policyLine(values) }
  if (kind === 'module') {
    return [
      { where: 'On the machine that builds the app', text: 'npm install @reseal/recorder-sdk' },
      {
        where: 'In the app, once a page loads',
        text: `import { Reseal } from '@reseal/recorder-sdk'\n\n${calls(values)}`,
      },
      policy,
    ]
  }
  return [
    {
      where: 'In the page, with dist/reseal.*.js of the recorder beside it',
      text: '<script src="/reseal.stub.js"></script>\n<script src="/start-recording.js"></script>\n',
    },
    { where: 'start-recording.js', text: calls(values) },
    policy,
  ]
}

/** The one source that the recorder needs beyond the page's own origin. */
function policyLine({ endpoint }: Pick<SnippetValues, 'endpoint'>): string {
  return `connect-src 'self' ${endpoint}`
}
