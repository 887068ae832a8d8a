import { html } from '@portero/markup';
import { describe, expect, it } from 'vitest';
import { pagePolicy, renderPage } from './page-layout';

describe('a page', () => {
  it('escapes its title and says its language', () => {
    const page = renderPage({ title: '<b> & "x"', lang: 'es', body: html`<h1>Hola</h1>` });
    expect(page).toContain('<title>&lt;b&gt; &amp; &quot;x&quot; · Portero</title>');
    expect(page).toMatch(/^<!doctype html>\s*<html lang="es">/);
    expect(page).toContain('<h1>Hola</h1>');
  });

  it('sends no form, unless it says where to', () => {
    expect(pagePolicy()).toContain("form-action 'none'");
    expect(pagePolicy("form-action 'self'")).toContain("form-action 'self'");
    expect(pagePolicy("form-action 'self'")).not.toContain("form-action 'none'");
  });
});
