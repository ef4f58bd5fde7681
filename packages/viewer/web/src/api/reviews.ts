// Weekly reviews of accesses: the weeks, one of them, the sign-off.
import type { ReviewListReply, ReviewReply } from '../../../src/api-types.ts'
import { getJson, postJson } from './request.ts'

export function listReviews(signal?: AbortSignal): Promise<ReviewListReply> {
  return getJson('/api/reviews', signal)
}

export function getReview(week: string, signal?: AbortSignal): Promise<ReviewReply> {
  return getJson(`/api/reviews/${week}`, signal)
}

export function signOffReview(
  week: string,
  signOff: { readonly toIndex: number; readonly note?: string },
): Promise<ReviewReply> {
  return postJson(`/api/reviews/${week}/sign-off`, signOff)
}
