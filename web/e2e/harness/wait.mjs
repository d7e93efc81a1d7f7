/** Asks again until the answer is truthy, and returns it; says what it waited for when it gives up. */
export async function until(what, limitMs, ask, everyMs = 25) {
  const end = Date.now() + limitMs
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms for ${what}`)
    await new Promise((done) => setTimeout(done, everyMs))
  }
}

export function assert(condition, what) {
  if (!condition) throw new Error(what)
}

export function assertEqual(actual, expected, what) {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (a !== e) throw new Error(`${what}: ${a}, expected ${e}`)
}
