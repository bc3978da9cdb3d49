import project from '../package.json' with { type: 'json' };

/** The version of this program, which is that of its package. */
export const VERSION: string = project.version;
