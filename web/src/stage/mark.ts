/**
 * The mark: where what is shown comes from, always in sight. It names every
 * origin on show, says when they are played back, and says since when the
 * connection is lost. It is put back when something takes it away.
 */
import { originNames, STATE_NONE, type Board } from '../model/board'
import type { Language } from '../model/text'
import type { Plugin, StageContext } from './context'
import type { MarkWord } from './types'
import { ageText } from './overlays/ghost'

const words: Record<MarkWord, { zh: string; en: string; colour: string }> = {
  live: { zh: '实时', en: 'LIVE', colour: '#3fd68f' },
  recorded: { zh: '录制', en: 'RECORDED', colour: '#8ab8ff' },
  simulated: { zh: '模拟', en: 'SIMULATED', colour: '#ffc46b' },
  replay: { zh: '回放', en: 'REPLAY', colour: '#c8a2ff' },
  offline: { zh: '离线', en: 'OFFLINE', colour: '#aab2bd' },
}

const box =
  'all:initial;position:absolute;left:12px;bottom:12px;z-index:5;display:flex;gap:6px;pointer-events:none;' +
  'font:600 12px/1 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif;visibility:visible;opacity:1;'
const chip =
  'display:inline-flex;align-items:center;gap:6px;padding:6px 9px;border-radius:6px;color:#fff;letter-spacing:.06em;' +
  'background:rgba(5,14,28,.82);border:1px solid '

const AGE_MS = 1000

/** What the mark must say of a board. */
export function marksOf(board: Board | null): MarkWord[] {
  if (!board) return []
  const seen = new Set<MarkWord>()
  for (let row = 0; row < board.entries.length; row++) {
    const name = originNames[board.origin[row]!]
    if (name && board.state[row] !== STATE_NONE) seen.add(name)
  }
  const origins = originNames.filter((name) => seen.has(name))
  return [
    ...(board.mode === 'replay' ? (['replay'] as const) : []),
    ...origins,
    ...(board.offlineSince !== null ? (['offline'] as const) : []),
  ]
}

export function markText(word: MarkWord, language: Language): string {
  const { zh, en } = words[word]
  return language === 'zh' ? `${zh} ${en}` : en
}

export class Mark implements Plugin {
  private stage!: StageContext
  private readonly element = document.createElement('div')
  private readonly guard = new MutationObserver(() => this.keep())
  private marks: MarkWord[] = []
  private written = ''
  private timer: ReturnType<typeof setInterval> | undefined

  init(stage: StageContext): void {
    this.stage = stage
    this.element.className = 'ts-mark'
    this.element.setAttribute('role', 'status')
    this.keep()
    this.guard.observe(stage.container, { childList: true })
    this.guard.observe(this.element, { attributes: true, childList: true, characterData: true, subtree: true })
  }

  boardChanged(): void {
    clearInterval(this.timer)
    this.timer = this.stage.board ? setInterval(() => this.boardTicked(), AGE_MS) : undefined
    this.boardTicked()
  }

  boardTicked(): void {
    this.marks = marksOf(this.stage.board)
    this.write()
  }

  languageChanged(): void {
    this.write()
  }

  shown(): MarkWord[] {
    return [...this.marks]
  }

  dispose(): void {
    clearInterval(this.timer)
    this.guard.disconnect()
    this.element.remove()
  }

  private write(): void {
    const { board, language } = this.stage
    const html = this.marks.map((word) => this.chipOf(word, board, language)).join('')
    if (html === this.written) return
    this.written = html
    this.keep()
  }

  private chipOf(word: MarkWord, board: Board | null, language: Language): string {
    const { colour } = words[word]
    const since = word === 'offline' && board?.offlineSince != null ? this.stage.now() - board.offlineSince : null
    const age = since === null ? '' : ` ${ageText(since, language)}`
    const dot = `<span style="width:8px;height:8px;border-radius:50%;background:${colour}"></span>`
    return `<span data-origin="${word}" style="${chip}${colour}">${dot}${markText(word, language)}${age}</span>`
  }

  /** Puts the mark as it must be, where it must be; writing what is already there disturbs nothing. */
  private keep(): void {
    const { element } = this
    if (element.style.cssText !== this.style()) element.style.cssText = this.style()
    if (element.hidden) element.hidden = false
    if (element.dataset.written !== this.written || element.childElementCount !== this.marks.length) {
      element.innerHTML = this.written
      element.dataset.written = this.written
    }
    if (element.parentNode !== this.stage.container) this.stage.container.append(element)
  }

  private readonly style = (() => {
    let normal = ''
    return () => {
      if (normal === '') {
        const probe = document.createElement('div')
        probe.style.cssText = box
        normal = probe.style.cssText
      }
      return normal
    }
  })()
}
