import type { RouteRecordRaw } from 'vue-router'
import GalleryPage from './gallery/GalleryPage.vue'

export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'gallery', component: GalleryPage },
  { path: '/s/:scene', name: 'stage', component: () => import('./stage/StagePage.vue'), props: true },
  { path: '/sign-in', name: 'sign-in', component: () => import('./session/SignInPage.vue') },
  { path: '/:rest(.*)*', name: 'not-found', component: () => import('./NotFoundPage.vue') },
]
