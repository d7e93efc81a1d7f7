/** The stage itself: owns the renderer and the loop, hosts the plugins in order. */
import { PCFShadowMap, PerspectiveCamera, Scene, SRGBColorSpace, WebGLRenderer } from 'three'
import type { Board } from '../model/board'
import type { Quality, SceneDocument } from '../model/document'
import type { Language } from '../model/text'
import { CameraRig, poseOf } from './camera/rig'
import { poseTowards, copyPose, type WorldPose } from './camera/pose'
import { NOT_MIRRORED, type Plugin, type StageContext } from './context'
import { Events } from './events'
import { FrameLoop } from './frame-loop'
import { Features } from './layers/features'
import { Layers } from './layers/layers'
import { Anchors } from './overlays/anchors'
import { Columns } from './overlays/columns'
import { Labels } from './overlays/labels'
import { LiveRows } from './overlays/live-rows'
import { StatusColours } from './overlays/status'
import { Tracks } from './overlays/tracks'
import { Mark } from './mark'
import { Picker } from './picker'
import { QualityKeeper, tiers, type TierSettings } from './quality'
import { View } from './view'
import { Environment } from './world/environment'
import { Water } from './world/water'
import type { CameraPose, FlightTarget, Selection, Stage, StageEvents, StageOptions, StageStats, Tier } from './types'

export class StageHost implements Stage, StageContext {
  readonly container: HTMLElement
  readonly renderer: WebGLRenderer
  readonly canvas: HTMLCanvasElement
  readonly scene = new Scene()
  readonly sheet = new Scene()
  readonly camera = new PerspectiveCamera()
  readonly events = new Events<StageEvents>()
  readonly reducedMotion: boolean
  readonly seed: number
  readonly size = { width: 1, height: 1, ratio: 1 }
  document: SceneDocument | null = null
  board: Board | null = null
  language: Language

  private readonly loop: FrameLoop
  private readonly view: View
  private readonly keeper: QualityKeeper
  private readonly features = new Features()
  private readonly environment = new Environment()
  private readonly water: Water
  private readonly layers: Layers
  private readonly rig: CameraRig
  private readonly anchors: Anchors
  private readonly rows: LiveRows
  private readonly labels: Labels
  private readonly columns: Columns
  private readonly tracks: Tracks
  private readonly status: StatusColours
  private readonly picker: Picker
  private readonly mark: Mark
  private readonly plugins: Plugin[]
  private readonly observer: ResizeObserver
  private readonly listening = new AbortController()
  private readonly rendererName: string
  private unsubscribe: (() => void) | null = null
  private ackedVersion = -1
  private contextLost = false
  private disposed = false
  private wantedQuality: Quality

  constructor(
    container: HTMLElement,
    private readonly options: StageOptions,
  ) {
    this.container = container
    this.language = options.language
    this.seed = options.seed ?? 1
    this.wantedQuality = options.quality ?? 'auto'
    this.reducedMotion = options.reducedMotion ?? matchMedia('(prefers-reduced-motion: reduce)').matches
    this.renderer = createRenderer(container)
    this.canvas = this.renderer.domElement
    this.rendererName = nameOf(this.renderer)
    this.keeper = new QualityKeeper(this.wantedQuality, this.rendererName, isCoarse())
    this.loop = new FrameLoop({
      update: (dt, time) => this.update(dt, time),
      draw: (dt) => this.draw(dt),
      settled: (drawn) => this.settled(drawn),
    })
    this.view = new View(this.renderer, this.scene, this.sheet, this.camera, () => this.loop.invalidate('bloom'))
    const shared = { ...this.environment.uniforms, ...this.features.uniforms }
    this.water = new Water(this.environment, shared)
    this.layers = new Layers(this.features, shared, this.water)
    this.rig = new CameraRig(this.layers, this.environment)
    this.anchors = new Anchors(this.layers, this.features)
    this.rows = new LiveRows()
    this.columns = new Columns(this.rows, this.anchors, shared)
    this.tracks = new Tracks(this.rows, shared)
    this.labels = new Labels(this.rows, this.anchors, this.columns, this.tracks)
    this.status = new StatusColours(this.rows, this.layers, this.features)
    this.picker = new Picker(this.rig, this.layers, this.features, this.anchors, this.labels, this.columns, this.tracks)
    this.mark = new Mark()
    // In the order of their updates: what moves and arrives, then what is drawn around it.
    this.plugins = [
      this.features,
      this.rig,
      this.layers,
      this.environment,
      this.water,
      this.anchors,
      this.rows,
      this.status,
      this.columns,
      this.tracks,
      this.labels,
      this.picker,
      this.mark,
    ]
    this.camera.layers.enable(NOT_MIRRORED)
    this.observer = new ResizeObserver(() => this.measure())
    this.start()
  }

  get tier(): Tier {
    return this.keeper.tier
  }

  get settings(): TierSettings {
    return tiers[this.keeper.tier]
  }

  // For plugins.

  assetUrl(asset: string, version: number): string {
    return this.options.assetUrl(asset, version)
  }

  now(): number {
    return this.options.now?.() ?? Date.now()
  }

  time(): number {
    return this.loop.time()
  }

  invalidate(reason: string, until?: number): void {
    this.loop.invalidate(reason, until)
  }

  wakeAt(time: number, reason: string): void {
    this.loop.wakeAt(time, reason)
  }

  touch(): void {
    this.loop.touch()
  }

  get loading(): boolean {
    return this.layers.loading
  }

  contentChanged(reason: string): void {
    for (const plugin of this.plugins) plugin.contentChanged?.()
    if (this.loading) this.loop.invalidateSoon(reason)
    else this.loop.invalidate(reason)
  }

  // For pages.

  async load(document: SceneDocument): Promise<void> {
    this.document = document
    if (this.wantedQuality === 'auto' && document.environment.quality && this.options.quality === undefined) {
      this.applyQuality(document.environment.quality)
    }
    for (const plugin of this.plugins) plugin.documentChanged?.()
    this.loop.invalidate('document')
    await this.layers.whenSettled()
  }

  setBoard(board: Board | null): void {
    this.unsubscribe?.()
    this.board = board
    this.ackedVersion = -1
    this.unsubscribe = board?.onChange(() => this.ticked()) ?? null
    for (const plugin of this.plugins) plugin.boardChanged?.()
    this.loop.invalidate('board')
  }

  setLanguage(language: Language): void {
    if (language === this.language) return
    this.language = language
    for (const plugin of this.plugins) plugin.languageChanged?.()
    this.loop.invalidate('language')
  }

  setQuality(quality: Quality): void {
    this.wantedQuality = quality
    this.applyQuality(quality)
  }

  setTimeOfDay(hours: number | null): void {
    this.environment.setTimeOfDay(hours)
  }

  timeOfDay(): number {
    return this.environment.hours
  }

  setOverlayVisible(id: string, visible: boolean): void {
    this.rows.setOverlayVisible(id, visible)
    for (const plugin of this.plugins) plugin.boardChanged?.()
    this.loop.invalidate('overlay')
  }

  setLayerVisible(id: string, visible: boolean): void {
    this.layers.setVisible(id, visible)
  }

  async flyTo(target: FlightTarget, animate = true): Promise<void> {
    const pose = this.poseFor(target)
    if (pose) await this.rig.flyTo(pose, animate)
  }

  select(target: Selection | null): void {
    this.picker.highlight(target)
  }

  cameraPose(): CameraPose {
    return this.rig.pose()
  }

  setCameraPose(pose: CameraPose): void {
    this.rig.setPose(pose)
  }

  on<K extends keyof StageEvents>(event: K, listener: (detail: StageEvents[K]) => void): () => void {
    return this.events.on(event, listener)
  }

  stats(): StageStats {
    const { memory, programs } = this.renderer.info
    return {
      frames: this.loop.frames,
      drawCalls: this.view.drawCalls,
      triangles: this.view.triangles,
      labels: this.labels.rects(),
      tiles: this.layers.counts(),
      features: this.features.count,
      memory: { geometries: memory.geometries, textures: memory.textures, programs: programs?.length ?? 0 },
      quality: this.tier,
      renderer: this.rendererName,
      originsShown: this.mark.shown(),
      boardVersion: this.board?.version ?? 0,
      lastReason: this.loop.lastReason,
      contextLost: this.contextLost,
    }
  }

  screenshot(): Promise<Blob> {
    // Drawn now, since the browser forgets the picture after showing it.
    if (!this.contextLost) this.draw(0)
    return new Promise((resolve, reject) => {
      this.canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png')
    })
  }

  dispose(): void {
    if (this.disposed) return
    this.disposed = true
    this.loop.dispose()
    this.unsubscribe?.()
    this.observer.disconnect()
    this.listening.abort()
    for (const plugin of [...this.plugins].reverse()) plugin.dispose()
    this.view.dispose()
    this.renderer.dispose()
    this.renderer.forceContextLoss()
    this.canvas.remove()
    this.events.clear()
  }

  // Inside.

  private start(): void {
    const { signal } = this.listening
    this.canvas.addEventListener('webglcontextlost', (event) => this.lost(event), { signal })
    this.canvas.addEventListener('webglcontextrestored', () => this.restored(), { signal })
    this.view.applyTier(this.settings)
    for (const plugin of this.plugins) plugin.init?.(this)
    this.measure()
    this.observer.observe(this.container)
    this.loop.invalidate('start')
  }

  private update(dt: number, time: number): boolean {
    if (this.keeper.frame(time)) this.tierMoved()
    let again = false
    for (const plugin of this.plugins) again = (plugin.update?.(dt, time) ?? false) || again
    return again
  }

  private draw(dt: number): void {
    this.view.draw(dt, this.environment.look, this.prepare)
  }

  private readonly prepare = (): void => {
    for (const plugin of this.plugins) plugin.prepare?.()
  }

  /** What has been drawn (or needed no drawing) may be acknowledged. */
  private settled(drawn: boolean): void {
    const version = this.board?.version ?? 0
    if (!drawn && version === this.ackedVersion) return
    this.ackedVersion = version
    this.events.emit('rendered', { boardVersion: version, frame: this.loop.frames })
  }

  private ticked(): void {
    for (const plugin of this.plugins) plugin.boardTicked?.()
    this.loop.touch()
  }

  private applyQuality(quality: Quality): void {
    const before = this.tier
    this.keeper.setMode(quality, this.rendererName, isCoarse())
    if (this.tier !== before) this.tierMoved()
  }

  private tierMoved(): void {
    this.view.applyTier(this.settings)
    this.measure()
    for (const plugin of this.plugins) plugin.tierChanged?.()
    this.events.emit('quality', { tier: this.tier })
    this.contentChanged('quality')
  }

  private measure(): void {
    const width = Math.max(1, this.container.clientWidth)
    const height = Math.max(1, this.container.clientHeight)
    const ratio = Math.min(globalThis.devicePixelRatio || 1, this.settings.pixelRatio)
    Object.assign(this.size, { width, height, ratio })
    this.renderer.setPixelRatio(ratio)
    this.renderer.setSize(width, height, false)
    this.view.resize(width, height)
    this.camera.aspect = width / height
    this.camera.updateProjectionMatrix()
    for (const plugin of this.plugins) plugin.resized?.()
    this.loop.invalidate('resize')
  }

  private poseFor(target: FlightTarget): WorldPose | null {
    const { document } = this
    if ('viewpoint' in target) {
      const viewpoint = document?.viewpoints.find(({ id }) => id === target.viewpoint)
      return viewpoint ? poseOf(viewpoint.camera) : null
    }
    const anchor = 'anchor' in target ? target.anchor : this.rows.anchorOf(target.indicator)
    const box = anchor === undefined ? null : this.anchors.box(anchor)
    const from = this.rig.worldPose()
    return box ? poseTowards(box, from, copyPose(from)) : null
  }

  private lost(event: Event): void {
    // Without this the browser never gives the context back.
    event.preventDefault()
    this.contextLost = true
    this.loop.halt()
    this.events.emit('context', { state: 'lost' })
  }

  private restored(): void {
    this.contextLost = false
    this.view.applyTier(this.settings)
    this.measure()
    for (const plugin of this.plugins) plugin.contextRestored?.()
    this.contentChanged('context restored')
    this.loop.resume('context restored')
    this.events.emit('context', { state: 'restored' })
  }
}

function createRenderer(container: HTMLElement): WebGLRenderer {
  const renderer = new WebGLRenderer({ antialias: false, powerPreference: 'high-performance', stencil: false })
  renderer.outputColorSpace = SRGBColorSpace
  renderer.shadowMap.type = PCFShadowMap
  const { domElement: canvas } = renderer
  canvas.tabIndex = 0
  canvas.style.cssText =
    'position:absolute;inset:0;width:100%;height:100%;display:block;touch-action:none;outline-offset:-3px'
  if (getComputedStyle(container).position === 'static') container.style.position = 'relative'
  container.append(canvas)
  return renderer
}

/** The name of what draws: the card, or the program that stands in for one. */
function nameOf(renderer: WebGLRenderer): string {
  const gl = renderer.getContext()
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  return String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
}

function isCoarse(): boolean {
  return matchMedia('(pointer: coarse)').matches
}
