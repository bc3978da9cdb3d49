import { z } from 'zod';
import { settings } from './config';

export interface SettingHelp {
  /** `name`, `outbox.maxAge`, `collectors.<name>.interval` */
  readonly key: string;
  readonly help: string;
}

/** Every setting that has a value of its own. */
export function settingHelps(): readonly SettingHelp[] {
  return helpsIn(settings, '');
}

function helpsIn(schema: z.ZodType, key: string): SettingHelp[] {
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape).flatMap(([name, each]) =>
      helpsIn(each as z.ZodType, key === '' ? name : `${key}.${name}`),
    );
  }
  if (inner instanceof z.ZodRecord) return helpsIn(inner.valueType as z.ZodType, `${key}.<name>`);
  return [{ key, help: schema.description ?? '' }];
}
