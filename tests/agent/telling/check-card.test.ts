import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { compileCheck } from '@/agent/checks/compiled-check';
import { checkCardOf } from '@/agent/telling/check-card';
import { CheckDefinitions } from '@/app/(dashboard)/checks/[check]/_components/check-definitions';
import { checkCard } from '@/common/domain/check-told';
import type { CheckDetail } from '@/common/domain/check-view';
import { checkFile, language } from '../checks/check-file';

const file = checkFile('memory', 'summary: Memory\ncritical_if: "1 > 2"');
const core = { level: 'core' as const, path: '/packs/linux/checks/memory.yaml' };

test('a check tells, and its page shows, which files of weaker levels it stands before', () => {
  const check = compileCheck({ ...file, level: 'local', hides: [core] }, language);
  const card = checkCard.parse(checkCardOf(check));
  expect(card.hides).toEqual([core]);
  const detail = { definitions: [{ card, nodes: 1 }], nodesLookedAt: 1 } as unknown as CheckDetail;
  const page = renderToStaticMarkup(createElement(CheckDefinitions, { detail }));
  expect(page.replace(/<[^>]+>/g, '')).toContain(`stands before level core ${core.path}`);
});

test('what an agent told that says nothing of them is taken as before', () => {
  const { hides: _, ...earlier } = checkCardOf(compileCheck(file, language));
  expect(checkCard.parse(earlier).hides).toEqual([]);
});
