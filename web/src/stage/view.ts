/** Draws the picture: the scene, lit and bloomed, then the sheet of labels, flat. */
import { ACESFilmicToneMapping, NoToneMapping, type PerspectiveCamera, type Scene, type WebGLRenderer } from 'three'
import type { Bloom } from './bloom'
import type { TierSettings } from './quality'
import type { Atmosphere } from './world/atmosphere'

export class View {
  drawCalls = 0
  triangles = 0
  private bloom: Bloom | null = null
  /** Counts tiers, so that a bloom that arrives late finds its tier gone. */
  private turn = 0
  private width = 1
  private height = 1

  constructor(
    private readonly renderer: WebGLRenderer,
    private readonly scene: Scene,
    private readonly sheet: Scene,
    private readonly camera: PerspectiveCamera,
    private readonly ready: () => void,
  ) {
    renderer.info.autoReset = false
    renderer.autoClear = false
    renderer.toneMapping = ACESFilmicToneMapping
  }

  applyTier(settings: TierSettings): void {
    this.dropBloom()
    if (settings.postprocessing) void this.loadBloom(settings.samples)
  }

  resize(width: number, height: number): void {
    this.width = width
    this.height = height
    this.bloom?.setSize(width, height)
  }

  draw(dt: number, look: Atmosphere, prepare: () => void): void {
    const { renderer } = this
    renderer.info.reset()
    renderer.toneMappingExposure = look.exposure
    prepare()
    if (this.bloom) {
      this.bloom.draw(dt, look.darkness)
    } else {
      renderer.setRenderTarget(null)
      renderer.clear()
      renderer.render(this.scene, this.camera)
    }
    this.drawSheet()
    this.drawCalls = renderer.info.render.calls
    this.triangles = renderer.info.render.triangles
  }

  dispose(): void {
    this.dropBloom()
  }

  private async loadBloom(samples: number): Promise<void> {
    const turn = this.turn
    const { Bloom } = await import('./bloom')
    if (turn !== this.turn) return
    this.bloom = new Bloom(this.renderer, this.scene, this.camera, samples)
    this.bloom.setSize(this.width, this.height)
    // Its last effect maps tones; without it the materials do.
    this.renderer.toneMapping = NoToneMapping
    this.ready()
  }

  private dropBloom(): void {
    this.turn++
    this.bloom?.dispose()
    this.bloom = null
    this.renderer.toneMapping = ACESFilmicToneMapping
  }

  /** Labels keep their own colours: no light, no tones, no bloom. */
  private drawSheet(): void {
    const { renderer } = this
    const mapping = renderer.toneMapping
    renderer.toneMapping = NoToneMapping
    renderer.setRenderTarget(null)
    renderer.clearDepth()
    renderer.render(this.sheet, this.camera)
    renderer.toneMapping = mapping
  }
}
