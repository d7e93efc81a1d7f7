/**
 * Dresses a loaded material for the stage, once: air and haze on every one,
 * and by what the layer is for, façades, night-time emission, status colours.
 * Programs are shared between materials that are dressed alike.
 */
import {
  DoubleSide,
  MeshBasicMaterial,
  MeshLambertMaterial,
  MeshStandardMaterial,
  type IUniform,
  type Material,
  type WebGLProgramParametersWithUniforms,
} from 'three'
import { airUniformsGlsl, fogGlsl, hashGlsl, skyGlsl } from '../world/glsl'
import { facadeFragment, facadeFragmentPars, facadeVertex, facadeVertexPars } from './facade'

export interface Dress {
  facade: boolean
  /** The geometry has a `tsFeature` attribute. */
  features: boolean
  /** Emission follows darkness. */
  nightEmission: boolean
  /** Fine noise over large plain ground. */
  ground: boolean
}

/** What the material computes: lit at all, and with a specular lobe. */
interface Shading {
  lit: boolean
  glossy: boolean
}

export type SharedUniforms = Record<string, IUniform>

/** The material to draw with: the given one, or a cheaper one in its place, dressed. Disposes what it replaces. */
export function dressMaterial(material: Material, dress: Dress, uniforms: SharedUniforms): Material {
  const dressed = dress.facade || dress.ground ? asLambert(material) : material
  const lit = !(dressed instanceof MeshBasicMaterial)
  const glossy = dressed instanceof MeshStandardMaterial
  dressed.onBeforeCompile = (shader) =>
    patch(shader, { ...dress, facade: dress.facade && lit }, { lit, glossy }, uniforms)
  const key = `ts${Number(dress.facade)}${Number(dress.features)}${Number(dress.nightEmission)}${Number(dress.ground)}${Number(lit)}${Number(glossy)}`
  dressed.customProgramCacheKey = () => key
  dressed.needsUpdate = true
  return dressed
}

/** Walls and ground are matt: their shader's own glass and light are what shines. */
function asLambert(material: Material): Material {
  if (!(material instanceof MeshStandardMaterial)) return material
  const { color, map, emissive, emissiveMap, emissiveIntensity, vertexColors, side, name } = material
  const plain = new MeshLambertMaterial({
    color,
    map,
    emissive,
    emissiveMap,
    emissiveIntensity,
    vertexColors,
    name,
    side: side === DoubleSide ? DoubleSide : side,
    flatShading: material.flatShading,
  })
  plain.userData = material.userData
  material.dispose()
  return plain
}

function patch(
  shader: WebGLProgramParametersWithUniforms,
  dress: Dress,
  shading: Shading,
  uniforms: SharedUniforms,
): void {
  Object.assign(shader.uniforms, uniforms)
  shader.vertexShader = patchVertex(shader.vertexShader, dress)
  shader.fragmentShader = patchFragment(shader.fragmentShader, dress, shading)
}

function patchVertex(source: string, dress: Dress): string {
  const pars = `
varying vec3 vTsWorld;
${dress.features ? 'attribute float tsFeature;\nflat varying int vTsId;' : ''}
${dress.facade ? facadeVertexPars : ''}`
  // Rows of the view matrix turn view space back to world axes, for skinned and instanced meshes too.
  const body = `
  vTsWorld = cameraPosition + mvPosition.xyz * mat3(viewMatrix);
  ${dress.features ? 'vTsId = int(tsFeature + 0.5);' : ''}
  ${dress.facade ? facadeVertex : ''}`
  return source
    .replace('#include <common>', `#include <common>\n${pars}`)
    .replace('#include <project_vertex>', `#include <project_vertex>\n${body}`)
}

function patchFragment(source: string, dress: Dress, { lit, glossy }: Shading): string {
  const pars = `
varying vec3 vTsWorld;
${airUniformsGlsl}${skyGlsl}${fogGlsl}${hashGlsl}
${dress.features ? 'flat varying int vTsId;\nuniform highp sampler2D tsStatus;\nuniform int tsSelected;' : ''}
${dress.facade ? facadeFragmentPars : ''}`
  const emission = [
    '#include <emissivemap_fragment>',
    dress.nightEmission ? `totalEmissiveRadiance *= tsDark * ${dress.ground ? '0.42' : '1.0'};` : '',
    dress.ground ? groundFragment : '',
    dress.facade ? facadeFragment : '',
  ].join('\n')
  const finish = `${glossy ? glossFragment : ''}
  #include <opaque_fragment>
  ${dress.features ? statusFragment(lit) : ''}
  gl_FragColor.rgb = tsFogged(gl_FragColor.rgb, vTsWorld);`
  return source
    .replace('#include <common>', `#include <common>\n${pars}`)
    .replace('#include <emissivemap_fragment>', emission)
    .replace('#include <opaque_fragment>', finish)
}

/**
 * The sky in what shines, straight from its formula: no map of it has to be
 * drawn again when the hour changes. Rough things see a blurred sky.
 */
const glossFragment = /* glsl */ `
{
  vec3 eye = normalize(vViewPosition);
  vec3 bounce = inverseTransformDirection(reflect(-eye, normal), viewMatrix);
  float rough = material.roughness;
  vec3 sharp = tsSky(normalize(vec3(bounce.x, abs(bounce.y) * 0.9 + 0.03, bounce.z)));
  vec3 sky = mix(sharp, mix(tsHorizon, tsMiddle, 0.5 + 0.5 * bounce.y), rough);
  sky *= mix(0.35, 1.0, smoothstep(-0.6, 0.2, bounce.y));
  float grazing = pow(1.0 - max(dot(normal, eye), 0.0), 5.0) * (1.0 - rough);
  outgoingLight += sky * mix(material.specularColor, vec3(1.0), grazing * 0.8) * mix(0.9, 0.6, tsDark);
}
`

/** Two scales of grain, gone where a pixel covers more than a grain. */
const groundFragment = /* glsl */ `
{
  float span = length(fwidth(vTsWorld.xz));
  float fine = tsNoise(vTsWorld.xz * 0.45) * (1.0 - smoothstep(0.6, 2.2, span));
  float broad = tsNoise(vTsWorld.xz * 0.055 + 31.0) * (1.0 - smoothstep(5.0, 18.0, span));
  diffuseColor.rgb *= 0.86 + 0.14 * fine + 0.16 * broad;
}
`

function statusFragment(lit: boolean): string {
  const rim = lit ? 'pow(1.0 - abs(dot(normal, normalize(vViewPosition))), 2.0)' : '0.3'
  return /* glsl */ `
{
  vec4 status = texelFetch(tsStatus, ivec2(vTsId % 256, vTsId / 256), 0);
  float rim = ${rim};
  float light = clamp(dot(gl_FragColor.rgb, vec3(0.3, 0.6, 0.1)), 0.0, 1.2);
  gl_FragColor.rgb = mix(gl_FragColor.rgb, status.rgb * (0.3 + 0.6 * light + 0.5 * rim), status.a * 0.8);
  if (vTsId == tsSelected) gl_FragColor.rgb += vec3(0.22, 0.5, 0.95) * (0.16 + 0.9 * rim);
}
`
}
