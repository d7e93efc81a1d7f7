import { describe, expect, it } from 'vitest'
import { breach } from '../../eslint.wall.js'

const may: [file: string, specifier: string][] = [
  ['/r/src/model/board.ts', './text'],
  ['/r/src/client/live.ts', '../model/board'],
  ['/r/src/client/live.ts', '@/model/board'],
  ['/r/src/stage/index.ts', 'three'],
  ['/r/src/stage/plugins/label.ts', '../../model/document'],
  ['/r/src/vue/scene.ts', '../client/api'],
  ['/r/src/visitor/Stage.vue', '@/stage'],
  ['/r/src/visitor/Stage.vue', './Card.vue?raw'],
  ['/r/src/main.ts', './visitor/app'],
  ['/r/tests/any.test.ts', '../src/stage'],
]

const mayNot: [file: string, specifier: string][] = [
  ['/r/src/model/board.ts', '../client/api'],
  ['/r/src/model/board.ts', 'vue'],
  ['/r/src/client/live.ts', '../stage'],
  ['/r/src/client/live.ts', 'vue'],
  ['/r/src/stage/index.ts', '../client/live'],
  ['/r/src/stage/index.ts', '@/client/live'],
  ['/r/src/stage/index.ts', '@vue/reactivity'],
  ['/r/src/stage/plugins/label.ts', '../../vue/i18n'],
  ['/r/src/stage/index.ts', '../../tests/fixture'],
  ['/r/src/vue/scene.ts', '../visitor/Stage.vue'],
  ['/r/src/vue/scene.ts', 'three/addons/controls.js'],
  ['/r/src/visitor/Stage.vue', '@/studio/upload'],
]

describe('the wall between the rooms of the front end', () => {
  it.each(may)('%s may import %s', (file, specifier) => expect(breach(file, specifier)).toBeNull())
  it.each(mayNot)('%s may not import %s', (file, specifier) => expect(breach(file, specifier)).not.toBeNull())
})
