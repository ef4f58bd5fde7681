// All keys at once, on `?`.
import { type RefObject, useEffect } from 'react'
import { keyedPages } from './navigation.ts'

interface Command {
  readonly keys: readonly string[]
  readonly does: string
}

const groups: readonly { readonly title: string; readonly commands: readonly Command[] }[] = [
  {
    title: 'Everywhere',
    commands: [
      ...keyedPages.map(({ key = '', label }) => ({ keys: ['g', key], does: label })),
      { keys: ['/'], does: 'Search' },
      { keys: ['?'], does: 'This map' },
    ],
  },
  {
    title: 'Lists',
    commands: [
      { keys: ['j'], does: 'Next line' },
      { keys: ['k'], does: 'Line before' },
      { keys: ['Enter'], does: 'Open' },
      { keys: ['Home', 'End'], does: 'First and last line of the sessions' },
      { keys: ['r'], does: 'Ask again' },
      { keys: ['n'], does: 'Show new sessions' },
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
      { keys: ['E'], does: 'Error before' },
      { keys: ['i'], does: 'Skip idle time or not' },
      { keys: ['-', '+'], does: 'Slower, faster' },
      { keys: ['v'], does: 'Page whole, as wide as the player, at its own size' },
      { keys: ['m'], does: 'Mouse trail or not' },
      { keys: ['f'], does: 'Full screen or not' },
      { keys: ['z', 'Z'], does: 'Timeline closer, further' },
      { keys: ['0'], does: 'Timeline of the whole session' },
      { keys: ['w'], does: 'Why what is at the pointer cannot be read, or the next masked text' },
      { keys: ['p'], does: 'Show provenance or not' },
      { keys: ['l'], does: 'Legend, open or closed' },
      { keys: ['t'], does: 'Copy the link to this moment' },
      { keys: ['n'], does: 'Write a note at this moment' },
      { keys: ['1', '7'], does: 'Panels, from Console to Notes' },
      { keys: ['[', ']'], does: 'Panel before, next panel' },
      { keys: ['c', 'C'], does: 'Copy the chosen row, as text or JSON' },
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
