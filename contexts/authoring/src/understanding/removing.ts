/** The verbs by which people take things away, for use inside other expressions. */
export const removing =
  '(?:remove|delete|drop|erase|cut|scrap|ditch|hide|strike|kill|leave out|take out|take down|take away|throw out|throw away|kick out|get rid of|away with|out with|lose|clear|omit|wipe|eliminate|no more|do away with)';
