/**
 * Street lamps, signs, ship lights: a point cloud whose points shine by night.
 * Colour is linear, size is metres; a lamp too far to cover two pixels keeps
 * two and gives its light away instead.
 */
import { AdditiveBlending, Points, ShaderMaterial, Vector2, Vector4, type BufferGeometry } from 'three'
import { airUniformsGlsl } from '../world/glsl'
import type { SharedUniforms } from './dress'

const viewport = new Vector4()

export function shiningPoints(geometry: BufferGeometry, uniforms: SharedUniforms): Points {
  // The attribute's name in the file is `_SIZE`; the loader lowers it.
  const sized = geometry.getAttribute('_size') !== undefined
  const coloured = geometry.getAttribute('color') !== undefined
  const material = new ShaderMaterial({
    transparent: true,
    depthWrite: false,
    blending: AdditiveBlending,
    uniforms: { ...uniforms, tsPixels: { value: new Vector2() } },
    defines: { ...(sized ? { SIZED: '' } : {}), ...(coloured ? { COLOURED: '' } : {}) },
    vertexShader,
    fragmentShader,
  })
  const points = new Points(geometry, material)
  // The mirror's picture has other pixels than the screen's.
  points.onBeforeRender = (renderer, _scene, camera) => {
    const target = renderer.getRenderTarget()
    const height = target ? target.height : renderer.getCurrentViewport(viewport).w
    material.uniforms.tsPixels!.value.set(height * 0.5 * camera.projectionMatrix.elements[5]!, target ? 1 : 0)
    material.uniformsNeedUpdate = true
  }
  return points
}

const vertexShader = /* glsl */ `
#ifdef COLOURED
attribute vec3 color;
#endif
#ifdef SIZED
attribute float _size;
#endif
uniform vec2 tsPixels;
varying vec3 vLight;
${airUniformsGlsl}
void main() {
  vec4 view = modelViewMatrix * vec4(position, 1.0);
  gl_Position = projectionMatrix * view;
  float metres = 1.6;
  vLight = vec3(1.0, 0.7, 0.38);
  #ifdef SIZED
  metres = _size;
  #endif
  #ifdef COLOURED
  vLight = color;
  #endif
  float pixels = metres * 2.6 * tsPixels.x / max(-view.z, 0.1);
  gl_PointSize = clamp(pixels, 2.0, 90.0);
  float share = min(1.0, pixels / 2.0);
  vLight *= 1.35 * share * exp(view.z * (tsFog.x + 0.25 * tsFog.y)) * tsDark;
  if (tsDark < 0.02) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}
`

const fragmentShader = /* glsl */ `
varying vec3 vLight;
void main() {
  float d = length(gl_PointCoord - 0.5) * 2.0;
  float core = pow(max(1.0 - d, 0.0), 1.8);
  gl_FragColor = vec4(vLight * (core * 1.5 + 0.6 * smoothstep(0.35, 0.0, d)), 1.0);
  #include <tonemapping_fragment>
  #include <colorspace_fragment>
}
`
