import { judgeCheck } from '../checks/compiled-check';
import { createLanguage } from '../expression/evaluator';
import type { PackFileJudges } from './pack-tree';

/** Who says whether a definition means anything, by kind; the others are only read as YAML. */
export const PACK_JUDGES: PackFileJudges = { checks: judgeCheck(createLanguage()) };
