import { readFileSync } from 'node:fs';
import { openApiDocument } from './openapi-document';

/** The document as it is committed. */
export function openApiText(directory: string): string {
  const { version } = JSON.parse(readFileSync(`${directory}/package.json`, 'utf8'));
  return `${JSON.stringify(openApiDocument(directory, version), null, 2)}\n`;
}
