import { basename } from 'node:path';

const KEBAB_CASE = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
const MIGRATION = /^\d{13}-[A-Za-z0-9-]+\.ts$/;
const EMPTY_NAMES = /(^|[-.])(utils?|helpers?|common|shared|misc)([-.]|$)/;
const SUPPRESSION = /^\s*eslint-(disable|enable)(-next-line|-line)?\b/;

const fileName = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      case: 'Name files in kebab-case with a role suffix, not "{{name}}".',
      empty: '"{{name}}" says nothing about what is inside: name the idea.',
    },
  },
  create: (context) => ({
    Program(node) {
      const name = basename(context.filename);
      if (!KEBAB_CASE.test(name) && !MIGRATION.test(name)) context.report({ node, messageId: 'case', data: { name } });
      if (EMPTY_NAMES.test(name)) context.report({ node, messageId: 'empty', data: { name } });
    },
  }),
};

const describedSuppression = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { reason: 'Say why, after two dashes: eslint-disable-next-line <rule> -- <reason>.' },
  },
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        if (!SUPPRESSION.test(comment.value) || comment.value.includes('eslint-enable')) continue;
        const [rules, reason = ''] = comment.value.split(/\s-{2,}\s/);
        const namesRules = rules.replace(SUPPRESSION, '').trim() !== '';
        if (!namesRules || reason.trim().length < 10) context.report({ loc: comment.loc, messageId: 'reason' });
      }
    },
  }),
};

/** Lint rules of this project that no package has. */
export const house = {
  rules: { 'file-name': fileName, 'described-suppression': describedSuppression },
};
