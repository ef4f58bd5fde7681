// Loads a script from beside another by a digest that is fixed at build: a browser runs no other file. By an element, as an
// import takes no digest. Works under `default-src 'self'`, and under a nonce that the other script has.

/** Inserts the script `reseal.<name>.js`; resolves with its element once it ran, which is off the page again by then. */
export function loadScriptBeside(
  script: HTMLScriptElement | null,
  name: string,
  integrity: string,
): Promise<HTMLScriptElement> {
  return new Promise((resolve, reject) => {
    // One that was injected lies beside nothing: it throws here.
    const base = (script as HTMLScriptElement).src
    const element = document.createElement('script')
    const settle = ({ type }: Event): void => {
      element.remove()
      if (type === 'load') resolve(element)
      else reject(new Error(name))
    }
    element.addEventListener('load', settle)
    element.addEventListener('error', settle)
    element.integrity = integrity
    element.crossOrigin = 'anonymous'
    element.nonce = (script as HTMLScriptElement).nonce
    // The query keeps a cache from answering with the file of another version.
    element.src = new URL(`reseal.${name}.js?${integrity.slice(7, 19)}`, base).href
    document.head.append(element)
  })
}
