/** One line of `/proc/self/mountinfo`, see proc_pid_mountinfo(5). */
export interface Mount {
  /** Where it is mounted, with the kernel's octal escapes undone. */
  readonly point: string;
  /** Which part of the file system is mounted there; not `/` for a bind mount or a subvolume. */
  readonly root: string;
  /** `major:minor`, the same for each place where one file system is mounted. */
  readonly deviceNumber: string;
  readonly type: string;
  readonly source: string;
  readonly superOptions: readonly string[];
}

/** Lines that are cut off or malformed are passed over. */
export function parseMountinfo(text: string): Mount[] {
  return text.split('\n').flatMap((line) => parseLine(line) ?? []);
}

/**
 * @param line such as `36 35 98:0 /sub /mnt\040a rw,noatime shared:1 - ext4 /dev/sda1 rw`; any number
 * of optional fields, none included, come before the dash.
 */
function parseLine(line: string): Mount | undefined {
  const dash = line.indexOf(' - ');
  if (dash === -1) return undefined;
  const [, , deviceNumber, root, point] = line.slice(0, dash).split(' ');
  const [type, source, superOptions] = line.slice(dash + 3).split(' ');
  if (deviceNumber === undefined || root === undefined || point === undefined) return undefined;
  if (!point.startsWith('/') || type === undefined || source === undefined) return undefined;
  return {
    point: unescapeOctal(point),
    root: unescapeOctal(root),
    deviceNumber,
    type,
    source: unescapeOctal(source),
    superOptions: superOptions?.split(',') ?? [],
  };
}

/** Space, tab, newline and backslash are written as `\040`, `\011`, `\012` and `\134`, byte by byte. */
function unescapeOctal(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
