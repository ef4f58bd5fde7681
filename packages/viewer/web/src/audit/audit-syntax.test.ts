import { describe, expect, it } from 'vitest'
import { addressOfSearch, completeAudit, readAuditSyntax, searchOfAddress } from './audit-syntax.ts'

const known = { actors: ['eng-1', 'Ines Gruber'], apps: ['portal'], purposes: ['debugging'], tickets: [] }

describe('the audit search', () => {
  it('stands for an address, and an address for it', () => {
    const text = 'actor:"Ines Gruber" app:portal outcome:denied last:7d'
    const address = addressOfSearch(text)
    expect(address).toEqual({
      page: 'audit',
      actor: 'Ines Gruber',
      app: 'portal',
      outcome: 'denied',
      last: '7d',
    })
    expect(searchOfAddress(address)).toBe(text)
  })

  it.each([
    ['ines', 'There is no filter'],
    ['who:ines', 'There is no filter'],
    ['outcome:refused', 'outcome: is'],
    ['session:123', 'session: wants'],
    ['from:yesterday', 'from: wants'],
    ['last:week', 'last: wants'],
    ['action:watch', 'There is no such action'],
    ['app:a app:b', 'twice'],
    ['actor:', 'wants a value'],
  ])('says what is wrong with %s', (text, message) => {
    const { problems } = readAuditSyntax(text)
    expect(problems.map((problem) => problem.message)).toEqual([expect.stringContaining(message)])
  })

  it('offers keys, then values', () => {
    expect(completeAudit('ac', 2, known).choices.map(({ text }) => text)).toEqual(['actor:', 'action:'])
    expect(completeAudit('actor:ines', 10, known).choices.map(({ text }) => text)).toEqual([
      'actor:"Ines Gruber"',
    ])
  })
})
