import { z } from 'zod';

/** 9999-12-31: beyond it neither a date nor a database column can say what is meant. */
const WALL_MS_MAX = 253_402_300_799_999;

/** Milliseconds since the Unix epoch, as a wall clock says them. */
export const moment = z.number().min(0).max(WALL_MS_MAX);
