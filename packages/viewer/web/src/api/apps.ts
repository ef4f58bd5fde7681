// Apps, for admins: the list, a new one, what changes of one, how far its first recording came.
import type { AppContactReply, AppsReply, CommandWord } from '../../../src/apps/apps-api.ts'
import { getJson, postJson } from './request.ts'

/** What may change without a fresh proof of who one is. */
export interface AppChangeOrder {
  readonly allowedOrigins?: readonly string[]
  readonly command?: CommandWord
  /** 0: without a bound. */
  readonly dailyQuotaBytes?: number
  readonly parcelsRefused?: boolean
}

/** What takes one. */
export interface AppAccessOrder {
  readonly grantsRequired?: boolean
  readonly sealingKeyId?: string
}

export function listApps(signal?: AbortSignal): Promise<AppsReply> {
  return getJson('/api/apps', signal)
}

export function addApp(app: {
  readonly id: string
  readonly name: string
  readonly origins: readonly string[]
}): Promise<AppsReply> {
  return postJson('/api/apps', app)
}

export function changeApp(id: string, change: AppChangeOrder): Promise<AppsReply> {
  return postJson(`/api/apps/${id}`, change)
}

export function changeAppAccess(id: string, change: AppAccessOrder): Promise<AppsReply> {
  return postJson(`/api/apps/${id}/access`, change)
}

export function readContact(id: string, signal?: AbortSignal): Promise<AppContactReply> {
  return getJson(`/api/apps/${id}/contact`, signal)
}
