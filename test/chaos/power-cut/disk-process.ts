import { read, readFileSync, writeFileSync, writeSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { seeded } from '../seeded.ts';
import { DiskModel, type Node, type Remains } from './disk-model.ts';
import {
  answer,
  attributesOut,
  entryOut,
  ERROR,
  folderOut,
  initOut,
  MAX_MESSAGE,
  namesIn,
  namesOut,
  OP,
  openOut,
  parseRequest,
  readIn,
  type Request,
  setattrIn,
  statfsOut,
  writeIn,
  writeOut,
} from './fuse-protocol.ts';

/**
 * Serves a disk whose power can be cut, over the file descriptor 3 that /dev/fuse was opened as. `node disk-process.ts
 * FOLDER` begins with what is in the folder. A message `{ cut: seed, to: folder }` from the parent ends all answers at
 * once and writes what the disk would have left; it is then told `cut`.
 */
const DEVICE = 3;
const [from = ''] = process.argv.slice(2);

const readRemains = (folder: string): Remains =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(folder, path), readFileSync(path)]),
  );

const disk = new DiskModel(readRemains(from));
const nodes = new Map<number, Node>([[disk.root.id, disk.root]]);
let hasPower = true;

const known = (node: Node): Node => {
  nodes.set(node.id, node);
  return node;
};
/** The answer's body, or an error number. */
type Handle = (node: Node, body: Buffer) => Buffer | number;

const NOTHING = Buffer.alloc(0);
const accept: Handle = () => NOTHING;

const sync: Handle = (node) => {
  disk.sync(node);
  return NOTHING;
};

const remove: Handle = (folder, body) => {
  const [name = ''] = namesIn(body, 0);
  const found = folder.names.get(name);
  if (!found) return ERROR.noEntry;
  if (found.names.size > 0) return ERROR.notEmpty;
  disk.remove(folder, name);
  return NOTHING;
};

const rename =
  (namesAt: number): Handle =>
  (folder, body) => {
    const [name = '', newName = ''] = namesIn(body, namesAt);
    if (!folder.names.has(name)) return ERROR.noEntry;
    disk.move(folder, name, nodes.get(Number(body.readBigUInt64LE(0))) ?? disk.root, newName);
    return NOTHING;
  };
const renamePlainly = rename(16);

const HANDLES: Readonly<Record<number, Handle>> = {
  [OP.getattr]: attributesOut,
  [OP.setattr]: (node, body) => {
    const { size, mode } = setattrIn(body);
    if (size !== undefined) disk.resize(node, size);
    if (mode !== undefined) node.mode = mode;
    return attributesOut(node);
  },
  [OP.open]: openOut,
  [OP.opendir]: folderOut,
  [OP.read]: (node, body) => {
    const { at, size } = readIn(body);
    return Buffer.from(node.content.seen.view().subarray(at, at + size));
  },
  [OP.write]: (node, body) => {
    const { at, bytes, synchronous } = writeIn(body);
    disk.write(node, at, bytes);
    if (synchronous) disk.sync(node);
    return writeOut(bytes.length);
  },
  [OP.readdir]: (node, body) => namesOut([...node.names], readIn(body)),
  [OP.fsync]: sync,
  [OP.fsyncdir]: sync,
  [OP.flush]: accept,
  [OP.release]: accept,
  [OP.releasedir]: accept,
  [OP.access]: accept,
  [OP.destroy]: accept,
  [OP.lookup]: (folder, body) => {
    const found = folder.names.get(namesIn(body, 0)[0] ?? '');
    return found ? entryOut(known(found)) : ERROR.noEntry;
  },
  [OP.mkdir]: (folder, body) => {
    const [name = ''] = namesIn(body, 8);
    if (folder.names.has(name)) return ERROR.exists;
    return entryOut(known(disk.make(folder, name, 'folder', body.readUInt32LE(0) & 0o7777)));
  },
  [OP.create]: (folder, body) => {
    const [name = ''] = namesIn(body, 16);
    const file = folder.names.get(name) ?? disk.make(folder, name, 'file', body.readUInt32LE(4) & 0o7777);
    return Buffer.concat([entryOut(known(file)), openOut()]);
  },
  [OP.unlink]: remove,
  [OP.rmdir]: remove,
  [OP.rename]: rename(8),
  // Its flags ask to exchange two names or to overwrite none: no broker does.
  [OP.rename2]: (folder, body) => (body.readUInt32LE(8) === 0 ? renamePlainly(folder, body) : ERROR.invalid),
};

const UNANSWERED: ReadonlySet<number> = new Set([OP.forget, OP.batchForget, OP.interrupt]);

/** Undefined where no answer is expected. */
const handle = ({ opcode, node: id, body }: Request): Buffer | number | undefined => {
  if (opcode === OP.init) return initOut(body);
  if (opcode === OP.statfs) return statfsOut();
  if (UNANSWERED.has(opcode)) return undefined;
  const node = nodes.get(id);
  const how = HANDLES[opcode];
  if (!how) return ERROR.notImplemented;
  return node ? how(node, body) : ERROR.noEntry;
};

const message = Buffer.alloc(MAX_MESSAGE);
const next = (): void =>
  read(DEVICE, message, 0, MAX_MESSAGE, null, (error, length) => {
    // ENODEV: it was unmounted.
    if (error?.code === 'ENODEV') process.exit(0);
    if (!hasPower) return;
    if (!error) {
      const request = parseRequest(message.subarray(0, length));
      const body = handle(request);
      if (body !== undefined) writeSync(DEVICE, answer(request.unique, body));
    }
    next();
  });

process.on('message', ({ cut, to }: { cut: number; to: string }) => {
  hasPower = false;
  for (const [path, bytes] of disk.remainsAfterCut(seeded(cut))) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    writeFileSync(join(to, path), bytes);
  }
  process.send?.('cut');
});
// Its end is the parent's end.
process.on('disconnect', () => process.exit(0));
next();
