import type { Language } from '@/common/expression/parser';
import { judgeCheck } from '../checks/compiled-check';
import { judgeDashboard } from '../dashboards/dashboard-card';
import { judgeDetector } from '../detection/compiled-detector';
import { judgeRole } from '../roles/compiled-role';
import type { PackFileJudges } from './pack-tree';

/** @param language with the functions of the packs themselves */
export type MakeJudges = (language: Language) => PackFileJudges;

/** Who says whether a definition means anything, by kind. */
export const packJudges: MakeJudges = (language) => ({
  checks: judgeCheck(language),
  detectors: judgeDetector(language),
  roles: judgeRole(language),
  dashboards: judgeDashboard,
});
