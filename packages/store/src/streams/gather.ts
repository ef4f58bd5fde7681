// Many ask at once, as when a thousand pages begin: a question to the database costs a statement and two wake-ups, whether it is
// about one stream or two hundred (design.md §5.6).

/** Answers questions, in their order. */
export type AskTogether<Question, Answer> = (questions: readonly Question[]) => Promise<readonly Answer[]>

// A second one, so that one slow statement does not hold up what comes behind it.
const maxAsked = 2
const maxTogether = 256

/**
 * Asks at once when nothing is being asked, and otherwise together with whatever else comes until an answer is there.
 * @returns asks one question; fails as the question that it was asked with
 */
export function gather<Question, Answer>(
  ask: AskTogether<Question, Answer>,
): (question: Question) => Promise<Answer> {
  let waiting: { readonly question: Question; readonly answer: PromiseWithResolvers<Answer> }[] = []
  let asked = 0

  async function askNext(): Promise<void> {
    const together = waiting.slice(0, maxTogether)
    waiting = waiting.slice(maxTogether)
    asked++
    try {
      const answers = await ask(together.map(({ question }) => question))
      if (answers.length !== together.length) throw new RangeError('an answer for each question')
      together.forEach(({ answer }, position) => answer.resolve(answers[position] as Answer))
    } catch (error) {
      for (const { answer } of together) answer.reject(error)
    }
    asked--
    if (waiting.length > 0) void askNext()
  }

  return (question) => {
    const answer = Promise.withResolvers<Answer>()
    waiting.push({ question, answer })
    if (asked < maxAsked) void askNext()
    return answer.promise
  }
}
