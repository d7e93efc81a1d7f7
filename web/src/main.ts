import { createWebHistory } from 'vue-router'
import { createApi } from './client/api'
import './vue/tokens.css'
import './vue/base.css'
import { createVisitor } from './visitor/create'

createVisitor({
  api: createApi(),
  history: createWebHistory(),
  storage: localStorage,
  search: location.search,
  device: navigator.languages,
}).mount('#app')
