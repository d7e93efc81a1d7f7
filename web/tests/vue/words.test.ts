import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import en from '../../src/vue/i18n/en.json'
import zh from '../../src/vue/i18n/zh.json'
import { sectors } from '../../src/model/scene'

type Tree = { [key: string]: string | Tree }

function flat(tree: Tree, path = ''): Map<string, string> {
  const out = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') out.set(path + key, value)
    else for (const [k, v] of flat(value, `${path}${key}.`)) out.set(k, v)
  }
  return out
}

const chinese = flat(zh)
const english = flat(en)
const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort()

/** All sources in which words are asked for. */
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => /^(vue|visitor)[\\/].*\.(vue|ts)$/.test(name))
  .map((name) => ({ name, text: readFileSync(`src/${name}`, 'utf8') }))

describe('the words of the interface', () => {
  it('are the same keys in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  })

  it('are not empty, and are Chinese in Chinese', () => {
    for (const [key, text] of [...chinese, ...english]) expect(text.trim(), key).not.toBe('')
    for (const [key, text] of chinese) if (key !== 'language.en') expect(text, key).toMatch(/\p{Script=Han}/u)
    for (const [key, text] of english) if (key !== 'language.zh') expect(text, key).not.toMatch(/\p{Script=Han}/u)
  })

  it('have the same holes in both languages', () => {
    for (const [key, text] of chinese) expect(holes(english.get(key)!), key).toEqual(holes(text))
  })

  it('exist wherever a component names them', () => {
    const used = sources.flatMap(({ name, text }) =>
      [...text.matchAll(/\bt\(\s*'([^']+)'/g)].map((m) => ({ name, key: m[1]! })),
    )
    expect(used.length).toBeGreaterThan(40)
    for (const { name, key } of used) expect(chinese.has(key), `${name} asks for ${key}`).toBe(true)
  })

  it('exist for every name that is put together', () => {
    const prefixes = sources.flatMap(({ text }) => [...text.matchAll(/\bt\(`([\w.]+\.)\$\{/g)].map((m) => m[1]!))
    expect(prefixes.length).toBeGreaterThan(5)
    for (const prefix of prefixes)
      expect(
        [...chinese.keys()].some((key) => key.startsWith(prefix)),
        prefix,
      ).toBe(true)
    for (const sector of sectors) expect(chinese.has(`sector.${sector}`)).toBe(true)
  })

  it('none is left unused', () => {
    const all = sources.map(({ text }) => text).join('\n')
    for (const key of chinese.keys()) {
      const prefix = key.slice(0, key.lastIndexOf('.') + 1)
      expect(all.includes(`'${key}'`) || all.includes(`\`${prefix}\${`), key).toBe(true)
    }
  })

  it('leave no visible text in a template', () => {
    for (const { name, text } of sources.filter((s) => s.name.endsWith('.vue'))) {
      const template = /<template>([\s\S]*)<\/template>/.exec(text)?.[1] ?? ''
      const bare = template.replaceAll(/<(?:"[^"]*"|[^">])*>|\{\{[\s\S]*?\}\}/g, ' ')
      expect(bare.match(/[\p{Script=Han}\p{Letter}]{2,}/gu) ?? [], name).toEqual([])
    }
  })
})
