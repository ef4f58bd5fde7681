// What is said of an origin as it is typed.
import { expect, test } from 'vitest'
import { readOrigin } from './origin-words.ts'

test.each([
  'https://portal.example.org',
  'https://portal.example.org:8443',
  'http://localhost:*',
  'http://127.0.0.1:3000',
])('%s is one', (text) => {
  expect(readOrigin(` ${text} `)).toEqual({ origin: text })
})

test.each([
  ['portal.example.org/login', 'https://portal.example.org'],
  ['https://portal.example.org/', 'https://portal.example.org'],
  ['https://Portal.example.org/app?x=1', 'https://portal.example.org'],
  ['http://portal.example.org', 'https://portal.example.org'],
  ['https://*.example.org', 'http://localhost:*'],
])('of %s it is said what to write instead', (text, instead) => {
  expect(readOrigin(text)).toMatchObject({ problem: expect.any(String) as string, instead })
})

test.each(['', 'ftp://portal.example.org', 'https://'])('“%s” is none', (text) => {
  expect(readOrigin(text)).toHaveProperty('problem')
})
