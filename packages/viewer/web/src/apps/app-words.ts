// Words for the settings of an app, and for what was changed of them.
import type { AppChangeReply, CommandWord } from '../../../src/apps/apps-api.ts'
import { formatBytes } from '../elements/byte-size.ts'

/** What each command does to recorders. */
export const commandMeanings: Readonly<Record<CommandWord, string>> = {
  none: 'Record as the page says.',
  off: 'Recording ends.',
  'sample-less': 'A tenth of the sessions that would be recorded are, from the next session on.',
  block: 'Everything is left out but an empty box.',
  later: 'What is sealed waits in the browser, ten minutes at a time.',
}

/** A sentence without who and when. */
export function changeWords({ setting, from = '', to = '' }: AppChangeReply): string {
  switch (setting) {
    case 'app':
      return 'registered the app'
    case 'app.parcels':
      return to === 'refuse' ? 'stopped taking recordings' : 'took recordings again'
    case 'app.command':
      return to === 'none'
        ? 'told recorders to record as the page says'
        : `told recorders “${to}” instead of “${from}”`
    case 'app.grants':
      return to === 'required' ? 'made grants required' : 'made membership suffice'
    case 'app.limit':
      return to === 'none' ? 'took the daily bound away' : `set the daily bound to ${formatBytes(Number(to))}`
    case 'app.origins':
      return to === ''
        ? from === ''
          ? 'changed the origins'
          : `removed the origin ${from}`
        : `added the origin ${to}`
    case 'app.sealing-key':
      return `gave pages the sealing key ${to} instead of ${from}`
    case 'rules':
      return 'published rules'
    case 'manifest':
      return 'published a manifest'
    case 'rules.accept':
      return 'changed which rules are taken'
    default:
      return `changed ${setting}`
  }
}
