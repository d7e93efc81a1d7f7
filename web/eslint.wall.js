// The front end's arrows (docs/architecture.md), checked on every static
// import, re-export, dynamic import and type import:
//
//   model ◄ client ◄ vue ◄ visitor, studio, screen
//   model ◄ stage  ◄ vue, element
import path from 'node:path'

const vuePackages = /^(vue|vue-.*|@vue\/.*|@intlify\/.*|naive-ui|pinia)$/
const three = /^(three|3d-tiles-renderer|camera-controls|postprocessing|three-mesh-bvh)$/
const none = /^/

/** room → rooms it may import, and the packages it may not. */
const rooms = {
  model: { rooms: [], never: none },
  client: { rooms: ['model'], never: none },
  stage: { rooms: ['model'], never: vuePackages },
  element: { rooms: ['model', 'stage'], never: vuePackages },
  vue: { rooms: ['model', 'client', 'stage'], never: three },
  visitor: { rooms: ['model', 'client', 'stage', 'vue'], never: three },
  studio: { rooms: ['model', 'client', 'stage', 'vue'], never: three },
  screen: { rooms: ['model', 'client', 'stage', 'vue'], never: three },
}

/** The path below src/, `/`-separated, or null outside of it. */
function belowSource(file) {
  const parts = file.split(path.sep).join('/').split('/src/')
  return parts.length > 1 ? parts[parts.length - 1] : null
}

/** What `specifier` in `file` names: a room, a package, or the source root. */
export function target(file, specifier) {
  if (specifier.startsWith('@/')) return { room: specifier.slice(2).split('/')[0] }
  if (!specifier.startsWith('.')) {
    const [scope, name] = specifier.split('/')
    return { package: scope.startsWith('@') ? `${scope}/${name}` : scope }
  }
  const below = belowSource(path.resolve(path.dirname(file), specifier.split('?')[0]))
  return { room: below === null ? '..' : below.split('/')[0] }
}

/** Why `file` may not import `specifier`, or null if it may. */
export function breach(file, specifier) {
  const own = belowSource(file)?.split('/')[0]
  const rule = own === undefined ? undefined : rooms[own]
  if (!rule) return null
  const to = target(file, specifier)
  if (to.package !== undefined) {
    return rule.never.test(to.package) ? `${own}/ may not import the package ${to.package}` : null
  }
  if (to.room === own || rule.rooms.includes(to.room)) return null
  return `${own}/ may not import from ${to.room}/`
}

const wall = {
  meta: { type: 'problem', schema: [], messages: { breach: '{{why}} (see eslint.wall.js)' } },
  create(context) {
    const check = (node, source) => {
      if (source === undefined || source === null) return
      const text =
        source.type === 'TemplateLiteral' && source.quasis.length === 1 ? source.quasis[0].value.cooked : source.value
      if (typeof text !== 'string') {
        if (rooms[belowSource(context.filename)?.split('/')[0] ?? '']) {
          context.report({ node, messageId: 'breach', data: { why: 'an import must name its source literally' } })
        }
        return
      }
      const why = breach(context.filename, text)
      if (why) context.report({ node, messageId: 'breach', data: { why } })
    }
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal),
    }
  },
}

export default { rules: { wall } }
