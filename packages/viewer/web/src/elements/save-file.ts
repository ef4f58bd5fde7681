// Hands the person a file that was made in the page.

/** Saves text, or what was fetched, under a name, through the browser's own download. */
export function saveFile(name: string, content: string | Blob): void {
  const type = name.endsWith('.json') ? 'application/json' : 'text/plain'
  const url = URL.createObjectURL(typeof content === 'string' ? new Blob([content], { type }) : content)
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = name
  anchor.click()
  // The download has its own hold on the blob once it has begun.
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
