import superjson from 'superjson';

/**
 * superjson, as clients have it, except that no key is refused on the way out. A machine may well
 * have a process or a label that is called `constructor`, and one such name, which superjson takes
 * for an attack, would make every page that shows its node fail. Answers are plain JSON anyway.
 */
export const transformer = {
  serialize(value: unknown): ReturnType<typeof superjson.serialize> {
    try {
      return superjson.serialize(value);
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('Detected property ')) {
        return { json: JSON.parse(JSON.stringify(value)) };
      }
      throw error;
    }
  },
  deserialize: superjson.deserialize,
};
