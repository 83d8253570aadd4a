/** Imports go one way, down the list of rooms, and what a room never imports it does not import: see rooms.mjs. */
import { importVisitor, isIn, placeOf } from './imports.mjs';
import { nevers, rooms } from './rooms.mjs';

/** The innermost room that a file stands in, by its floor; -1 for what is no room. */
const floorOf = (path) =>
  rooms.reduce((best, room, floor) => {
    const inner = isIn(path, room) && (best < 0 || room.length > rooms[best].length);
    return inner ? floor : best;
  }, -1);

export const oneWay = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      up: '{{own}} stands below {{other}} and imports nothing of it, not even types: see lint/rooms.mjs.',
      never: '{{own}} never imports {{target}}: {{because}}.',
    },
  },
  create(context) {
    const own = placeOf(context);
    const floor = floorOf(own);
    const mine = nevers.filter(
      ({ who, except = [] }) => who.some((room) => isIn(own, room)) && !except.includes(own),
    );
    return importVisitor(context, ({ node, target, typesOnly }) => {
      const other = floorOf(target);
      if (other >= 0 && other < floor) {
        context.report({ node, messageId: 'up', data: { own: rooms[floor], other: rooms[other] } });
      }
      for (const { never, typesAllowed = false, because } of mine) {
        if ((typesOnly && typesAllowed) || !never.some((each) => isIn(target, each))) continue;
        context.report({ node, messageId: 'never', data: { own, target, because } });
      }
    });
  },
};
