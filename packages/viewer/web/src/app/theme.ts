// Light or dark: the system's choice until the person makes one.

export type Theme = 'light' | 'dark'

const key = 'reseal.theme'

/** Applies the theme now and with every change of the system's. Returns the theme that holds. */
export function startTheme(): void {
  const system = window.matchMedia('(prefers-color-scheme: dark)')
  const apply = () => {
    document.documentElement.dataset['theme'] = chosenTheme() ?? (system.matches ? 'dark' : 'light')
  }
  system.addEventListener('change', apply)
  apply()
}

/** Switches to the other theme and remembers it. */
export function switchTheme(): void {
  const next: Theme = document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark'
  window.localStorage.setItem(key, next)
  document.documentElement.dataset['theme'] = next
}

function chosenTheme(): Theme | undefined {
  const stored = window.localStorage.getItem(key)
  return stored === 'light' || stored === 'dark' ? stored : undefined
}
