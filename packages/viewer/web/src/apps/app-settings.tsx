// Settings of an app that are one choice each: what recorders are told, how much is taken, who may watch.
import { type FormEvent, useState } from 'react'
import { type AppReply, type CommandWord, commandWords } from '../../../src/apps/apps-api.ts'
import { Link } from '../address/link.tsx'
import { formatBytes } from '../elements/byte-size.ts'
import type { Change } from './app-detail.tsx'
import { commandMeanings } from './app-words.ts'

interface SettingProps {
  readonly app: AppReply
  readonly isSending: boolean
  readonly onChange: Change
}

/** Words that only tighten; a recorder hears them with its next receipt. */
export function RecorderCommands({ app, isSending, onChange }: SettingProps) {
  return (
    <>
      <p className="quiet field-help">
        Heard with the next receipt. How much a page samples, and all it lets through, stands in the page:
        from here it can only be less.
      </p>
      <div className="choices" role="radiogroup" aria-label="What recorders are told">
        {commandWords.map((word) => (
          <label key={word} className="choice">
            <input
              type="radio"
              name="command"
              checked={app.command === word}
              disabled={isSending}
              onChange={() => onChange({ command: word })}
            />
            <span>
              {commandLabel(word)} <span className="quiet">{commandMeanings[word]}</span>
            </span>
          </label>
        ))}
      </div>
    </>
  )
}

function commandLabel(word: CommandWord): string {
  return word === 'none' ? 'nothing.' : `${word}.`
}

const gigabyte = 1_000_000_000

/** How much ingest takes in a day. */
export function DailyBound({ app, isSending, onChange }: SettingProps) {
  const { dailyQuotaBytes, today } = app
  const [text, setText] = useState(dailyQuotaBytes === null ? '' : String(dailyQuotaBytes / gigabyte))
  const size = Number(text)
  const isValid = text.trim() === '' || (Number.isFinite(size) && size >= 0.001 && size <= 1_000_000)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isValid) onChange({ dailyQuotaBytes: text.trim() === '' ? 0 : Math.round(size * gigabyte) })
  }
  const share = dailyQuotaBytes === null ? undefined : Math.min(1, today.bytes / dailyQuotaBytes)
  return (
    <form className="bound" onSubmit={submit}>
      <p>
        Today: {formatBytes(today.bytes)} in {today.parcels.toLocaleString('en')} parcels
        {dailyQuotaBytes !== null && ` of ${formatBytes(dailyQuotaBytes)}`}
      </p>
      {share !== undefined && (
        <meter
          className="bound-meter"
          aria-label="Used of the bound today"
          min={0}
          max={1}
          high={0.9}
          value={share}
        />
      )}
      <div className="origins-add">
        <label className="bound-field">
          <input
            className="control"
            inputMode="decimal"
            aria-label="Gigabytes a day"
            aria-invalid={!isValid}
            placeholder="none"
            value={text}
            disabled={isSending}
            onChange={({ target }) => setText(target.value)}
          />{' '}
          GB a day
        </label>
        <button type="submit" className="button" disabled={isSending || !isValid}>
          Set
        </button>
      </div>
      <p className="quiet field-help">
        Above it ingest answers “later” until midnight (UTC), and recorders keep what they have. Leave it
        empty for no bound.
      </p>
    </form>
  )
}

/** Whether membership suffices, and what a ticket looks like. */
export function AccessPanel(props: SettingProps & { readonly ticketPattern: string }) {
  const { app, isSending, onChange, ticketPattern } = props
  return (
    <>
      <label className="choice">
        <input
          type="checkbox"
          checked={app.grantsRequired}
          disabled={isSending}
          onChange={({ target }) => onChange({ grantsRequired: target.checked })}
        />
        <span>
          Engineers need a grant for each time.{' '}
          <span className="quiet">
            {app.grantsRequired
              ? 'A privacy officer approves it, for some hours.'
              : 'Now its members may watch, for a purpose.'}
          </span>
        </span>
      </label>
      <p className="quiet field-help">
        A ticket is written as <code>{ticketPattern}</code>, in all apps.
      </p>
      <p className="field-help">
        <Link to={{ page: 'people' }}>Who its members are</Link>
      </p>
    </>
  )
}
