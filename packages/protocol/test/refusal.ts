// The code with which something was refused; anything thrown that is not a ProtocolError fails the test.
import { ProtocolError, type ProtocolErrorCode } from '../src/protocol-error.ts'

export type Outcome = ProtocolErrorCode | 'accepted'

export function outcomeOf(operation: () => unknown): Outcome {
  try {
    operation()
    return 'accepted'
  } catch (error) {
    return codeOf(error)
  }
}

export async function asyncOutcomeOf(operation: () => Promise<unknown>): Promise<Outcome> {
  try {
    await operation()
    return 'accepted'
  } catch (error) {
    return codeOf(error)
  }
}

function codeOf(error: unknown): ProtocolErrorCode {
  if (!(error instanceof ProtocolError)) throw error
  return error.code
}
