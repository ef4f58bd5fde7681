// The filters of the address, `has:error,page:/patients/:id`, and the words that people read for them.

/** A field and the value that sessions are to have. */
export interface Term {
  readonly field: string
  readonly value: string
}

/** Fields in the order in which they are offered, with their names. */
export const fieldNames: Readonly<Record<string, string>> = {
  has: 'Happened',
  errorName: 'Error',
  error: 'Error group',
  status: 'Request failed with',
  request: 'Request',
  page: 'Page',
  release: 'Release',
  environment: 'Environment',
  browser: 'Browser',
  tag: 'Tag',
  vital: 'Web vital',
  duration: 'Duration',
}

const valueNames: Readonly<Record<string, string>> = {
  'under-10-s': 'under 10 s',
  'under-1-min': 'under 1 min',
  'under-5-min': 'under 5 min',
  'under-30-min': 'under 30 min',
  longer: '30 min and longer',
}

/** Reads them; what is none is left out. */
export function readTerms(filter: string | undefined): Term[] {
  return (filter ?? '').split(',').flatMap((part) => {
    const colon = part.indexOf(':')
    const [field, value] = [part.slice(0, colon), part.slice(colon + 1)]
    return colon > 0 && Object.hasOwn(fieldNames, field) && value !== '' ? [{ field, value }] : []
  })
}

/** As they stand in the address; undefined where there are none. */
export function writeTerms(terms: readonly Term[]): string | undefined {
  const unique = new Set(terms.map(({ field, value }) => `${field}:${value}`))
  return unique.size === 0 ? undefined : [...unique].join(',')
}

/** A value as people read it. */
export function valueLabel({ field, value }: Term): string {
  if (field === 'has') return value.replaceAll('-', ' ')
  if (field === 'error') return value.slice(0, 8)
  if (field === 'vital') return value.replace(':', ' ').replaceAll('-', ' ')
  if (field === 'tag') return value.replace(':', ' = ')
  return valueNames[value] ?? value
}
