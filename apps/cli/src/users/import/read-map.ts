import { readFileSync } from 'node:fs';
import { Refusal } from '../../outcome/refusal';
import { type ColumnMap, FIELDS } from './file-format';

/** Reads the file that `--map` names. */
export function readMap(file: string): ColumnMap {
  let map: unknown;
  try {
    map = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new Refusal('map_unreadable', [`${file} cannot be read as JSON.`]);
  }
  const fields: readonly string[] = FIELDS;
  const isMap = typeof map === 'object' && map !== null && !Array.isArray(map);
  if (isMap && Object.entries(map as object).every(([field, column]) => fields.includes(field) && isText(column)))
    return map as ColumnMap;
  throw new Refusal('map_unreadable', [
    `${file} must be an object from fields to columns. Fields: ${FIELDS.join(', ')}.`,
  ]);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
