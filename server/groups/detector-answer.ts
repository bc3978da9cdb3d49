import { z } from 'zod';
import { type DetectorExplanation, detectorCard } from '@/common/domain/detection';
import { readExplanation } from '@/common/domain/explanation-told';
import { machineText } from '@/common/domain/text';
import type { Json } from '@/common/json';

const answered = z.object({
  card: detectorCard,
  condition: z.unknown(),
  groups: z
    .array(
      z.object({
        text: machineText(1_024),
        gives: z.array(machineText(1_024)).max(64),
        problem: machineText(2_048),
      }),
    )
    .max(64),
});

/** @returns what an agent answered as the explanation of a detector; undefined for anything else */
export function readDetectorExplanation(answer: Json): DetectorExplanation | undefined {
  const { data } = answered.safeParse(answer);
  const condition = readExplanation(data?.condition);
  return data === undefined || condition === undefined ? undefined : { ...data, condition };
}
