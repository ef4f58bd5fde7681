import { describe, expect, it } from 'vitest'
import { isRecordedRoute, isRouteTemplate } from './route-rules.ts'

describe('route rules', () => {
  it.each([
    '/',
    '/*',
    '/patients',
    '/patients/',
    '/patients/:id',
    '/patients/:id/notes',
    '/patients/*',
    '/a-b/~x.html',
  ])('take %s', (value) => expect(isRouteTemplate(value)).toBe(true))

  it.each([
    '',
    'patients',
    '//',
    '/a//b',
    '/a?b',
    '/a#b',
    '/*/a',
    '/a*',
    '/:',
    '/a b',
    1,
    undefined,
    null,
    ['/a'],
  ])('refuse %j', (value) => expect(isRouteTemplate(value)).toBe(false))

  it.each([
    ['/', '/', true],
    ['/patients', '/patients/', true],
    ['/patients', '/patients/7', false],
    ['/patients/:id', '/patients/7', true],
    ['/patients/:id', '/patients', false],
    ['/patients/:id', '/patients/7/notes', false],
    ['/patients/*', '/patients', true],
    ['/patients/*', '/patients/7/notes', true],
    ['/patients/*', '/patientsearch', false],
    ['/*', '/anything/at/all', true],
    ['/*', '/', true],
  ])('say whether %s is %s', (template, path, isMatch) => {
    expect(isRecordedRoute({ only: [template] }, path)).toBe(isMatch)
    expect(isRecordedRoute({ except: [template] }, path)).toBe(!isMatch)
  })

  it('leave out every spelling of a path that a server may take for the same', () => {
    const rules = { except: ['/patients/:id'] }
    for (const path of ['/Patients/7', '//patients//7/', '/%70atients/7', '/patients/%E0%A4%A']) {
      expect(isRecordedRoute(rules, path)).toBe(false)
    }
  })

  it('record only what is written', () => {
    expect(isRecordedRoute({ only: ['/patients'] }, '/Patients')).toBe(false)
    expect(isRecordedRoute({ only: [] }, '/')).toBe(false)
  })

  it('leave out what both lists name', () => {
    const rules = { only: ['/admin/*'], except: ['/admin/users'] }
    expect(isRecordedRoute(rules, '/admin/users')).toBe(false)
    expect(isRecordedRoute(rules, '/admin/log')).toBe(true)
  })

  it('leave out nothing where there is no rule', () => {
    expect(isRecordedRoute({}, '/%E0%A4%A')).toBe(true)
  })
})
