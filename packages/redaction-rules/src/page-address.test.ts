// Addresses by template: nothing of the page's own address comes out.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskedHref, redactAddress } from './page-address.ts'
import type { UrlRule } from './rule-set.ts'

const rules: readonly UrlRule[] = [
  { id: 'new', path: '/patients/new' },
  { id: 'patient', path: '/patients/:id', query: { tab: ['labs', 'notes'], q: [] }, hash: ['top'] },
  { id: 'root', path: '/' },
  { id: 'umlaut', path: '/übersicht' },
]
const shown = (address: string): string => redactAddress(`https://clinic.example${address}`, rules)

describe('addresses', () => {
  it.each([
    ['/', '/'],
    ['/?jane=1#jane', '/'],
    ['/patients/new', '/patients/new'],
    ['/patients/4711', '/patients/:id'],
    ['/patients/4711?tab=labs&mrn=4711', '/patients/:id?tab=labs'],
    ['/patients/4711?tab=Jane', '/patients/:id?tab'],
    ['/patients/4711?q=Jane&tab=notes', '/patients/:id?tab=notes&q'],
    ['/patients/4711?%74ab=l%61bs#top', '/patients/:id?tab=labs#top'],
    ['/patients/4711#Jane', '/patients/:id'],
    ['/%C3%BCbersicht', '/übersicht'],
  ])('of %s are %s', (address, template) => {
    expect(shown(address)).toBe(template)
  })

  it.each([
    '/patients',
    '/patients/',
    '/patients/4711/',
    '/patients/4711/notes',
    '/Patients/4711',
    '//patients/4711',
    '/patients/4711?x=%E0%A4%A&mrn=4711',
    '/patients/%E0%A4%A',
    '/patients/4711#%',
    '/toString',
    '/patients/4711?__proto__=1&tab=%',
  ])('that match nothing, or do not decode, are masked whole: %s', (address) => {
    expect(shown(address)).toBe(maskedHref)
  })

  it.each([
    'about:blank',
    'data:text/html,/patients/4711',
    'blob:https://h/1',
    'javascript:/patients/1',
    '',
    7,
    null,
    undefined,
  ])('that are none are masked whole: %s', (href) => {
    expect(redactAddress(href, [...rules, { id: 'any', path: '/:any' }])).toBe(maskedHref)
  })

  it('are made of the text of rules alone', () => {
    const part = fc.constantFrom(
      'patients',
      'zqjane',
      ':id',
      '?',
      '#',
      '&',
      '=',
      '/',
      'tab',
      'labs',
      'new',
      '%',
      '%41',
      '//',
      '@',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (pieces) => {
        const address = redactAddress(`https://h/${pieces.join('')}`, rules)
        expect(address).not.toContain('zqjane')
        expect(address === maskedHref || rules.some(({ path }) => address.startsWith(path))).toBe(true)
      }),
    )
  })
})
