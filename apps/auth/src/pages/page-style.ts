import { html } from '@portero/markup';

/** The one style sheet of all pages. It is in the page itself, and the Content-Security-Policy has its hash. */
export const PAGE_STYLE = html`<style>
  :root {
    color-scheme: light dark;
    --ink: #1c2430;
    --soft: #4d5866;
    --line: #d6dce4;
    --ground: #eef1f5;
    --card: #fff;
    --link: #1b5fc1;
    --wrong: #b3261e;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --ink: #e6eaf0;
      --soft: #a3aebd;
      --line: #364150;
      --ground: #141a22;
      --card: #1d2530;
      --link: #7fb2ff;
      --wrong: #ff897d;
    }
  }
  * {
    box-sizing: border-box;
  }
  body {
    margin: 0;
    background: var(--ground);
    color: var(--ink);
    font:
      1rem/1.5 system-ui,
      sans-serif;
  }
  header,
  main {
    max-width: 52rem;
    margin: 0 auto;
    padding: 1rem;
  }
  header {
    display: flex;
    gap: 1rem;
    align-items: baseline;
    font-weight: bold;
  }
  header a {
    color: inherit;
    text-decoration: none;
  }
  h1 {
    margin: 0 0 1rem;
    font-size: 1.5rem;
    line-height: 1.25;
    overflow-wrap: anywhere;
  }
  h2 {
    margin: 1.5rem 0 0.5rem;
    font-size: 1.1rem;
  }
  a {
    color: var(--link);
  }
  :is(a, button, input):focus-visible {
    outline: 3px solid var(--link);
    outline-offset: 2px;
    border-radius: 2px;
  }
  code,
  pre {
    font-family: ui-monospace, monospace;
    font-size: 0.9375rem;
    overflow-wrap: anywhere;
  }
  pre,
  iframe,
  .card {
    width: 100%;
    margin: 0;
    padding: 1rem;
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: 0.5rem;
  }
  pre {
    white-space: pre-wrap;
  }
  iframe {
    display: block;
    height: 36rem;
    padding: 0;
    background: #fff;
    color-scheme: light;
  }
  dl {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 0.25rem 1rem;
  }
  dt,
  .soft {
    color: var(--soft);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  form {
    max-width: 30rem;
  }
  form > :first-child {
    margin-top: 0;
  }
  form > :last-child {
    margin-bottom: 0;
  }
  label {
    display: block;
    margin: 1rem 0 0.25rem;
    font-weight: bold;
  }
  label + .soft {
    margin: 0 0 0.25rem;
  }
  input,
  button {
    width: 100%;
    min-height: 2.75rem;
    padding: 0.5rem 0.75rem;
    border: 1px solid var(--soft);
    border-radius: 0.375rem;
    background: var(--card);
    color: var(--ink);
    font: inherit;
  }
  input:read-only {
    border-color: var(--line);
    background: var(--ground);
  }
  input[aria-invalid='true'] {
    border-color: var(--wrong);
  }
  button {
    margin-top: 1.25rem;
    border-color: var(--link);
    background: var(--link);
    color: var(--card);
    font-weight: bold;
    cursor: pointer;
  }
  .problem {
    max-width: 30rem;
    padding: 0.75rem 1rem;
    border-left: 0.25rem solid var(--wrong);
    background: var(--card);
  }
  .entries {
    margin: 0;
    padding: 0;
    list-style: none;
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: 0.5rem;
  }
  .entries li + li {
    border-top: 1px solid var(--line);
  }
  .entries a {
    display: grid;
    grid-template-columns: 1fr max-content;
    gap: 0 1rem;
    padding: 0.75rem 1rem;
    text-decoration: none;
    color: inherit;
  }
  .entries a > * {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .entries strong {
    grid-column: 1 / -1;
    color: var(--link);
  }
  @media (max-width: 30rem) {
    .entries a,
    dl {
      grid-template-columns: 1fr;
    }
    dd {
      margin-bottom: 0.5rem;
    }
  }
</style>`;
