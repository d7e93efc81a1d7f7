/** Draws the picture: the scene, lit and bloomed, then the sheet of labels, flat. */
import {
  ACESFilmicToneMapping,
  HalfFloatType,
  NoToneMapping,
  type PerspectiveCamera,
  type Scene,
  type WebGLRenderer,
} from 'three'
import {
  BloomEffect,
  EffectComposer,
  EffectPass,
  RenderPass,
  ToneMappingEffect,
  ToneMappingMode,
  VignetteEffect,
} from 'postprocessing'
import type { TierSettings } from './quality'
import type { Atmosphere } from './world/atmosphere'

export class View {
  drawCalls = 0
  triangles = 0
  private composer: EffectComposer | null = null
  private bloom: BloomEffect | null = null

  constructor(
    private readonly renderer: WebGLRenderer,
    private readonly scene: Scene,
    private readonly sheet: Scene,
    private readonly camera: PerspectiveCamera,
  ) {
    renderer.info.autoReset = false
    renderer.autoClear = false
  }

  applyTier(settings: TierSettings): void {
    this.disposeComposer()
    if (settings.postprocessing) this.compose(settings)
    // The composer's last effect maps tones; without it the materials do.
    this.renderer.toneMapping = this.composer ? NoToneMapping : ACESFilmicToneMapping
  }

  resize(width: number, height: number): void {
    this.composer?.setSize(width, height, false)
  }

  draw(dt: number, look: Atmosphere, prepare: () => void): void {
    const { renderer } = this
    renderer.info.reset()
    renderer.toneMappingExposure = look.exposure
    if (this.bloom) {
      this.bloom.intensity = 0.14 + 0.86 * look.darkness
      this.bloom.luminanceMaterial.threshold = 1.5 - 0.9 * look.darkness
    }
    prepare()
    if (this.composer) {
      this.composer.render(dt)
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
    this.disposeComposer()
  }

  private drawSheet(): void {
    const { renderer } = this
    const mapping = renderer.toneMapping
    renderer.toneMapping = NoToneMapping
    renderer.setRenderTarget(null)
    renderer.clearDepth()
    renderer.render(this.sheet, this.camera)
    renderer.toneMapping = mapping
  }

  private compose(settings: TierSettings): void {
    const composer = new EffectComposer(this.renderer, {
      frameBufferType: HalfFloatType,
      multisampling: settings.samples,
    })
    this.bloom = new BloomEffect({ mipmapBlur: true, luminanceSmoothing: 0.3, radius: 0.68, levels: 7 })
    composer.addPass(new RenderPass(this.scene, this.camera))
    composer.addPass(
      new EffectPass(
        this.camera,
        this.bloom,
        new ToneMappingEffect({ mode: ToneMappingMode.ACES_FILMIC }),
        new VignetteEffect({ darkness: 0.34, offset: 0.3 }),
      ),
    )
    this.composer = composer
  }

  private disposeComposer(): void {
    this.composer?.dispose()
    this.composer = null
    this.bloom = null
  }
}
