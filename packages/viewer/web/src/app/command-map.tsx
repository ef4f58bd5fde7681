// All keys at once, on `?`.
import { type RefObject, useEffect } from 'react'

interface Command {
  readonly keys: readonly string[]
  readonly does: string
}

const groups: readonly { readonly title: string; readonly commands: readonly Command[] }[] = [
  {
    title: 'Everywhere',
    commands: [
      { keys: ['g', 's'], does: 'Sessions' },
      { keys: ['g', 'e'], does: 'Errors' },
      { keys: ['g', 'q'], does: 'Quarantine, for privacy officers' },
      { keys: ['g', 'r'], does: 'Rules, for those who answer for them' },
      { keys: ['g', 'c'], does: 'Access' },
      { keys: ['g', 'w'], does: 'Weekly review' },
      { keys: ['g', 'p'], does: 'People, for admins' },
      { keys: ['g', 'a'], does: 'Audit' },
      { keys: ['/'], does: 'Filter' },
      { keys: ['?'], does: 'This map' },
    ],
  },
  {
    title: 'Lists',
    commands: [
      { keys: ['j'], does: 'Next line' },
      { keys: ['k'], does: 'Line before' },
      { keys: ['Enter'], does: 'Open' },
      { keys: ['r'], does: 'Ask again' },
      { keys: ['f'], does: 'Filters of the sessions, open or closed' },
    ],
  },
  {
    title: 'Replay',
    commands: [
      { keys: ['Space'], does: 'Play or pause' },
      { keys: ['←', '→'], does: '5 s back, 5 s on' },
      { keys: ['Shift', '←', '→'], does: '30 s back, 30 s on' },
      { keys: [',', '.'], does: 'Event before, next event' },
      { keys: ['e'], does: 'Next error' },
      { keys: ['i'], does: 'Skip idle time or not' },
      { keys: ['-', '+'], does: 'Slower, faster' },
      { keys: ['p'], does: 'Show provenance or not' },
      { keys: ['l'], does: 'Legend, open or closed' },
      { keys: ['t'], does: 'Copy the link to this moment' },
      { keys: ['n'], does: 'Write a note at this moment' },
    ],
  },
]

export function CommandMap({ dialog }: { readonly dialog: RefObject<HTMLDialogElement | null> }) {
  useEffect(() => {
    const element = dialog.current
    const closeOutside = (event: MouseEvent) => {
      if (event.target === element) element?.close()
    }
    element?.addEventListener('click', closeOutside)
    return () => element?.removeEventListener('click', closeOutside)
  }, [dialog])
  return (
    <dialog ref={dialog} className="map" aria-labelledby="map-title">
      <div className="map-head">
        <h2 id="map-title">Keys</h2>
        <form method="dialog">
          <button type="submit" className="button button-plain" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </form>
      </div>
      <div className="map-body">
        {groups.map(({ title, commands }) => (
          <Group key={title} title={title} commands={commands} />
        ))}
      </div>
    </dialog>
  )
}

function Group(props: { readonly title: string; readonly commands: readonly Command[] }) {
  return (
    <>
      <div className="map-group">{props.title}</div>
      {props.commands.map(({ keys, does }) => (
        <div key={does} className="map-row">
          <span>{does}</span>
          <span>
            {keys.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </span>
        </div>
      ))}
    </>
  )
}
