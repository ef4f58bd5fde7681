import { auditActions } from '@reseal/store'
import { expect, it } from 'vitest'
import { auditActionNames } from './audit-actions.ts'

it('the page filters for every action of the catalogue', () => {
  expect([...auditActionNames].sort()).toEqual([...auditActions].sort())
})
