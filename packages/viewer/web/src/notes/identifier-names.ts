// Kinds of identifiers in words, for a note that was refused.

const names: Readonly<Record<string, string>> = {
  name: 'a name',
  place: 'a place',
  address: 'an address',
  zip: 'a postal code',
  date: 'a date',
  age: 'an age',
  phone: 'a phone or fax number',
  email: 'an email address',
  ssn: 'a social security number',
  mrn: 'a record number',
  url: 'a web address',
  ip: 'an IP address',
}

/** What a detector took a text for; an unknown kind by its own name. */
export function identifierNames(kinds: readonly string[]): string {
  const known = kinds.map((kind) => names[kind] ?? kind.replaceAll('-', ' '))
  return known.length === 0 ? 'an identifier' : known.join(', ')
}
