export { html, type Markup } from './markup';
